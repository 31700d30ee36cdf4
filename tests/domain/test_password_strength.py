"""Passwords: length and how hard to guess; no rules of composition, and nothing about the person."""

import pytest

from ibok_bot.domain.passwords import Weakness, weakness


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("", Weakness.TOO_SHORT),
        ("Xk9#q!z", Weakness.TOO_SHORT),
        ("password", Weakness.EASY_TO_GUESS),
        ("Qwerty123!", Weakness.EASY_TO_GUESS),
        ("a" * 128, Weakness.EASY_TO_GUESS),
        ("latarnia mgla bocian", None),
        ("zażółć gęślą jaźń", None),
        ("7" * 64 + "latarnia-mgla-bocian" * 3, None),
        ("x" * 129, Weakness.TOO_LONG),
    ],
)
def test_judged_by_length_and_guessing(password: str, wrong: Weakness | None) -> None:
    assert weakness(password) is wrong


def test_ones_own_e_mail_makes_no_password() -> None:
    email = "bogumila.dabek"
    assert weakness(email) is None
    assert weakness(email, [email]) is Weakness.EASY_TO_GUESS
