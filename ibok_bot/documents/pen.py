"""What bank forms are made of: fields, rows of cells with one sign in each, labels, words that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fpdf import FPDF

from ibok_bot.documents.fonts import MONO, SANS

Colour = tuple[int, int, int]
RED: Colour = (190, 64, 54)
PALE: Colour = (255, 242, 238)
WHITE: Colour = (255, 255, 255)
GREY: Colour = (110, 110, 110)
_BLACK: Colour = (0, 0, 0)
_LIGHT_RED: Colour = (232, 176, 168)
CELL = 5.0
"""The side of a cell."""
_SMALLEST = 3.5
_POINT = 0.353
_LEADING = 1.2 * _POINT


@dataclass(frozen=True, slots=True)
class Field:
    """A place on the page by its left upper corner; as high as a cell unless said otherwise."""

    x: float
    y: float
    width: float
    height: float = CELL


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws the parts a form is made of; lengths in millimetres, sizes of letters in points."""

    page: FPDF

    def box(self, field: Field, fill: Colour = WHITE) -> None:
        """An outlined field."""
        self.page.set_line_width(0.25)
        self.page.set_draw_color(*RED)
        self.page.set_fill_color(*fill)
        self.page.rect(field.x, field.y, field.width, field.height, style="DF")

    def cells(self, x: float, y: float, count: int, signs: str) -> None:
        """A row of cells, one sign in each."""
        self.box(Field(x, y, count * CELL))
        self.page.set_line_width(0.15)
        self.page.set_draw_color(*_LIGHT_RED)
        for place in range(1, count):
            self.page.line(x + place * CELL, y + 0.2, x + place * CELL, y + CELL - 0.2)
        self._letters(MONO, "", 11, _BLACK)
        for place, sign in enumerate(signs):
            indent = (CELL - self.page.get_string_width(sign)) / 2
            self.page.text(x + place * CELL + indent, y + 3.85, sign)

    def label(self, x: float, y: float, text: str) -> None:
        """What a field is for, above its left end."""
        self._letters(SANS, "", 5.5, RED)
        self.page.text(x + 0.3, y - 0.8, text)

    def words(self, x: float, y: float, text: str, *, size: float, style: str = "", colour: Colour) -> None:
        """One line of words, y its middle."""
        self._letters(SANS, style, size, colour)
        self.page.text(x, y + 0.36 * size * _POINT, text)

    def fitted(self, field: Field, text: str, *, largest: float, family: str = SANS, style: str = "") -> None:
        """Words inside a field, as large as they fit, in the middle of its height."""
        size = largest
        broken = self._broken(field, text, family, style, size=size)
        while len(broken) * size * _LEADING > field.height and size > _SMALLEST:
            size -= 0.25
            broken = self._broken(field, text, family, style, size=size)
        leading = size * _LEADING
        self.page.set_xy(field.x, field.y + max(0.0, (field.height - len(broken) * leading) / 2))
        self.page.multi_cell(field.width, leading, text, align="L")

    def _broken(self, field: Field, text: str, family: str, style: str, *, size: float) -> list[str]:
        self._letters(family, style, size, _BLACK)
        lines = self.page.multi_cell(field.width, size * _LEADING, text, align="L", dry_run=True, output="LINES")
        return cast("list[str]", lines)

    def cross(self, x: float, y: float, side: float) -> None:
        """Crosses out a cell."""
        self.page.set_line_width(0.4)
        self.page.set_draw_color(*_BLACK)
        self.page.line(x + 0.3, y + 0.3, x + side - 0.3, y + side - 0.3)
        self.page.line(x + 0.3, y + side - 0.3, x + side - 0.3, y + 0.3)

    def circle(self, x: float, y: float, diameter: float) -> None:
        """Where a bank puts its stamp."""
        self.page.set_line_width(0.2)
        self.page.set_draw_color(*RED)
        self.page.circle(x, y, diameter / 2)

    def dashes(self, x1: float, y1: float, x2: float, y2: float, colour: Colour) -> None:
        """A line to tear or cut along."""
        self.page.set_line_width(0.2)
        self.page.set_draw_color(*colour)
        self.page.set_dash_pattern(dash=1.5, gap=1.2)
        self.page.line(x1, y1, x2, y2)
        self.page.set_dash_pattern()

    def _letters(self, family: str, style: str, size: float, colour: Colour) -> None:
        self.page.set_font(family, style, size)
        self.page.set_text_color(*colour)
