"""Predefined transfers are kept as they were given, at most so many, and belong to their account alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from ibok_bot.domain.interest import Rate
from ibok_bot.domain.money import Money
from ibok_bot.domain.templates import LAST_DAY, MOST, AmountRule, Terms
from ibok_bot.storage.dues import Dues
from ibok_bot.storage.schema.tariffs import InterestRate
from ibok_bot.storage.templates import Templates
from tests.databases import opened
from tests.storage.people import NRB, add_account

FIXED = Terms("Prąd w domu ⚡", AmountRule.FIXED, Money(18420), LAST_DAY, 3)
WHOLE = Terms("Działka", AmountRule.WHOLE, None, 10, None)


@pytest.mark.parametrize("terms", [FIXED, WHOLE])
async def test_terms_come_back_as_they_were_given(database_url: str, terms: Terms) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        shelf = Templates(conn)
        key = await shelf.add(account, terms)
        assert key is not None
        found = await shelf.one(account, key)
        assert found is not None
        assert (found.id, found.terms, found.last_reminded_on) == (key, terms, None)


async def test_they_are_listed_by_name_changed_and_removed(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, shelf = await add_account(conn), Templates(conn)
        first = await shelf.add(account, FIXED)
        second = await shelf.add(account, WHOLE)
        assert first is not None
        assert second is not None
        assert [each.id for each in await shelf.of(account)] == [second, first]
        await shelf.change(account, first, WHOLE)
        assert [each.terms for each in await shelf.of(account)] == [WHOLE, WHOLE]
        await shelf.remove(account, first)
        assert [each.id for each in await shelf.of(account)] == [second]


async def test_one_of_another_account_is_neither_seen_nor_changed_nor_removed(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine, shelf = await add_account(conn), Templates(conn)
        theirs = await add_account(conn, "10000014", NRB[1], "ewa@example.org")
        key = await shelf.add(theirs, FIXED)
        assert key is not None
        assert await shelf.one(mine, key) is None
        assert await shelf.of(mine) == []
        await shelf.change(mine, key, WHOLE)
        await shelf.remove(mine, key)
        kept = await shelf.one(theirs, key)
        assert kept is not None
        assert kept.terms == FIXED


async def test_there_is_room_for_so_many_only(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database.write() as conn:
        account, shelf = await add_account(conn), Templates(conn)
        other = await add_account(conn, "10000014", NRB[1], "ewa@example.org")
        for _each in range(MOST):
            assert await shelf.add(account, FIXED) is not None
        assert await shelf.add(account, FIXED) is None
        assert await shelf.add(other, FIXED) is not None


async def test_rates_of_interest_come_oldest_first(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        for rate, valid_from in (("0.1075", date(2025, 5, 8)), ("0.1125", date(2023, 10, 5))):
            row = {"rate": Decimal(rate), "valid_from": valid_from, "source": "to be checked"}
            await conn.execute(insert(InterestRate).values(**row))
        assert await Dues(conn).interest_rates() == [
            Rate(Decimal("0.1125"), date(2023, 10, 5)),
            Rate(Decimal("0.1075"), date(2025, 5, 8)),
        ]
