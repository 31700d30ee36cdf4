"""What makes a password good enough: 8 to 128 characters and hard to guess; no rules of composition."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

SHORTEST = 8
LONGEST = 128
_GOOD_ENOUGH = 3
"""zxcvbn's score from 0 to 4; 3 is "safely unguessable: moderate protection from offline slow-hash scenario"."""
_READ_AT_MOST = 72
"""zxcvbn's time grows with the square of the length, and more than this cannot make a password weak."""


class Weakness(StrEnum):
    """Why a password cannot be used."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EASY_TO_GUESS = "easy_to_guess"


def weakness(password: str, about: Sequence[str] = ()) -> Weakness | None:
    """What is wrong with a password; `about` are words of the person, such as the e-mail. Slow: milliseconds."""
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    from zxcvbn import zxcvbn  # noqa: PLC0415 - large word lists, loaded when first needed

    judged = zxcvbn(password[:_READ_AT_MOST], user_inputs=list(about))
    return None if judged["score"] >= _GOOD_ENOUGH else Weakness.EASY_TO_GUESS
