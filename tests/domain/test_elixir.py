"""Files of transfers: read back as a bank reads them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.elixir import ENCODING, ElixirPayer, elixir
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Transfer

DAY = date(2026, 12, 15)
PAYER = ElixirPayer("61109010140000071219812874", "Jan Testowy", ("ul. Cicha 1", "00-001 Warszawa"))
TRANSFER = Transfer(
    payee="Energia Testowa SA",
    payee_address="ul. Jasna 1, 00-013 Warszawa",
    payee_nip="5260250995",
    account="57114011080000001234567890",
    amount=Money(51263),
    title="FV 12/2026/G",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@dataclass(frozen=True)
class Read:
    day: str
    grosze: int
    payer_bank: str
    payer_account: str
    payee_account: str
    payer: list[str]
    payee: list[str]
    payee_bank: str
    title: list[str]


def read(data: bytes) -> list[Read]:
    """As a bank does: bytes to lines, sixteen fields each, constants where they belong."""
    text = data.decode(ENCODING)
    assert text.endswith("\r\n") or not text
    assert text.count("\n") == text.count("\r\n")
    found = []
    for fields in csv.reader(io.StringIO(text, newline="")):
        assert len(fields) == 16
        kind, day, grosze, payer_bank, zero, payer_account, payee_account, payer, payee = fields[:9]
        assert (kind, zero, fields[9], fields[12:]) == ("110", "0", "0", ["", "", "51", ""])
        found.append(
            Read(
                day,
                int(grosze),
                payer_bank,
                payer_account,
                payee_account,
                payer.split("|"),
                payee.split("|"),
                fields[10],
                fields[11].split("|"),
            )
        )
    return found


def made(*transfers: Transfer, payer: ElixirPayer = PAYER) -> list[Read]:
    return read(elixir(transfers, payer, DAY).encode(ENCODING))


def changed(**fields: object) -> Transfer:
    return msgspec.structs.replace(TRANSFER, **fields)


def test_a_line_is_as_banks_describe_it() -> None:
    assert elixir([TRANSFER], PAYER, DAY) == (
        '110,20261215,51263,10901014,0,"61109010140000071219812874","57114011080000001234567890",'
        '"Jan Testowy|ul. Cicha 1|00-001 Warszawa","Energia Testowa SA|ul. Jasna 1|00-013 Warszawa",'
        '0,11401108,"FV 12/2026/G",,,"51",""\r\n'
    )


def test_each_transfer_has_a_line() -> None:
    lines = made(TRANSFER, changed(amount=Money(100), title="FV 13"))
    assert [(line.grosze, line.title) for line in lines] == [(51263, ["FV 12/2026/G"]), (100, ["FV 13"])]
    assert elixir([], PAYER, DAY) == ""


def test_a_long_title_is_cut_every_35_characters_and_reads_the_same_together() -> None:
    title = ", ".join(f"FV/2026/{month:02}/00123" for month in range(1, 13))
    [line] = made(changed(title=title))
    assert [len(part) for part in line.title] == [35, 35, 35, 35]
    assert "".join(line.title) == title[:140]


def test_names_are_broken_between_words_and_leave_room_for_the_address() -> None:
    [line] = made(
        changed(
            payee="Energia Testowa Spółka z ograniczoną odpowiedzialnością spółka komandytowa z siedzibą w Warszawie"
        )
    )
    assert line.payee == [
        "Energia Testowa Spółka z",
        "ograniczoną odpowiedzialnością",
        "ul. Jasna 1",
        "00-013 Warszawa",
    ]


def test_what_banks_refuse_is_said_otherwise() -> None:
    payer = ElixirPayer(PAYER.account, 'Марія "Mała" Згурська & Syn', ("ul. Łąkowa 1; m. 2",))
    [line] = made(changed(title='"FV: 1" @ $5 | 6'), payer=payer)
    assert line.payer == ["Mariia Mała Zghurska i Syn", "ul. Łąkowa 1, m. 2"]
    assert line.title == ["FV 1 5 6"]


@pytest.mark.parametrize("grosze", [0, -100, 10**15])
def test_an_amount_that_nobody_transfers_is_refused(grosze: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        elixir([changed(amount=Money(grosze))], PAYER, DAY)


@pytest.mark.parametrize("account", ["", "61109010140000071219812875", '6110901014000007121981287"'])
def test_an_account_that_is_none_is_refused_on_either_side(account: str) -> None:
    with pytest.raises(ValueError, match="account"):
        elixir([changed(account=account)], PAYER, DAY)
    with pytest.raises(ValueError, match="account"):
        elixir([TRANSFER], ElixirPayer(account, "Jan Testowy"), DAY)


@given(
    name=TEXTS,
    lines=st.lists(TEXTS, max_size=5),
    payee=TEXTS,
    address=TEXTS,
    title=TEXTS,
    grosze=st.integers(1, 10**15 - 1),
)
def test_whatever_is_written_a_bank_reads_it_back(
    *, name: str, lines: list[str], payee: str, address: str, title: str, grosze: int
) -> None:
    payer = ElixirPayer(PAYER.account, name, tuple(lines))
    [line] = made(changed(payee=payee, payee_address=address, title=title, amount=Money(grosze)), payer=payer)
    assert (line.day, line.grosze) == ("20261215", grosze)
    assert (line.payer_account, line.payer_bank) == (PAYER.account, "10901014")
    assert (line.payee_account, line.payee_bank) == (TRANSFER.account, "11401108")
    for parts in (line.payer, line.payee, line.title):
        assert len(parts) <= 4
        assert all(len(part) <= 35 for part in parts)
    assert all(len(part) == 35 for part in line.title[:-1])
