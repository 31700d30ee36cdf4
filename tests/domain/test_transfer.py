"""Titles that name what is paid, and the payment code's nine fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import nrb
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Transfer
from ibok_bot.domain.transfer import (
    TITLE_IN_FILE,
    TITLE_IN_FORM,
    TITLE_IN_QR,
    plural,
    qr_carries_amount,
    qr_payload,
    title_for,
)

ACCOUNT = "61109010140000071219812874"
TRANSFER = Transfer(
    payee="Energia Testowa",
    payee_address="ul. Jasna 1, 00-013 Warszawa",
    payee_nip="5260250995",
    account=ACCOUNT,
    amount=Money(51263),
    title="FV 12/2026/G",
)
INVOICES = [f"FV/2026/{month:02}/00{100 + month}" for month in range(1, 13)]
ALLOWED = r"[A-Za-z0-9ąćęłńóśźżĄĆĘŁŃÓŚŹŻ ,./\\#*_-]"
CODE = re.compile(
    rf"(?P<nip>\d{{10}}|)\|PL\|(?P<account>\d{{26}})\|(?P<amount>\d{{6}})\|(?P<payee>{ALLOWED}{{0,20}})\|"
    rf"(?P<title>{ALLOWED}{{0,32}})\|\|\|"
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def changed(**fields: object) -> Transfer:
    return msgspec.structs.replace(TRANSFER, **fields)


@pytest.mark.parametrize(
    ("count", "longest", "title"),
    [
        (1, TITLE_IN_QR, "FV/2026/01/00101"),
        (2, TITLE_IN_QR, "FV/2026/01/00101 i 1 inny"),
        (3, TITLE_IN_QR, "FV/2026/01/00101 i 2 inne"),
        (12, TITLE_IN_QR, "FV/2026/01/00101 i 11 innych"),
        (3, TITLE_IN_FORM, "FV/2026/01/00101, FV/2026/02/00102, FV/2026/03/00103"),
        (5, TITLE_IN_FORM, "FV/2026/01/00101, FV/2026/02/00102 i 3 inne"),
        (7, TITLE_IN_FORM, "FV/2026/01/00101, FV/2026/02/00102 i 5 innych"),
        (7, TITLE_IN_FILE, ", ".join(INVOICES[:7])),
        (12, 20, "Zapłata za 12"),
        (12, 24, "Zapłata za 12 dokumentów"),
    ],
)
def test_a_title_names_as_many_documents_as_fit(count: int, longest: int, title: str) -> None:
    assert title_for(INVOICES[:count], longest) == title


def test_a_title_says_something_where_there_is_no_number() -> None:
    assert title_for([]) == "Opłata za energię"
    assert title_for(["", "😀"]) == "Opłata za energię"


def test_a_number_that_is_too_long_keeps_its_beginning() -> None:
    assert title_for(["FV/" + "1" * 60], TITLE_IN_QR) == "FV/" + "1" * 29


def test_a_document_is_named_once_and_in_characters_that_banks_take() -> None:
    assert title_for(["FV/1", "fv|2", "FV/1"]) == "FV/1, fv 2"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=12), st.integers(1, 140))
def test_no_title_is_longer_than_asked_nor_empty_and_it_is_always_the_same(numbers: list[str], longest: int) -> None:
    title = title_for(numbers, longest)
    assert 0 < len(title) <= longest
    assert re.fullmatch(f"{ALLOWED}*", title)
    assert title == title_for(numbers, longest)


@given(st.integers(1, 40))
def test_named_and_counted_documents_are_all_of_them(count: int) -> None:
    numbers = [f"FV/{number}" for number in range(count)]
    named = re.fullmatch(r"(?P<names>.*?)(?: i (?P<others>\d+) inn\w+)?", title_for(numbers))
    assert named is not None
    assert len(named["names"].split(", ")) + int(named["others"] or 0) == count
    assert numbers[: len(named["names"].split(", "))] == named["names"].split(", ")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "inny"), (2, "inne"), (4, "inne"), (5, "innych"), (12, "innych"), (22, "inne"), (0, "innych")],
)
def test_polish_counts(count: int, said: str) -> None:
    assert plural(count, "inny", "inne", "innych") == said


def test_the_code_is_as_the_recommendation_has_it() -> None:
    assert qr_payload(TRANSFER) == f"5260250995|PL|{ACCOUNT}|051263|Energia Testowa|FV 12/2026/G|||"


def test_the_title_of_the_code_is_made_for_it() -> None:
    assert qr_payload(TRANSFER, INVOICES[:4]).split("|")[5] == "FV/2026/01/00101 i 3 inne"


@pytest.mark.parametrize(
    ("nip", "field"), [("", ""), ("526-025-09-95", "5260250995"), ("PL5260250995", "5260250995"), ("12", "")]
)
def test_the_tax_number_has_ten_digits_or_is_left_out(nip: str, field: str) -> None:
    assert qr_payload(changed(payee_nip=nip)).split("|")[0] == field


@pytest.mark.parametrize(
    ("grosze", "carried", "field"),
    [(1, True, "000001"), (999_999, True, "999999"), (1_000_000, False, "000000"), (0, False, "000000")],
)
def test_an_amount_beyond_the_field_is_left_for_the_payer_to_type(grosze: int, carried: bool, field: str) -> None:
    assert qr_carries_amount(Money(grosze)) is carried
    assert qr_payload(changed(amount=Money(grosze))).split("|")[3] == field


def test_no_code_asks_for_less_than_nothing_nor_pays_into_no_account() -> None:
    assert not qr_carries_amount(Money(-1))
    with pytest.raises(ValueError, match="less than nothing"):
        qr_payload(changed(amount=Money(-1)))
    with pytest.raises(ValueError, match="account"):
        qr_payload(changed(account="61109010140000071219812875"))


def test_polish_letters_count_as_one() -> None:
    long = changed(payee="Żółć" * 10, title="ŹDŹBŁO" * 10)
    fields = qr_payload(long).split("|")
    assert fields[4] == "Żółć" * 5
    assert fields[5] == ("ŹDŹBŁO" * 10)[:32]


@given(
    payee=TEXTS,
    title=TEXTS,
    nip=TEXTS,
    grosze=st.integers(0, 10**12),
    account=st.integers(0, 10**16 - 1),
    numbers=st.lists(TEXTS, max_size=4),
)
def test_no_code_breaks_its_limits(
    *, payee: str, title: str, nip: str, grosze: int, account: int, numbers: Sequence[str]
) -> None:
    made = nrb.make("10901014", f"{account:016}")
    payload = qr_payload(changed(payee=payee, title=title, payee_nip=nip, amount=Money(grosze), account=made), numbers)
    found = CODE.fullmatch(payload)
    assert found is not None
    assert len(payload) <= 160
    assert found["account"] == made
    assert int(found["amount"]) == (grosze if grosze <= 999_999 else 0)
