"""The printed form: read back from the PDF, field by field and cell by cell."""

from __future__ import annotations

import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from ibok_bot.documents import slip as slips
from ibok_bot.documents.papers import make
from ibok_bot.documents.pen import CELL
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Transfer, TransferSlip
from tests.databases import missing

ROOT = Path(__file__).parent.parent.parent
ACCOUNT = "61109010140000071219812874"
SLIP = TransferSlip(
    name="przelew.pdf",
    transfer=Transfer(
        payee="Energia Testowa SA",
        payee_address="ul. Jasna 1, 00-013 Łódź",
        payee_nip="5260250995",
        account=ACCOUNT,
        amount=Money(51263),
        title="FV/2026/09/00123, FV/2026/10/00124 i 3 inne",
    ),
    payer="Grażyna Żółć",
    payer_address="ul. Cicha 1/2, 00-001 Łódź",
)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
_MILLIMETRES = 25.4 / 72


def changed(
    *, cash: bool = False, payer: str = SLIP.payer, payer_address: str = SLIP.payer_address, **of: object
) -> TransferSlip:
    return TransferSlip(SLIP.name, msgspec.structs.replace(SLIP.transfer, **of), payer, payer_address, cash)


@pytest.fixture(scope="module", autouse=True)
def poppler() -> None:
    if not all(map(shutil.which, ("pdftotext", "pdftoppm", "pdffonts"))):
        missing("pdftotext is not installed (Debian: poppler-utils)")


@dataclass(frozen=True)
class Word:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Read:
    """The page as read back: words by their middles, in millimetres."""

    words: list[Word]

    def cells(self, x: float, y: float, count: int, gaps: tuple[int, ...] = ()) -> str:
        """What stands in a row of cells, a space for an empty one; each sign must stand in the middle of its cell."""
        signs = [" "] * count
        middles = [x + (at + 0.5) * CELL + sum(at >= gap for gap in gaps) * slips._GAP for at in range(count)]
        end = middles[-1] + CELL / 2
        for word in self.words:
            if y < word.y < y + CELL and x < word.x < end:
                at = min(range(count), key=lambda place: abs(middles[place] - word.x))
                assert abs(middles[at] - word.x) < 0.4, f"{word.text} stands beside its cell"
                assert len(word.text) == 1
                assert signs[at] == " "
                signs[at] = word.text
        return "".join(signs)

    def line(self, row: int) -> str:
        return self.cells(slips._LEFT, slips._row(row), 27).rstrip()

    def account(self, row: int) -> str:
        return self.cells(slips._LEFT, slips._row(row), 26, gaps=(2, 6, 10, 14, 18, 22)).rstrip()

    def free(self, row: int) -> str:
        """Words in the bank's part that need no cells."""
        return self._inside(slips._LEFT, slips._row(row), slips._RIGHT, slips._row(row) + CELL)

    def receipt(self, row: int, rows: int) -> str:
        top = slips._row(row)
        right = slips._RECEIPT_LEFT + slips._RECEIPT_WIDTH
        return self._inside(slips._RECEIPT_LEFT, top, right, top + (rows - 1) * slips._ROW + CELL)

    def _inside(self, left: float, top: float, right: float, bottom: float) -> str:
        found = [word for word in self.words if left < word.x < right and top < word.y < bottom]
        return " ".join(word.text for word in sorted(found, key=lambda word: (round(word.y, 1), word.x)))


def read(slip: TransferSlip, folder: Path) -> Read:
    path = folder / "slip.pdf"
    path.write_bytes(make(slip).data)
    shown = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True, text=True)  # noqa: S603, S607
    assert shown.stdout.count("<page ") == 1
    return Read(
        [
            Word(
                (float(left) + float(right)) / 2 * _MILLIMETRES,
                (float(top) + float(bottom)) / 2 * _MILLIMETRES,
                html.unescape(text),
            )
            for left, top, right, bottom, text in _WORD.findall(shown.stdout)
        ]
    )


def test_a_transfer_fills_each_field(tmp_path: Path) -> None:
    page = read(SLIP, tmp_path)
    assert (page.line(0), page.line(1)) == ("Energia Testowa SA", "ul. Jasna 1, 00-013 Łódź")
    assert page.account(2) == ACCOUNT
    assert page.cells(slips._WAYS, slips._row(3), 2) == "WP"
    assert page.cells(slips._CURRENCY_LEFT, slips._row(3), 3) == "PLN"
    assert page.cells(slips._RIGHT - 12 * CELL, slips._row(3), 12) == "------512,63"
    assert page.account(4) == ""
    assert (page.line(5), page.line(6)) == ("Grażyna Żółć", "ul. Cicha 1/2, 00-001 Łódź")
    assert (page.line(7), page.line(8)) == ("FV/2026/09/00123,", "FV/2026/10/00124 i 3 inne")


def test_cash_has_the_amount_in_words_where_a_transfer_has_the_payers_account(tmp_path: Path) -> None:
    page = read(changed(cash=True, amount=Money(18420)), tmp_path)
    assert page.free(4) == "sto osiemdziesiąt cztery złote 20/100"
    assert page.cells(slips._RIGHT - 12 * CELL, slips._row(3), 12) == "------184,20"


