"""The letters of our PDFs: DejaVu, with Polish and Ukrainian, embedded as far as used.

The files come with matplotlib, whose charts need the same ones; matplotlib itself is not imported.
DejaVu may be embedded and passed on freely (Bitstream Vera licence).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

SANS = "sans"
"""The family for words: regular and bold ("B")."""
MONO = "mono"
"""The family for signs in boxes, each as wide as the next: regular and bold ("B")."""
_FILES = {
    (SANS, ""): "DejaVuSans.ttf",
    (SANS, "B"): "DejaVuSans-Bold.ttf",
    (MONO, ""): "DejaVuSansMono.ttf",
    (MONO, "B"): "DejaVuSansMono-Bold.ttf",
}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def path(family: str, style: str = "") -> Path:
    """The font file. Raises FileNotFoundError where matplotlib came without it, KeyError for a family not ours."""
    file = _FILES[family, style]
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise FileNotFoundError(f"{file} comes with matplotlib, which is not installed")
    found = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / file
    if not found.is_file():
        raise FileNotFoundError(f"{file} is missing from matplotlib's data")
    return found


@contextmanager
def blank(title: str, *, mono: bool = False) -> Iterator[FPDF]:
    """A PDF with no page yet, A4 upright in millimetres, with the family SANS and, where wanted, MONO.

    The same contents give the same bytes: the date inside is always the same one, so that a file can be kept
    and found by what it was made from. Its font files are closed at the end: make the bytes before.
    """
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_creation_date(_EPOCH)
    pdf.set_title(title)
    try:
        for family, style in _FILES:
            if family == SANS or mono:
                pdf.add_font(family, style, path(family, style))
        yield pdf
    finally:
        for font in pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
