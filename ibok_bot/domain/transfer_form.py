"""How the printed form "polecenie przelewu / wpłata gotówkowa" is filled: its lines, its cells, the amount in words.

Source: the resolution of the Polish Bank Association on the form (27 characters a line, 12 cells for the amount).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from itertools import product

from num2words import num2words

from ibok_bot.domain.bank_letters import abbreviated, address_lines, cut
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.transfer import TITLE_IN_FORM, plural

LINE = 27
"""Characters in a line."""
AMOUNT_CELLS = 12
_POSTCODE = re.compile(r"\b\d{2}-\d{3} ")
_MOST = Money(99_999_999_999)


def amount_in_cells(amount: Money) -> str:
    """Twelve signs, to the right, padded so that nothing can be written in front: `------512,63`.

    Raises ValueError for an amount that is not positive or that the cells cannot hold.
    """
    if not ZERO < amount <= _MOST:
        raise ValueError("the form has no room for such an amount")
    return f"{amount.zloty:.2f}".replace(".", ",").rjust(AMOUNT_CELLS, "-")


def amount_in_words(amount: Money) -> str:
    """As it is written on the form: `sto osiemdziesiąt cztery złote 20/100`."""
    zloty, grosze = divmod(amount.grosze, 100)
    return f"{num2words(zloty, lang='pl')} {plural(zloty, 'złoty', 'złote', 'złotych')} {grosze:02}/100"


def in_two_lines(text: str) -> tuple[str, str]:
    """Broken between words, else after a hyphen, else wherever the line ends. What is past 54 signs is cut."""
    text = cut(abbreviated(_tidy(text), TITLE_IN_FORM), TITLE_IN_FORM)
    for at_hyphens in (False, True):
        broken = textwrap.wrap(text, LINE, break_long_words=False, break_on_hyphens=at_hyphens)
        if len(broken) <= 2 and all(len(line) <= LINE for line in broken):  # noqa: PLR2004 - two lines
            first, second = (*broken, "", "")[:2]
            return first, second
    return text[:LINE].rstrip(), text[LINE:].lstrip()


def name_and_address(name: str, address: str) -> tuple[str, str]:
    """Who it is, in two lines: the name first, and of the address what there is room for.

    Where it is too long the comma goes, then the postcode, then the end: the account says who is paid anyway.
    """
    name = abbreviated(_tidy(name), LINE)
    parts = list(filter(None, (name, *map(_tidy, address_lines(address)))))
    without_postcode = [_POSTCODE.sub("", part) for part in parts]
    ways = (parts, ", "), (parts, " "), (without_postcode, ", ")
    for (said, comma), first in product(ways, range(1, len(parts) + 1)):
        lines = comma.join(said[:first]), comma.join(said[first:])
        if max(map(len, lines)) <= LINE:
            return lines
    both = ", ".join(parts)
    if len(both) <= TITLE_IN_FORM or len(name) > LINE:
        return in_two_lines(both if len(both) <= TITLE_IN_FORM else name)
    return name, cut(", ".join(parts[1:]), LINE)


def _tidy(text: str) -> str:
    """One line of composed letters, so that each is one sign in one cell."""
    return " ".join(unicodedata.normalize("NFC", text).split())
