"""Conversations with the office are kept as they were written, belong to one account, and are held by one clerk."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import AccountId, ChatId, MemberId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import from_entities
from ibok_bot.domain.staff import CONSOLE, Revoked, Role, secret_hash
from ibok_bot.domain.threads import DAY, MOST_A_DAY, MOST_OPEN, Letter, Refused, Side, State, Thread, ThreadId, View
from ibok_bot.storage.staff import Team
from ibok_bot.storage.threads import Threads
from tests.databases import opened
from tests.storage.people import NOW, NRB, add_account

PHOTO = Media(MediaKind.PHOTO, "file", size=9)
WORDS = Letter(from_entities("Zażółć <b> & 'ґ' 🔌\nlicznik"))


async def begun(conn: AsyncConnection, account: AccountId, letter: Letter = WORDS, at: datetime = NOW) -> ThreadId:
    thread = await Threads(conn, at).begin(account, "pl", letter)
    assert not isinstance(thread, Refused)
    return thread


async def member(conn: AsyncConnection, chat: int, name: str) -> MemberId:
    team = Team(conn, NOW)
    found = await team.accept(secret_hash(await team.invite(name, Role.CLERK, CONSOLE)), "telegram", ChatId(chat))
    assert found is not None
    return found.id


async def known(conn: AsyncConnection, thread: ThreadId) -> Thread:
    found = await Threads(conn, NOW).one(thread)
    assert found is not None
    return found


async def test_what_is_written_comes_back_in_order(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, anna = await add_account(conn), await member(conn, 1, "Anna")
        thread = await begun(conn, account)
        shelf = Threads(conn, NOW + timedelta(minutes=5))
        await shelf.write(account, thread, Letter(from_entities(""), PHOTO))
        assert await shelf.take(thread, anna, None)
        assert await shelf.answer(thread, anna, Letter(from_entities("Tak")))
        told = [(one.side, one.letter.words.plain, one.letter.media, one.author) for one in
                await shelf.messages(thread, 0, 10)]  # fmt: skip
        assert told == [
            (Side.CUSTOMER, WORDS.words.plain, None, None),
            (Side.CUSTOMER, "", PHOTO, None),
            (Side.OFFICE, "Tak", None, "Anna"),
        ]
        assert [one.letter.words.plain for one in await shelf.messages(thread, 0, 1)] == ["Tak"]
        assert [one.letter.media for one in await shelf.messages(thread, 1, 1)] == [PHOTO]
        assert await shelf.count_messages(thread) == 3
        one = await known(conn, thread)
        assert (one.gist, one.customer, one.customer_number) == (
            "Zażółć <b> & 'ґ' 🔌 licznik",
            "Jan Próbny",
            "10000007",
        )
        assert (one.state, one.standing.holder, one.standing.waiting_since) == (State.ANSWERED, anna, None)
        assert (one.opened_at, one.changed_at) == (NOW, NOW + timedelta(minutes=5))


async def test_anothers_is_neither_seen_nor_written_in_nor_settled_nor_rated(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine, theirs = await add_account(conn), await add_account(conn, "10000014", NRB[1], "ewa@example.org")
        thread, shelf = await begun(conn, theirs), Threads(conn, NOW)
        assert await shelf.one_of(mine, thread) is None
        assert (await shelf.count_of(mine), await shelf.of(mine, 0, 9)) == (0, [])
        assert await shelf.write(mine, thread, WORDS) is Refused.GONE
        assert await shelf.settle(mine, thread) is None
        assert await shelf.settle(theirs, thread) is not None
        assert not await shelf.rate(mine, thread, 1)
        assert await shelf.rate(theirs, thread, 5)
        assert (await known(conn, thread)).rating == 5
        assert await shelf.count_messages(thread) == 1


async def test_a_file_is_reached_through_its_own_conversation_only(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database.write() as conn:
        account = await add_account(conn)
        first, second = await begun(conn, account, Letter(from_entities(""), PHOTO)), await begun(conn, account)
        shelf = Threads(conn, NOW)
        [message] = await shelf.messages(first, 0, 9)
        assert await shelf.media(first, message.id) == PHOTO
        assert await shelf.media(second, message.id) is None


async def test_only_a_closed_one_is_rated(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database.write() as conn:
        account = await add_account(conn)
        thread = await begun(conn, account)
        assert not await Threads(conn, NOW).rate(account, thread, 5)


async def test_of_clerks_who_take_at_once_one_gets_it(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            clerks = [await member(conn, number, f"Clerk {number}") for number in range(1, 5)]
            thread = await begun(conn, await add_account(conn))

        async def take(by: MemberId) -> bool:
            async with database.write() as conn:
                return await Threads(conn, NOW).take(thread, by, None)

        tried = await asyncio.gather(*(take(by) for by in clerks), return_exceptions=True)
        won = [by for by, done in zip(clerks, tried, strict=True) if done is True]
        assert len(won) == 1
        async with database.read() as conn:
            assert (await known(conn, thread)).standing.holder == won[0]


async def test_the_queue_shows_who_waits_longest_first(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, anna, jan = await add_account(conn), await member(conn, 1, "Anna"), await member(conn, 2, "Jan")
        threads = [await begun(conn, account, at=NOW + timedelta(minutes=n)) for n in (3, 1, 2)]
        shelf = Threads(conn, NOW + timedelta(hours=1))

        async def seen(view: View, me: MemberId = anna) -> list[int]:
            listed = [threads.index(one.id) for one in await shelf.queue(view, me, 0, 9)]
            assert await shelf.count(view, me) == len(listed)
            return listed

        assert await seen(View.WAITING) == [1, 2, 0]
        assert await shelf.take(threads[1], anna, None)
        assert await shelf.take(threads[0], anna, None)
        assert await shelf.answer(threads[1], anna, WORDS)
        assert await seen(View.WAITING) == [2]
        assert await seen(View.MINE) == [0, 1]
        assert await seen(View.MINE, jan) == []
        assert await seen(View.ALL) == [2, 0, 1]
        assert await shelf.close(threads[1], anna)
        assert await seen(View.CLOSED) == [1]
        assert await seen(View.MINE) == [0]
        assert [one.id for one in await shelf.queue(View.ALL, anna, 1, 1)] == [threads[0]]


async def test_what_somebody_had_who_left_is_anybodys(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, anna, jan = await add_account(conn), await member(conn, 1, "Anna"), await member(conn, 2, "Jan")
        taken, answered, shelf = await begun(conn, account), await begun(conn, account), Threads(conn, NOW)
        for thread in (taken, answered):
            assert await shelf.take(thread, anna, None)
        assert await shelf.answer(answered, anna, WORDS)
        assert await Team(conn, NOW).revoke(anna, CONSOLE) is Revoked.DONE
        assert [one.id for one in await shelf.queue(View.WAITING, jan, 0, 9)] == [taken]
        assert (await known(conn, taken)).state is State.OPEN
        standing = await shelf.write(account, answered, WORDS)
        assert not isinstance(standing, Refused)
        assert (standing.state, standing.holder) == (State.OPEN, None)
        assert await shelf.take(taken, jan, None)
        assert (await known(conn, taken)).holder_name == "Jan"


async def test_there_is_room_for_so_many_and_for_so_much_a_day(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database.write() as conn:
        account, shelf = await add_account(conn), Threads(conn, NOW)
        threads = [await begun(conn, account) for _each in range(MOST_OPEN)]
        assert await shelf.begin(account, "pl", WORDS) is Refused.TOO_MANY_OPEN
        for _each in range(MOST_A_DAY - MOST_OPEN):
            assert not isinstance(await shelf.write(account, threads[0], WORDS), Refused)
        assert await shelf.write(account, threads[0], WORDS) is Refused.TOO_MANY_TODAY
        await shelf.settle(account, threads[1])
        assert await shelf.begin(account, "pl", WORDS) is Refused.TOO_MANY_TODAY
        tomorrow = Threads(conn, NOW + DAY)
        assert not isinstance(await tomorrow.begin(account, "pl", WORDS), Refused)


async def test_moments_are_of_utc(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        thread = await begun(conn, await add_account(conn))
        assert (await known(conn, thread)).standing.waiting_since == NOW.astimezone(UTC)
