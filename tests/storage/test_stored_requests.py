"""Requests with a key: done once, answered the same for two days, and each token has its own keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.requests import KEPT_FOR, AnotherRequest, Answered, Requests, forget_requests
from ibok_bot.storage.schema.api import ApiRequest
from ibok_bot.storage.tokens import Tokens
from ibok_bot.storage.transactions import Database, is_transient
from tests.databases import opened
from tests.storage.people import NOW

DONE = Answered(201, '{"id":1}', "/things/1")


async def make_token(database: Database) -> ApiTokenId:
    async with database.write() as conn:
        token, _secret = await Tokens(conn, NOW).make("crm", [Scope.NOTICES_WRITE], timedelta(days=9), CONSOLE)
    return token.id


async def ask(
    database: Database, token: ApiTokenId, digest: str = "a", later: timedelta = timedelta()
) -> Answered | None:
    """One request with the key `k`, done where it is new."""
    async with database.write() as conn:
        requests = Requests(conn, NOW + later, token)
        found = await requests.begin("k", digest)
        if found is None:
            await requests.finish("k", DONE)
        return found


async def test_what_was_done_is_answered_the_same(database_url: str) -> None:
    async with opened(database_url) as database:
        token, other = await make_token(database), await make_token(database)
        assert await ask(database, token) is None
        assert await ask(database, token) == DONE
        assert await ask(database, other) is None


async def test_a_key_stands_for_one_request(database_url: str) -> None:
    async with opened(database_url) as database:
        token = await make_token(database)
        await ask(database, token)
        with pytest.raises(AnotherRequest):
            await ask(database, token, "b")
        almost = KEPT_FOR - timedelta(seconds=1)
        assert await ask(database, token, later=almost) == DONE
        assert await ask(database, token, "b", KEPT_FOR) is None


async def test_keys_are_told_apart_letter_for_letter(database_url: str) -> None:
    async with opened(database_url) as database:
        token = await make_token(database)
        async with database.write() as conn:
            requests = Requests(conn, NOW, token)
            assert [await requests.begin(key, "a") for key in ("k", "K")] == [None, None]


async def fail(database: Database, token: ApiTokenId) -> None:
    async with database.write() as conn:
        await Requests(conn, NOW, token).begin("k", "a")
        raise LookupError


async def test_what_failed_leaves_no_key(database_url: str) -> None:
    async with opened(database_url) as database:
        token = await make_token(database)
        with pytest.raises(LookupError):
            await fail(database, token)
        assert await ask(database, token) is None


async def lose_the_race(database: Database, token: ApiTokenId) -> None:
    """Nobody has the key when we look, and somebody has it when we take it."""
    async with database.write() as conn:
        assert await conn.scalar(select(func.count()).select_from(ApiRequest)) == 0
        if database.engine.dialect.name != "sqlite":  # whose writers come one after another anyway
            await ask(database, token)
        row = {"token_id": token, "request_key": "k", "request_hash": "a", "at": NOW}
        await conn.execute(insert(ApiRequest), row)
        if database.engine.dialect.name == "sqlite":
            await conn.execute(insert(ApiRequest), row)


async def test_who_loses_the_race_for_a_key_may_run_again(database_url: str) -> None:
    async with opened(database_url) as database:
        token = await make_token(database)
        with pytest.raises(IntegrityError) as lost:
            await lose_the_race(database, token)
        assert is_transient(lost.value)
        await ask(database, token)
        assert await ask(database, token) == DONE


async def test_old_ones_are_forgotten(database_url: str) -> None:
    async with opened(database_url) as database:
        token = await make_token(database)
        await ask(database, token)
        async with database.write() as conn:
            await forget_requests(conn, NOW + KEPT_FOR - timedelta(seconds=1))
            assert await conn.scalar(select(func.count()).select_from(ApiRequest)) == 1
            await forget_requests(conn, NOW + KEPT_FOR)
            assert await conn.scalar(select(func.count()).select_from(ApiRequest)) == 0
