"""Polish account numbers (NRB): 26 digits, of which two check and eight name the bank.

Source: the IBAN check (ISO 13616, modulo 97) over the number with `PL` as 2521.
"""

from __future__ import annotations

_DIGITS = 26
_PL = "2521"
_SORT_CODE_WEIGHTS = (3, 9, 7, 1, 3, 9, 7)


def parse(typed: str) -> str:
    """The 26 digits of an account as people write it, with or without PL and spaces. Raises ValueError."""
    bare = typed.replace(" ", "").replace("-", "").replace("\u00a0", "").upper().removeprefix("PL")
    if not is_valid(bare):
        raise ValueError("not a Polish account number")
    return bare


def is_valid(nrb: str) -> bool:
    """Whether these are 26 digits whose check digits fit."""
    return len(nrb) == _DIGITS and nrb.isascii() and nrb.isdigit() and int(nrb[2:] + _PL + nrb[:2]) % 97 == 1


def make(bank: str, account: str) -> str:
    """An account number from the bank's sort code (8 digits) and the bank's own part (16 digits)."""
    if len(bank + account) != _DIGITS - 2 or not (bank + account).isdigit():
        raise ValueError("a sort code has 8 digits and an account 16")
    return f"{98 - int(bank + account + _PL + '00') % 97:02}{bank}{account}"


def is_sort_code(bank: str) -> bool:
    """Whether the eighth digit of a sort code (numer rozliczeniowy) fits the other seven."""
    if len(bank) != len(_SORT_CODE_WEIGHTS) + 1 or not bank.isdigit():
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(bank, _SORT_CODE_WEIGHTS, strict=False))
    return (10 - weighed % 10) % 10 == int(bank[-1])


def printed(nrb: str) -> str:
    """As printed on forms: `61 1090 1014 0000 0712 1981 2874`."""
    return " ".join([nrb[:2], *(nrb[start : start + 4] for start in range(2, _DIGITS, 4))])


def masked(nrb: str) -> str:
    """Enough to recognise one's own: `61 **** … 2874`."""
    return f"{nrb[:2]} **** … {nrb[-4:]}"
