"""PDF documents: every word can be read back, long tables go on with their heads, and bytes do not change."""

from __future__ import annotations

import shutil
import subprocess

from ibok_bot.documents.document import pdf
from ibok_bot.domain.papers import Document, Section
from tests.databases import missing

HEAD = ("Opłata", "Ilość", "Cena", "Netto")
NUMERIC = (False, True, True, True)


def read(data: bytes) -> list[str]:
    """The words of each page."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext is not installed; it is in the package poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)  # noqa: S607
    return done.stdout.decode().split("\f")[:-1]


def document(rows: int, note: str = "") -> Document:
    lines = tuple(
        (f"energia czynna {number}, zażółć", f"{number} kWh", "0,50000", f"{number},50 zł") for number in range(rows)
    )
    section = Section("Sprzedaż energii", HEAD, lines, NUMERIC, ("Razem", "", "", "1 234,56 zł"), note)
    return Document(
        "faktura.pdf", "Faktura FV/2026/11/00456", ("Nabywca: Оксана Коваль, ґанок",), (section,), ("Koniec.",)
    )


def test_every_word_can_be_read_back() -> None:
    [page] = read(pdf(document(3, "Ceny netto.")))
    for words in ("Faktura FV/2026/11/00456", "Оксана Коваль, ґанок", "Sprzedaż energii", "zażółć", "2 kWh", "2,50 zł"):
        assert words in page
    assert page.index("Razem") < page.index("1 234,56 zł") < page.index("Ceny netto.") < page.index("Koniec.")
    assert "1/1" not in page.replace(" ", "")


def test_a_long_table_goes_on_over_pages_with_its_head_and_their_numbers() -> None:
    pages = read(pdf(document(120)))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page.replace(" ", "")
    assert all("Opłata" in page and "Netto" in page for page in pages[:-1])
    whole = "".join(pages)
    assert all(f"{number},50 zł" in whole for number in range(120))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf(document(3)) == pdf(document(3))


def test_a_document_may_hold_nothing_but_its_title() -> None:
    [page] = read(pdf(Document("a.pdf", "Tytuł")))
    assert "Tytuł" in page


def test_no_cell_is_higher_than_a_page() -> None:
    section = Section("", ("a", "b"), (("słowo " * 2000, "1"),), (False, True))
    [page] = read(pdf(Document("a.pdf", "x", sections=(section,))))
    assert "słowo" in page
    assert "…" in page
