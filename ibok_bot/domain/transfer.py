"""What a transfer to the supplier says: its title, and the code that banks' apps scan.

Sources: for the code the recommendation of the Polish Bank Association "Standard 2D" (3 December 2013); for titles the
two lines of 27 characters of the printed form and the four of 35 in a file of transfers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ibok_bot.domain import nrb
from ibok_bot.domain.bank_letters import abbreviated, accepted, cut
from ibok_bot.domain.money import ZERO, Money
from ibok_bot.domain.papers import Transfer

TITLE_IN_QR = 32
TITLE_IN_FORM = 54
TITLE_IN_FILE = 140
_NAME_IN_QR = 20
_MOST_IN_QR = Money(999_999)
_NIP_DIGITS = 10


def title_for(numbers: Sequence[str], longest: int = TITLE_IN_FORM) -> str:
    """Names the documents that are paid: `FV/2026/09/00123, FV/2026/10/00124 i 3 inne`.

    As many whole numbers as fit, in the order given and each once, then how many more there are. Where not even the
    first has room beside the others, only their count is said.
    """
    known = list(dict.fromkeys(filter(None, map(accepted, numbers))))
    for named in range(len(known), 0, -1):
        title = ", ".join(known[:named]) + _and_others(len(known) - named)
        if len(title) <= longest:
            return title
    if not known:
        return cut("Opłata za energię", longest)
    if len(known) == 1:
        return cut(known[0], longest)
    return cut(f"Zapłata za {len(known)} {plural(len(known), 'dokument', 'dokumenty', 'dokumentów')}", longest)


def qr_carries_amount(amount: Money) -> bool:
    """Whether the code holds the amount; otherwise the bank's app asks the payer to type it.

    Six digits of grosze reach 9 999,99 zł. For more, banks' apps disagree (some read ten digits, some look for the
    rest in a reserved field), and a wrong amount is worse than one to be typed.
    """
    return ZERO < amount <= _MOST_IN_QR


def qr_payload(transfer: Transfer, numbers: Sequence[str] = ()) -> str:
    """The nine fields of the two-dimensional payment code, at most 160 characters, each cut by characters.

    `numbers` are the documents' numbers where the title is to be made of them; without them the transfer's own title
    is cut. Raises ValueError for an account that is none and for an amount below zero.
    """
    if transfer.amount < ZERO:
        raise ValueError("nobody can pay less than nothing")
    nip = re.sub(r"\D", "", transfer.payee_nip)
    fields = (
        nip if len(nip) == _NIP_DIGITS else "",
        "PL",
        nrb.parse(transfer.account),
        f"{transfer.amount.grosze if qr_carries_amount(transfer.amount) else 0:06}",
        cut(abbreviated(accepted(transfer.payee), _NAME_IN_QR), _NAME_IN_QR),
        title_for(numbers, TITLE_IN_QR) if numbers else cut(accepted(transfer.title), TITLE_IN_QR),
        "",  # reserved: a reference of a direct debit
        "",  # reserved: the identifier of an electronic bill
        "",  # reserved
    )
    return "|".join(fields)


def plural(count: int, one: str, few: str, many: str) -> str:
    """The Polish form that goes with a number, for papers that are in Polish whatever the reader speaks."""
    if count == 1:
        return one
    return few if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else many


def _and_others(count: int) -> str:
    return f" i {count} {plural(count, 'inny', 'inne', 'innych')}" if count else ""
