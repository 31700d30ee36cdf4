"""Elixir-O: a file of domestic transfers that a bank's page imports (import przelewów).

One line a transfer, sixteen fields. There is no public norm; the layout is the one on which banks' descriptions and
existing programs agree: `110,date,grosze,payer's bank,0,payer's account,payee's account,payer,payee,0,payee's bank,
title,,,"51",""`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ibok_bot.domain import nrb
from ibok_bot.domain.bank_letters import accepted, address_lines
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.papers import Transfer
from ibok_bot.domain.transfer import TITLE_IN_FILE

ENCODING = "iso8859_2"
"""What most banks read. All that `elixir` writes can be written in it."""
_PLAIN_TRANSFER = "110"
_PLAIN_CLASS = "51"
_WIDTH = 35
_LINES = 4
_MOST = Money(10**15 - 1)


@dataclass(frozen=True, slots=True)
class ElixirPayer:
    """Whose account is charged: 26 digits, the owner's name, and the address line by line."""

    account: str
    name: str
    address_lines: tuple[str, ...] = ()


def elixir(transfers: Sequence[Transfer], payer: ElixirPayer, day: date) -> str:
    """The file's text: a line for each transfer, all to be done on that day.

    Raises ValueError for an account that is none and for an amount that nobody can transfer.
    """
    return "".join(_line(transfer, payer, day) + "\r\n" for transfer in transfers)


def _line(transfer: Transfer, payer: ElixirPayer, day: date) -> str:
    if not ZERO < transfer.amount <= _MOST:
        raise ValueError("no transfer can be of such an amount")
    charged, credited = nrb.parse(payer.account), nrb.parse(transfer.account)
    return ",".join(
        (
            _PLAIN_TRANSFER,
            f"{day:%Y%m%d}",
            str(transfer.amount.grosze),
            _sort_code(charged),
            "0",
            _text(charged),
            _text(credited),
            _text(_party(payer.name, payer.address_lines)),
            _text(_party(transfer.payee, address_lines(transfer.payee_address))),
            "0",
            _sort_code(credited),
            _text(_title(transfer.title)),
            "",
            "",
            _text(_PLAIN_CLASS),
            _text(""),
        )
    )


def _text(value: str) -> str:
    return f'"{value}"'


def _sort_code(account: str) -> str:
    """The bank (numer rozliczeniowy): the eight digits after the check digits."""
    return account[2:10]


def _party(name: str, address_lines: Sequence[str]) -> str:
    """Name and address in four parts of at most 35, broken between words; a long name leaves two to the address."""
    address = [part for line in address_lines for part in _wrapped(line)]
    room = max(2, _LINES - len(address))
    return "|".join([*_wrapped(name)[:room], *address][:_LINES])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(accepted(text), _WIDTH, break_on_hyphens=False)


def _title(title: str) -> str:
    """The whole title in parts of exactly 35, so that it reads the same when a bank joins them."""
    text = accepted(title)[:TITLE_IN_FILE]
    return "|".join(text[start : start + _WIDTH] for start in range(0, len(text), _WIDTH))
