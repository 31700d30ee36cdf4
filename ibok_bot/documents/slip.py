"""The printed form "polecenie przelewu / wpłata gotówkowa" as a PDF: the bank's part and the payer's receipt on A4.

The layout agrees with the form of the Polish Bank Association (27 cells of 5 mm a line) but is not certified by it.
Colours: red on pale red, as banks print it; what is filled in is black.
"""

from __future__ import annotations

from ibok_bot.documents.fonts import MONO, blank
from ibok_bot.documents.pen import CELL, GREY, PALE, RED, Field, Pen
from ibok_bot.domain import nrb
from ibok_bot.domain.papers import TransferSlip
from ibok_bot.domain.transfer_form import (
    AMOUNT_CELLS,
    LINE,
    amount_in_cells,
    amount_in_words,
    in_two_lines,
    name_and_address,
)

_CURRENCY = "PLN"
_FORM = Field(4, 10, 202, 113)
_PAGE_WIDTH = 210
_TEAR = 63.5
_LEFT = 67.0
_WIDTH = LINE * CELL
_RIGHT = _LEFT + _WIDTH
_RECEIPT_LEFT, _RECEIPT_WIDTH = 8.0, 52.0
_FIRST_ROW, _ROW = 21.5, 9.0
_FOOT = 103.5
_ACCOUNT_GROUPS = (2, 4, 4, 4, 4, 4, 4)
_GAP = (_WIDTH - sum(_ACCOUNT_GROUPS) * CELL) / (len(_ACCOUNT_GROUPS) - 1)
"""Between the account's groups of digits, so that they fill the line."""
_WAYS = _LEFT + 6 * CELL
_CURRENCY_LEFT = _LEFT + 10 * CELL


def pdf(slip: TransferSlip) -> bytes:
    """The filled form; the same slip always gives the same bytes.

    Raises ValueError for an account that is none and for an amount that the form has no room for.
    """
    with blank("Polecenie przelewu / wpłata gotówkowa", mono=True) as page:
        page.set_lang("pl")
        page.set_auto_page_break(auto=False)
        page.add_page()
        pen = Pen(page)
        _ground(pen)
        _bank_part(pen, slip)
        _receipt(pen, slip)
        _advice(pen, cash=slip.cash)
        return bytes(page.output())


def _row(place: int) -> float:
    return _FIRST_ROW + place * _ROW


def _ground(pen: Pen) -> None:
    """The pale ground, the heads, and where the receipt is torn off."""
    pen.box(_FORM, PALE)
    head = _FORM.y + 5
    pen.words(_LEFT, head, "Polecenie przelewu / wpłata gotówkowa", size=9, style="B", colour=RED)
    pen.words(_RIGHT - 38, head, "odcinek dla banku zleceniodawcy", size=6.5, colour=RED)
    pen.words(_RECEIPT_LEFT, head, "Pokwitowanie", size=9, style="B", colour=RED)
    pen.words(_RECEIPT_LEFT + _RECEIPT_WIDTH - 20.5, head, "dla zleceniodawcy", size=6.5, colour=RED)
    pen.dashes(_TEAR, _FORM.y, _TEAR, _FORM.y + _FORM.height, RED)


def _bank_part(pen: Pen, slip: TransferSlip) -> None:
    """What the bank reads, by machine or by eye."""
    transfer = slip.transfer
    _two_lines(pen, 0, "nazwa odbiorcy", name_and_address(transfer.payee, transfer.payee_address))
    pen.label(_LEFT, _row(2), "l.k.")
    _account(pen, 2, "numer rachunku odbiorcy", nrb.parse(transfer.account))
    _amount_row(pen, slip)
    if slip.cash:
        pen.label(_LEFT, _row(4), "kwota słownie (wpłata)")
        words = Field(_LEFT, _row(4), _WIDTH)
        pen.box(words)
        pen.fitted(words, amount_in_words(transfer.amount), largest=9)
    else:
        _account(pen, 4, "numer rachunku zleceniodawcy (przelew)", "")
    _two_lines(pen, 5, "nazwa zleceniodawcy", name_and_address(slip.payer, slip.payer_address))
    _two_lines(pen, 7, "tytułem", in_two_lines(transfer.title))
    pen.label(_LEFT, _FOOT, "pieczęć, data i podpis(y) zleceniodawcy")
    pen.box(Field(_LEFT, _FOOT, 85, 15))
    _stamp_and_fee(pen, _LEFT + 92.5, _RIGHT)


