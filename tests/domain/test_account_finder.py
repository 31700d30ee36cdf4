"""Account numbers in any text: each found however it is written, mistyped ones named, nothing else taken for one."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ibok_bot.domain import nrb
from ibok_bot.domain.accounts import Found, found_in
from ibok_bot.domain.banks import bank_of

ONE, TWO = "61109010140000071219812874", "27114020040000300201355387"
accounts = st.builds(nrb.make, st.from_regex(r"[0-9]{8}", fullmatch=True), st.from_regex(r"[0-9]{16}", fullmatch=True))
words = st.text(
    st.characters(categories=["L", "P", "Z"], exclude_characters="-\u2010\u2011\u2012\u2013\u2014"), max_size=20
)


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        nrb.printed(ONE),
        f"PL{ONE}",
        f"PL {nrb.printed(ONE)}",
        nrb.printed(ONE).replace(" ", "\u00a0"),
        nrb.printed(ONE).replace(" ", "\u202f"),
        nrb.printed(ONE).replace(" ", "-"),
        nrb.printed(ONE).replace(" ", "–"),
        "61 1090 1014 0000\n0712 1981 2874",
        f"Nr faktury 12 {nrb.printed(ONE)} 512,63 zł",
        f"2026 {nrb.printed(ONE)} 14 12 2026",
        f"rachunek:{ONE}.",
        "".join(chr(0xFF10 + int(digit)) for digit in ONE),
    ],
)
def test_an_account_is_found_however_it_is_written(text: str) -> None:
    assert [found.digits for found in found_in(text) if found.is_valid] == [ONE]


def test_several_are_found_each_once_and_in_order() -> None:
    text = f"Konto {nrb.printed(TWO)}\n{nrb.printed(ONE)}\ni znowu PL{TWO}"
    assert [found.digits for found in found_in(text)] == [TWO, ONE]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("61 1090 1014 0000 0712 1981 2875", "61109010140000071219812875"),
        ("61 1090 1014 000 0712 1981 2874", "6110901014000071219812874"),
        ("61 1090 1014 00000 0712 1981 2874", "611090101400000071219812874"),
        ("6110901014000007121981287", "6110901014000007121981287"),
        ("nr 7 61 1090 1014 0000 0712 1981 2875 kwota", "61109010140000071219812875"),
    ],
)
def test_a_mistyped_one_is_named_as_such(text: str, digits: str) -> None:
    assert [(found.digits, found.is_valid) for found in found_in(text)] == [(digits, False)]


@pytest.mark.parametrize(
    "text",
    ["", "brak", "590999900000000017", "tel. 22 555 01 00", "FV/2026/11/00002 z dnia 12.11.2026", "1 " * 100, "\x00"],
)
def test_other_numbers_are_no_accounts(text: str) -> None:
    assert found_in(text) == []


@given(accounts, words, words, st.sampled_from(["", " ", "\u00a0", "-", " - "]))
def test_any_account_among_any_words_is_found(account: str, before: str, after: str, between: str) -> None:
    written = between.join(nrb.printed(account).split(" "))
    assert Found(account) in found_in(f"{before} {written} {after}")


@given(accounts, st.integers(0, 25), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed_and_still_recognised(account: str, place: int, more: int) -> None:
    wrong = account[:place] + str((int(account[place]) + more) % 10) + account[place + 1 :]
    (found,) = found_in(nrb.printed(wrong))
    assert not found.is_valid
    assert found.resembles(account)


@given(accounts, st.integers(0, 25))
def test_a_missing_digit_is_recognised(account: str, place: int) -> None:
    short = Found(account[:place] + account[place + 1 :])
    assert not short.complete
    assert short.resembles(account)


@given(accounts, accounts)
def test_another_account_does_not_resemble(one: str, other: str) -> None:
    assume(sum(a != b for a, b in zip(one, other, strict=True)) > 2)
    assert not Found(one).resembles(other)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(found.digits.isdigit() for found in found_in(text))


@pytest.mark.parametrize(
    ("account", "bank"),
    [
        (TWO, "mBank"),
        (nrb.make("80000007", "0" * 16), "Bank Spółdzielczy"),
        (nrb.make("79990000", "0" * 16), "SKOK"),
        (nrb.make("99900009", "0" * 16), None),
    ],
)
def test_the_bank_is_named_by_the_first_digits(account: str, bank: str | None) -> None:
    assert bank_of(account) == bank
