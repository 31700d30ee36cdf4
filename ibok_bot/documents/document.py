"""A document of paragraphs and tables as PDF: A4, tables go on over pages with their heads repeated."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from ibok_bot.documents.fonts import SANS, blank
from ibok_bot.domain.papers import Document, Section

_MARGIN, _FOOT = 15, 18
_PALE, _GREY = (232, 238, 244), 110
_LINE = 5.2
_LONGEST_CELL = 400
_HEAD = FontFace(emphasis="BOLD", fill_color=_PALE)
_TOTAL = FontFace(emphasis="BOLD")


def pdf(document: Document) -> bytes:
    """The file; the same document always gives the same bytes."""
    with blank(document.title) as page:
        page.set_margins(_MARGIN, _MARGIN)
        page.set_auto_page_break(auto=True, margin=_FOOT)
        page.add_page()
        page.set_font(SANS, "B", 15)
        page.multi_cell(0, 8, document.title, new_x="LMARGIN", new_y="NEXT")
        _paragraphs(page, document.lead)
        for section in document.sections:
            _section(page, section)
        _paragraphs(page, document.tail)
        _numbered(page)
        return bytes(page.output())


def _paragraphs(page: FPDF, texts: Sequence[str]) -> None:
    page.set_font(SANS, "", 10)
    for text in texts:
        page.ln(2)
        page.multi_cell(0, _LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _section(page: FPDF, section: Section) -> None:
    page.ln(5)
    if section.title:
        page.set_font(SANS, "B", 11)
        page.multi_cell(0, 6.5, section.title, new_x="LMARGIN", new_y="NEXT")
    page.set_font(SANS, "", 8.5)
    align = tuple("RIGHT" if numeric else "LEFT" for numeric in section.numeric)
    with page.table(
        text_align=align,
        col_widths=_widths(page, section),
        headings_style=_HEAD,
        line_height=_LINE,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        padding=1,
        first_row_as_headings=any(section.head),
    ) as table:
        if any(section.head):
            table.row(section.head)
        for row in section.rows:
            table.row([_short(cell) for cell in row])
        if section.total:
            table.row(section.total, style=_TOTAL)
    if section.note:
        page.ln(1)
        page.multi_cell(0, 4.6, section.note, align="L", new_x="LMARGIN", new_y="NEXT")


def _short(cell: str) -> str:
    """A row cannot be higher than a page."""
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[: _LONGEST_CELL - 1]}…"


def _widths(page: FPDF, section: Section) -> tuple[float, ...]:
    """Columns in proportion to what stands in them: a number is never broken while words have room to give."""
    texts = (section.head, *section.rows, *((section.total,) if section.total else ()))
    wide = [max((page.get_string_width(line) for row in texts for line in row[place : place + 1]), default=1.0) + 4
            for place in range(len(section.head))]  # fmt: skip
    room = page.epw - sum(width for width, numeric in zip(wide, section.numeric, strict=True) if numeric)
    words = sum(width for width, numeric in zip(wide, section.numeric, strict=True) if not numeric)
    least = page.epw / 8
    if not words or room < least:
        return tuple(wide)
    return tuple(
        width if numeric else room * width / words for width, numeric in zip(wide, section.numeric, strict=True)
    )


def _numbered(page: FPDF) -> None:
    """The number of each page at its foot, when there are several."""
    count = len(page.pages)
    if count == 1:
        return
    page.set_auto_page_break(auto=False)
    page.set_font(SANS, "", 8)
    page.set_text_color(_GREY)
    for number in range(1, count + 1):
        page.page = number
        page.set_xy(page.l_margin, -12)
        page.cell(0, 5, f"{number} / {count}", align="C")
