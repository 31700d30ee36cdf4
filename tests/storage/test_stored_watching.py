"""Drafts are each their writer's own; a page is refreshed by one process; whose access ended follows nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import EVERYONE, Audience, Overdue
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastPlan, DeliveryState
from ibok_bot.domain.ids import ChatId, MemberId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_draft import NEW, NoticeDraft, Validity, Written
from ibok_bot.domain.notices import Category
from ibok_bot.domain.progress import Changing
from ibok_bot.domain.staff import CONSOLE, Role, secret_hash
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.colleagues import colleagues
from ibok_bot.storage.drafts import Drafts
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.watching import NoticeDraft as Row
from ibok_bot.storage.staff import Team
from ibok_bot.storage.transactions import Database
from ibok_bot.storage.watching import Watcher, Watching
from tests.databases import opened
from tests.storage.people import MINE, NOW, THEIRS

DRAFT = NoticeDraft(
    texts={"pl": Written("Tytuł ⚡", "<b>Treść</b> " + "ż" * 4000), "uk": Written("Заголовок")},
    spoken=True,
    category=Category.SAFETY,
    validity=Validity(None),
    audience=Audience((Overdue(),)),
    urgent=True,
    file=Media(MediaKind.PHOTO, "file"),
    at=NOW,
)


async def member(conn: AsyncConnection, chat: ChatId, role: Role = Role.CLERK) -> MemberId:
    """Somebody of the staff, who has spoken with the bot."""
    team = Team(conn, NOW)
    joined = await team.accept(secret_hash(await team.invite("Anna Próbna", role, CONSOLE)), "telegram", chat)
    assert joined is not None
    talk = {"channel": "telegram", "chat_id": chat, "language": "uk", "trail": "[]", "choices": "[]", "turn": 3}
    await conn.execute(insert(table(Conversation)), talk | {"updated_at": NOW, "live_message": 55})
    return joined.id


async def sending(conn: AsyncConnection) -> BroadcastId:
    """A broadcast to four chats."""
    broadcast = await Broadcasts(conn, NOW).plan(BroadcastPlan({"pl": "{}"}, EVERYONE, NOW))
    states = (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.UNREACHABLE, DeliveryState.IN_DOUBT)
    for place, state in enumerate(states):
        row = {
            "broadcast_id": broadcast, "channel": "telegram", "chat_id": 900 + place,
            "language": "pl" if place else "uk",
            "kind": "notices", "lane": 2, "policy": "at_most_once", "state": state, "attempts": 1, "due_at": NOW,
            "attempted_at": NOW, "created_at": NOW, "revision": 1, "supersedes": 0,
        }  # fmt: skip
        await conn.execute(insert(table(Delivery)), row)
    return broadcast


async def test_a_draft_comes_back_as_it_was_kept_and_is_its_writers_own(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine, theirs = await member(conn, MINE), await member(conn, THEIRS)
        shelf = Drafts(conn, NOW)
        assert await shelf.read(mine, NEW) is None
        await shelf.save(mine, NEW, NoticeDraft())
        await shelf.save(mine, NEW, DRAFT)
        await shelf.save(mine, NEW, DRAFT)
        await shelf.save(mine, "7", NoticeDraft().titled("pl", "x"))
        assert await shelf.read(mine, NEW) == DRAFT
        assert await shelf.read(theirs, NEW) is None
        assert not await shelf.drop(theirs, NEW)
        assert await shelf.drop(mine, NEW)
        assert await shelf.read(mine, NEW) is None
        assert await shelf.read(mine, "7") is not None


async def test_a_draft_that_a_release_no_longer_reads_is_as_none(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine, shelf = await member(conn, MINE), Drafts(conn, NOW)
        await shelf.save(mine, NEW, DRAFT)
        await conn.execute(update(Row).values(payload='{"texts": 7}'))
        assert await shelf.read(mine, NEW) is None


async def test_who_follows_is_told_until_they_leave_or_their_access_ends(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mine, _theirs = await member(conn, MINE), await member(conn, THEIRS)
        broadcast, shelf = await sending(conn), Watching(conn, NOW)
        for chat in (MINE, MINE, THEIRS):
            await shelf.follow(broadcast, "telegram", chat)
        first, second = await shelf.watchers("telegram")
        assert [one.visit.chat for one in (first, second)] == [MINE, THEIRS]
        assert (first.visit.language, first.live_message, first.stored.turn, first.ended) == ("uk", 55, 3, False)
        assert await shelf.watchers("terminal") == []
        assert await shelf.leave(second)
        assert not await shelf.leave(second)
        await Team(conn, NOW).revoke(mine, CONSOLE)
        assert await shelf.watchers("telegram") == []


async def test_of_several_processes_one_refreshes_a_page_and_none_too_soon(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await member(conn, MINE)
            await Watching(conn, NOW).follow(await sending(conn), "telegram", MINE)
        async with database.read() as conn:
            [watcher] = await Watching(conn, NOW).watchers("telegram")
        takes = [_take(database, watcher) for _process in range(4)]
        assert sorted(await asyncio.gather(*takes)) == [False, False, False, True]
        async with database.write() as conn:
            later = Watching(conn, NOW + timedelta(seconds=4))
            assert not await later.take(watcher, NOW)
            assert await later.take(watcher, NOW + timedelta(seconds=1))


async def _take(database: Database, watcher: Watcher) -> bool:
    async with database.write() as conn:
        return await Watching(conn, NOW).take(watcher, NOW - timedelta(seconds=3))


async def test_a_sending_has_ended_when_nothing_more_happens_by_itself(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await member(conn, MINE)
        broadcast, shelf = await sending(conn), Watching(conn, NOW)
        await shelf.follow(broadcast, "telegram", MINE)
        for values, ended in (
            ({"state": "finished"}, True),
            ({"pass_word": "revise"}, False),
            ({"pass_word": None}, True),
        ):
            await conn.execute(update(Broadcast).values(**values))
            [watcher] = await shelf.watchers("telegram")
            assert watcher.ended is ended


async def test_what_is_still_to_be_edited_or_deleted_is_counted(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        broadcast, shelf = await sending(conn), Watching(conn, NOW)
        assert await shelf.changing(broadcast) is None
        await Broadcasts(conn, NOW).revise(broadcast, {"pl": "{}"})
        assert await shelf.changing(broadcast) == Changing(recalling=False, left=2)
        old = Watching(conn, NOW + timedelta(hours=49))
        assert await old.changing(broadcast) == Changing(recalling=False, left=0)
        await Broadcasts(conn, NOW).recall(broadcast)
        assert await shelf.changing(broadcast) == Changing(recalling=True, left=2)


async def test_a_report_has_sums_by_language_and_names_messages_never_chats(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        broadcast, shelf = await sending(conn), Watching(conn, NOW)
        assert await shelf.by_language(broadcast) == {
            "uk": {DeliveryState.SENT: 1},
            "pl": {DeliveryState.SENT: 1, DeliveryState.UNREACHABLE: 1, DeliveryState.IN_DOUBT: 1},
        }
        found = await shelf.problems(broadcast, 10)
        assert [one.state for one in found] == [DeliveryState.UNREACHABLE, DeliveryState.IN_DOUBT]
        assert found[0].at == NOW
        assert [*await shelf.problems(broadcast, 1)] == [found[0]]
        assert replace(found[0], delivery=found[1].delivery, state=found[1].state) == found[1]


async def test_colleagues_are_those_with_a_chat_who_may(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        clerk = await member(conn, MINE)
        await member(conn, THEIRS, Role.DISPATCHER)
        admin = await member(conn, ChatId(333), Role.ADMIN)
        await Team(conn, NOW).invite("Ewa Zaproszona", Role.CLERK, CONSOLE)
        found = await colleagues(conn, Role.CLERK)
        assert [(one.member.id, one.chat, one.language) for one in found] == [(clerk, MINE, "uk"), (admin, 333, "uk")]
        await Team(conn, NOW).revoke(admin, CONSOLE)
        assert [one.member.id for one in await colleagues(conn, Role.CLERK)] == [clerk]
