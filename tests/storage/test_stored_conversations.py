"""Conversations between two turns, and updates already seen, as every database keeps them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn, HowOut
from ibok_bot.domain.conversation import Stored
from ibok_bot.domain.ids import ChatId
from ibok_bot.storage.conversations import Conversations, Opened, forget_seen
from ibok_bot.storage.schema.conversations import Conversation, DeadLetter
from ibok_bot.storage.schema.customers import LoginSession
from ibok_bot.storage.sessions import Sessions
from ibok_bot.storage.statements import DriverFailed
from ibok_bot.storage.transactions import is_transient
from tests.databases import opened
from tests.storage.people import MINE, NOW, THEIRS, add_account, visit

IDLE = timedelta(hours=12)
TICK = timedelta(microseconds=1)
TRAIL = '[["Ask",{"słowo":"zażółć ґ 🔌","a\\\\b":"\'\\"%s :x"}]]'


async def open_chat(
    conn: AsyncConnection, update_id: int = 1, chat: ChatId = MINE, at: datetime = NOW, language: str = "pl"
) -> Opened:
    """As a turn opens it."""
    return await Conversations(conn).open("telegram", update_id, chat, language, idle_after=IDLE, now=at)


async def test_a_conversation_begins_in_its_language_and_keeps_the_one_chosen_since(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        begun = await open_chat(conn, language="uk")
        assert (begun.visit.language, begun.stored, begun.live_message, begun.replies) == ("uk", Stored(), None, None)
        begun.visit.language = "en"
        await Conversations(conn).save(begun, begun.stored, 1, "[]", NOW)
        assert (await open_chat(conn, 2, language="uk")).visit.language == "en"


async def test_what_is_saved_comes_back_letter_for_letter(database_url: str) -> None:
    stored = Stored("register", TRAIL, 7, '["tak","nie"]', "balance")
    async with opened(database_url) as database:
        async with database.write() as conn:
            begun = await open_chat(conn)
            await Conversations(conn).save(begun, stored, 1, "[]", NOW)
            await Conversations(conn).set_live_message("telegram", MINE, 2**40)
        async with database.write() as conn:
            again = await open_chat(conn, 2)
            other = await open_chat(conn, 2, THEIRS)
    assert (again.stored, again.live_message) == (stored, 2**40)
    assert (other.stored, other.live_message) == (Stored(), None)


async def test_a_long_trail_is_not_cut(database_url: str) -> None:
    long = Stored("register", '["' + "ż" * 100_000 + '"]')
    async with opened(database_url) as database, database.write() as conn:
        await Conversations(conn).save(await open_chat(conn), long, 1, "[]", NOW)
        assert (await open_chat(conn, 2)).stored.trail == long.trail


async def test_a_repeated_update_finds_its_answer_and_a_rival_fails_so_that_it_may_try_again(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            begun = await open_chat(conn)
            await Conversations(conn).save(begun, Stored(turn=1), 1, TRAIL, NOW)
        async with database.write() as conn:
            assert (await open_chat(conn, 1)).replies == TRAIL
            assert (await open_chat(conn, 2)).replies is None
        with pytest.raises((IntegrityError, DriverFailed)) as lost:
            async with database.write() as conn:
                await Conversations(conn).save(begun, Stored(turn=9), 1, "other", NOW)
        assert is_transient(lost.value)
        async with database.write() as conn:
            assert (await open_chat(conn, 1)).stored.turn == 1


async def test_answers_are_forgotten_by_age(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await open_chat(conn)
        for number, at in ((1, NOW - TICK), (2, NOW)):
            await Conversations(conn).keep_replies("telegram", number, "[]", at)
        assert await forget_seen(conn, NOW) == 1
        assert (await open_chat(conn, 1)).replies is None
        assert (await open_chat(conn, 2)).replies == "[]"


async def sign_in(conn: AsyncConnection) -> None:
    """The chat logs in and its turn is saved."""
    account = await add_account(conn)
    begun = await open_chat(conn)
    await Sessions(conn, begun.visit, NOW).open(account, HowIn.PASSWORD)
    await Conversations(conn).save(begun, begun.stored, 1, "[]", NOW)


async def test_a_session_lasts_while_it_is_used_and_ends_when_it_was_left_idle(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await sign_in(conn)
        assert (await open_chat(conn, 2, at=NOW + IDLE)).visit.signed_in
        assert not (await open_chat(conn, 3, at=NOW + IDLE + TICK)).visit.signed_in
        ended = (await conn.execute(select(LoginSession.ended_at, LoginSession.how_out))).one()
        assert tuple(ended) == (NOW + IDLE, HowOut.IDLE)
        assert not (await open_chat(conn, 4)).visit.signed_in


async def test_a_repeat_that_comes_late_ends_no_session(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await sign_in(conn)
        assert (await open_chat(conn, 1, at=NOW + 2 * IDLE)).visit.signed_in


async def test_a_session_ended_elsewhere_is_over_here(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await sign_in(conn)
        await conn.execute(update(LoginSession).values(ended_at=NOW, how_out=HowOut.EVERYWHERE))
        assert not (await open_chat(conn, 2)).visit.signed_in


async def test_turns_of_one_chat_wait_for_each_other_and_another_chat_does_not(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            for chat in (MINE, THEIRS):
                await open_chat(conn, chat=chat)

        async def turn(number: int) -> None:
            async with database.write() as conn:
                begun = await open_chat(conn, number)
                await asyncio.sleep(0.005)
                counted = Stored(turn=begun.stored.turn + 1)
                await Conversations(conn).save(begun, counted, number, "[]", NOW)

        await asyncio.gather(*(turn(number) for number in range(2, 10)))
        async with database.write() as conn:
            assert (await open_chat(conn, 20)).stored.turn == 8
            if database.engine.dialect.name != "sqlite":
                async with asyncio.timeout(5), database.write() as other:
                    assert (await open_chat(other, 21, THEIRS)).stored.turn == 0


async def test_two_first_messages_at_once_begin_one_conversation(database_url: str) -> None:
    async with opened(database_url) as database:

        async def first(number: int) -> BaseException | None:
            try:
                async with database.write() as conn:
                    begun = await open_chat(conn, number)
                    await asyncio.sleep(0.02)
                    await Conversations(conn).save(begun, Stored(turn=begun.stored.turn + 1), number, "[]", NOW)
            except Exception as error:  # noqa: BLE001 - which one a database raises is under test
                return error
            return None

        lost = [error for error in await asyncio.gather(first(1), first(2)) if error]
        assert all(is_transient(error) for error in lost)
        async with database.read() as conn:
            turns = (await conn.execute(select(Conversation.turn))).scalars().all()
            assert turns == [2 - len(lost)]


async def test_an_update_given_up_is_kept_without_what_was_said(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await Conversations(conn).bury("A1B2C3", visit(), 2**40, kind="Typed", error="E" * 300, now=NOW)
        kept = (await conn.execute(select(DeadLetter.incident, DeadLetter.update_id, DeadLetter.error))).one()
        assert tuple(kept) == ("A1B2C3", 2**40, "E" * 200)