def _two_lines(pen: Pen, row: int, label: str, lines: tuple[str, str]) -> None:
    for place, (said, line) in enumerate(zip((label, f"{label} cd."), lines, strict=True)):
        pen.label(_LEFT, _row(row + place), said)
        pen.cells(_LEFT, _row(row + place), LINE, line)


def _account(pen: Pen, row: int, label: str, digits: str) -> None:
    """An account's cells in groups as accounts are printed; empty ones are for a pen."""
    x, start = _LEFT, 0
    for length in _ACCOUNT_GROUPS:
        pen.cells(x, _row(row), length, digits[start : start + length])
        x, start = x + length * CELL + _GAP, start + length
    pen.label(_LEFT + _ACCOUNT_GROUPS[0] * CELL + _GAP, _row(row), label)


def _amount_row(pen: Pen, slip: TransferSlip) -> None:
    """W for cash, P for a transfer: what it is not is crossed out."""
    y = _row(3)
    pen.label(_WAYS, y, "wpłata / przelew")
    pen.cells(_WAYS, y, 2, "WP")
    pen.cross(_WAYS + (CELL if slip.cash else 0), y, CELL)
    pen.label(_CURRENCY_LEFT, y, "waluta")
    pen.cells(_CURRENCY_LEFT, y, len(_CURRENCY), _CURRENCY)
    amount = _RIGHT - AMOUNT_CELLS * CELL
    pen.label(amount, y, "kwota")
    pen.cells(amount, y, AMOUNT_CELLS, amount_in_cells(slip.transfer.amount))


def _receipt(pen: Pen, slip: TransferSlip) -> None:
    """All of it once more for the payer, in words that may be small but are never cut."""
    transfer = slip.transfer
    pen.fitted(_field(pen, 0, 2, "nazwa odbiorcy"), f"{transfer.payee}\n{transfer.payee_address}".strip(), largest=8)
    account = nrb.printed(nrb.parse(transfer.account))
    pen.fitted(_field(pen, 2, 1, "numer rachunku odbiorcy"), account, largest=7, family=MONO)
    amount = f"{transfer.amount.zloty:,.2f} {_CURRENCY}".replace(",", " ").replace(".", ",")
    pen.fitted(_field(pen, 3, 1, "kwota"), amount, largest=10, style="B")
    if slip.cash:
        pen.fitted(_field(pen, 4, 1, "kwota słownie"), amount_in_words(transfer.amount), largest=8)
    else:
        pen.fitted(_field(pen, 4, 1, "rodzaj"), "przelew", largest=8)
    pen.fitted(_field(pen, 5, 2, "nazwa zleceniodawcy"), f"{slip.payer}\n{slip.payer_address}".strip(), largest=8)
    pen.fitted(_field(pen, 7, 2, "tytułem"), transfer.title, largest=8)
    _stamp_and_fee(pen, _RECEIPT_LEFT, _RECEIPT_LEFT + _RECEIPT_WIDTH)


def _field(pen: Pen, row: int, rows: int, label: str) -> Field:
    """A labelled field of the receipt over one row or more."""
    field = Field(_RECEIPT_LEFT, _row(row), _RECEIPT_WIDTH, (rows - 1) * _ROW + CELL)
    pen.label(field.x, field.y, label)
    pen.box(field)
    return field


def _stamp_and_fee(pen: Pen, left: float, right: float) -> None:
    pen.label(left, _FOOT, "stempel")
    pen.circle(left + 7.5, _FOOT + 7.5, 15)
    pen.label(right - 4 * CELL, _FOOT, "opłata")
    pen.cells(right - 4 * CELL, _FOOT, 4, "")


def _advice(pen: Pen, *, cash: bool) -> None:
    """What to do with it, under the line to cut along."""
    edge = _FORM.y + _FORM.height + 5
    pen.dashes(_RECEIPT_LEFT + 6, edge, _PAGE_WIDTH, edge, GREY)
    pen.words(_RECEIPT_LEFT, edge, "✂", size=11, colour=GREY)
    todo = (
        "Wpisz datę, podpisz i wpłać w banku lub na poczcie. Pokwitowanie zostaje u zleceniodawcy."
        if cash
        else "Wpisz numer swojego rachunku i datę, podpisz i złóż w swoim banku. Pokwitowanie zostaje u zleceniodawcy."
    )
    pen.words(_RECEIPT_LEFT, edge + 6, "Drukuj w skali 100% i odetnij wzdłuż linii.", size=8, colour=GREY)
    pen.words(_RECEIPT_LEFT, edge + 10.5, todo, size=8, colour=GREY)
