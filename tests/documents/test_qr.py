"""Payment codes: a camera reads back what was drawn."""

from __future__ import annotations

import shutil
import struct
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ibok_bot.documents import qr
from ibok_bot.documents.papers import make
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import PaymentQr, Transfer
from ibok_bot.domain.transfer import qr_payload
from tests.databases import missing

ACCOUNT = "61109010140000071219812874"


@pytest.fixture(scope="module")
def reader() -> str:
    found = shutil.which("zbarimg")
    if found is None:
        missing("zbarimg is not installed (Debian: zbar-tools)")
    return str(found)


def read_back(reader: str, picture: bytes, folder: Path, *options: str) -> str:
    path = folder / "code.png"
    path.write_bytes(picture)
    command = [reader, "--raw", "-q", "-S*.disable", "-Sqrcode.enable", *options, str(path)]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode().removesuffix("\n")  # noqa: S603 - our own


def width(picture: bytes) -> int:
    size, height = struct.unpack(">II", picture[16:24])
    assert size == height
    return int(size)


@pytest.mark.parametrize(
    ("payee", "title"),
    [
        ("Energia Testowa", "FV 12/2026/G"),
        ("Zażółć Gęślą Jaźń", "ŁĄKA, ŹDŹBŁO, ŻÓŁĆ, ŚĆĘŃĄ ąćęłńó"),
        ("ŻÓŁĆŻÓŁĆŻÓŁĆŻÓŁĆŻÓŁĆ", "ŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆŃŹĆ"),
        ("Księgarnia „Pod Lipą” & Syn", "nr *7* #12 \\ 3_4"),
        ("Коваленко Юлія", "рахунок № 5"),
        ("", ""),
    ],
)
def test_a_camera_reads_the_payment_back(reader: str, tmp_path: Path, payee: str, title: str) -> None:
    payload = qr_payload(Transfer(payee, "", "5260250995", ACCOUNT, Money(51263), title))
    assert read_back(reader, make(PaymentQr("kod.png", payload)).data, tmp_path) == payload


@pytest.mark.parametrize("sign", ["a", "Z", "9", "ż", "Ó"])
def test_a_full_payload_is_read_back(reader: str, tmp_path: Path, sign: str) -> None:
    payload = f"5260250995|PL|{ACCOUNT}|051263|".ljust(160, sign)
    # as bytes: the reader takes a row of equal Polish letters for Chinese, which no name is
    assert read_back(reader, qr.png(payload), tmp_path, "-Sbinary") == payload


def test_the_picture_is_sharp_with_a_white_border_and_always_the_same() -> None:
    picture = make(PaymentQr("kod.png", f"|PL|{ACCOUNT}|000000|Energia Testowa|FV 1|||"))
    assert (picture.name, picture.mime) == ("kod.png", "image/png")
    assert 600 <= width(picture.data) < 700
    assert picture.data == qr.png(f"|PL|{ACCOUNT}|000000|Energia Testowa|FV 1|||")


def test_the_border_is_four_modules_wide_and_white() -> None:
    picture = Image.open(BytesIO(qr.png("a" * 100))).convert("L")
    dark = picture.point(lambda light: 255 - light).getbbox()
    assert dark is not None
    modules = 37 + 8  # 100 bytes at level L: version 5
    module = picture.width / modules
    assert module == int(module)
    assert dark == (4 * module, 4 * module, picture.width - 4 * module, picture.height - 4 * module)


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        qr.png("ż" * 2000)