@pytest.mark.parametrize("cash", [False, True])
def test_the_receipt_says_all_of_it_once_more(tmp_path: Path, cash: bool) -> None:
    page = read(changed(cash=cash), tmp_path)
    assert page.receipt(0, 2) == "Energia Testowa SA ul. Jasna 1, 00-013 Łódź"
    assert page.receipt(2, 1) == "61 1090 1014 0000 0712 1981 2874"
    assert page.receipt(3, 1) == "512,63 PLN"
    assert page.receipt(4, 1) == ("pięćset dwanaście złotych 63/100" if cash else "przelew")
    assert page.receipt(5, 2) == "Grażyna Żółć ul. Cicha 1/2, 00-001 Łódź"
    assert page.receipt(7, 2) == "FV/2026/09/00123, FV/2026/10/00124 i 3 inne"


def test_long_names_are_shortened_in_the_cells_and_whole_on_the_receipt(tmp_path: Path) -> None:
    payee = "Energia Testowa Spółka z ograniczoną odpowiedzialnością spółka komandytowa"
    payer = "Wspólnota Mieszkaniowa Nieruchomości przy ulicy Chrząszczowej 12 w Szczebrzeszynie"
    page = read(changed(payee=payee, payer=payer, title="T" * 140), tmp_path)
    assert (page.line(0), page.line(1)) == ("Energia Testowa sp. z o.o.", "sp.k.")
    assert (page.line(5), page.line(6)) == ("Wspólnota Mieszkaniowa", "Nieruchomości przy ulicy")
    assert (page.line(7), page.line(8)) == ("T" * 27, "T" * 27)
    assert page.receipt(0, 2) == f"{payee} ul. Jasna 1, 00-013 Łódź"
    assert page.receipt(5, 2) == f"{payer} ul. Cicha 1/2, 00-001 Łódź"
    assert page.receipt(7, 2).replace(" ", "") == "T" * 140


@pytest.mark.parametrize("cash", [False, True])
def test_the_largest_amount_fills_all_cells_and_its_words_stay_in_their_field(tmp_path: Path, cash: bool) -> None:
    page = read(changed(cash=cash, amount=Money(99_999_999_999)), tmp_path)
    assert page.cells(slips._RIGHT - 12 * CELL, slips._row(3), 12) == "999999999,99"
    assert page.receipt(3, 1) == "999 999 999,99 PLN"
    words = (
        "dziewięćset dziewięćdziesiąt dziewięć milionów dziewięćset dziewięćdziesiąt dziewięć tysięcy "
        "dziewięćset dziewięćdziesiąt dziewięć złotych 99/100"
    )
    assert page.free(4) == (words if cash else "")
    assert page.receipt(4, 1) == (words if cash else "przelew")


def test_ukrainian_and_polish_letters_are_there(tmp_path: Path) -> None:
    page = read(changed(payer="Ґанна Їжакевич-Щаслива", payer_address="вул. Єдності 7, Łódź"), tmp_path)
    assert (page.line(5), page.line(6)) == ("Ґанна Їжакевич-Щаслива", "вул. Єдності 7, Łódź")


def test_of_w_and_p_the_one_that_it_is_not_is_crossed_out(tmp_path: Path) -> None:
    def ink(slip: TransferSlip, cell: int) -> int:
        (tmp_path / "slip.pdf").write_bytes(make(slip).data)
        subprocess.run(["pdftoppm", "-r", "254", "-png", "-singlefile", "slip.pdf", "slip"], cwd=tmp_path, check=True)  # noqa: S607
        left, top = slips._WAYS + cell * CELL, slips._row(3)
        with Image.open(tmp_path / "slip.png") as page:
            inner = (10 * left + 5, 10 * top + 5, 10 * (left + CELL) - 5, 10 * (top + CELL) - 5)
            histogram: list[int] = page.convert("L").crop(inner).histogram()
            return sum(histogram[:100])

    transfer, cash = SLIP, changed(cash=True)
    assert ink(transfer, 0) > 1.5 * ink(cash, 0), "W is crossed out for a transfer"
    assert ink(cash, 1) > 1.5 * ink(transfer, 1), "P is crossed out for cash"


def test_the_letters_are_inside_the_file(tmp_path: Path) -> None:
    (tmp_path / "slip.pdf").write_bytes(make(SLIP).data)
    fonts = subprocess.run(["pdffonts", "slip.pdf"], cwd=tmp_path, capture_output=True, check=True, text=True)  # noqa: S607
    embedded = [line for line in fonts.stdout.splitlines() if "DejaVu" in line]
    assert len(embedded) >= 3
    assert all(re.search(r"\byes yes yes\b", line) for line in embedded), "embedded, a subset, readable as text"


def test_the_same_slip_gives_the_same_bytes_in_any_process_and_without_the_charts() -> None:
    script = (
        "import sys, hashlib\n"
        "from ibok_bot.documents import slip\n"
        "from ibok_bot.domain.money import Money\n"
        "from ibok_bot.domain.papers import Transfer, TransferSlip\n"
        f"made = slip.pdf({SLIP!r})\n"
        "print(hashlib.sha256(made).hexdigest(), 'matplotlib' in sys.modules)"
    )
    said = {
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert said == {f"{hashlib.sha256(make(SLIP).data).hexdigest()} False"}


def test_an_account_that_is_none_makes_no_slip() -> None:
    with pytest.raises(ValueError, match="account"):
        make(changed(account="6" * 26))


@pytest.mark.parametrize("grosze", [0, -1, 10**11])
def test_an_amount_without_room_makes_no_slip(grosze: int) -> None:
    with pytest.raises(ValueError, match="no room"):
        make(changed(amount=Money(grosze)))


def test_it_is_a_pdf_by_its_name_and_kind() -> None:
    file = make(SLIP)
    assert (file.name, file.mime) == ("przelew.pdf", "application/pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.data.rstrip().endswith(b"%%EOF")
