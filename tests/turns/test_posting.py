"""A notice is posted, looked after and taken back: on the board, in the chats, and in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import update

from ibok_bot.domain.audience import EVERYONE, parse
from ibok_bot.domain.broadcasts import BroadcastState, Policy
from ibok_bot.domain.ids import MemberId, NoticeId
from ibok_bot.domain.notice_html import from_file
from ibok_bot.domain.notices import KIND, Category, Draft, Standing, Wording
from ibok_bot.domain.staff import CONSOLE, Act, Role, StaffMember
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import Broadcast
from ibok_bot.storage.schema.staff import StaffMember as MemberRow
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.messages import Button, Screen
from ibok_bot.turns.posting import SERVICE_KIND, CannotPost, Outcome, Part, Planned, Posting
from tests.databases import opened
from tests.storage.people import NOW

SUPPLIER = read_supplier(None)
DRAFT = Draft(Category.NEWS, {"pl": Wording("Nowe <godziny>", from_file("Od <b>8</b> do 18."))}, EVERYONE, NOW)
ANNA, JAN = StaffMember(MemberId(1), "Anna", Role.CLERK), StaffMember(MemberId(2), "Jan", Role.CLERK)


@asynccontextmanager
async def desk(database: Database, *, later: timedelta = timedelta()) -> AsyncIterator[Posting]:
    """One transaction at the desk."""
    async with database.write() as conn:
        yield Posting(conn, NOW + later, SUPPLIER)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        async with database.write() as conn:
            for member in (ANNA, JAN):
                row = {"id": member.id, "name": member.name, "role": member.role.value}
                await conn.execute(table(MemberRow).insert(), row)
        yield database


async def post(database: Database, draft: Draft = DRAFT) -> Planned:
    async with desk(database) as posting:
        return await posting.post(draft, CONSOLE)


async def began(database: Database, state: BroadcastState = BroadcastState.SENDING) -> None:
    """The sender has written down the audience."""
    async with database.write() as conn:
        await conn.execute(update(Broadcast).values(state=state, frozen_at=NOW))


async def acts(database: Database) -> list[tuple[Act, str, str]]:
    async with database.read() as conn:
        return [(line.act, line.who, line.subject) for line in reversed(await Audit(conn, NOW).entries(0, 100))]


async def stands(database: Database, notice: NoticeId) -> tuple[Standing, BroadcastState]:
    async with desk(database) as posting:
        status = await posting.status(notice)
    assert status is not None
    assert status.progress is not None
    return status.notice.standing(NOW), status.progress.state


async def test_a_notice_goes_onto_the_board_and_out_to_its_audience(database: Database) -> None:
    planned = await post(database)
    assert await stands(database, planned.notice) == (Standing.VALID, BroadcastState.SCHEDULED)
    assert await acts(database) == [(Act.NOTICE_POSTED, "", str(planned.notice))]
    async with database.read() as conn:
        texts = await Broadcasts(conn, NOW).texts(planned.broadcast)
        row = (await conn.execute(table(Broadcast).select())).one()
    assert (row.kind, row.policy, row.urgent, row.starts_at) == (KIND, Policy.AT_MOST_ONCE, 0, NOW)
    shown = msgspec.json.decode(texts["pl"], type=Screen)
    assert shown.html == (f"📌 {SUPPLIER.name}, biuro obsługi\n<b>Nowe &lt;godziny&gt;</b>\n\nOd <b>8</b> do 18.")
    assert shown.rows == ((Button("📌 Na tablicy", f"e:notice:{planned.notice}"),),)


async def test_readers_of_every_language_are_told_who_speaks_in_it(database: Database) -> None:
    planned = await post(database)
    async with database.read() as conn:
        texts = await Broadcasts(conn, NOW).texts(planned.broadcast)
    first_lines = {word: msgspec.json.decode(text, type=Screen).html.split("\n")[0] for word, text in texts.items()}
    assert first_lines == {
        "pl": f"📌 {SUPPLIER.name}, biuro obsługi",
        "en": f"📌 {SUPPLIER.name}, customer office",
        "uk": f"📌 {SUPPLIER.name}, бюро обслуговування",
    }
    assert all("<b>8</b>" in text for text in texts.values())  # whoever has no text of their own reads the Polish one


@pytest.mark.parametrize(
    ("change", "kind", "policy", "urgent"),
    [
        ({"urgent": True}, SERVICE_KIND, Policy.AT_MOST_ONCE, 1),
        ({"category": Category.SAFETY}, SERVICE_KIND, Policy.AT_LEAST_ONCE, 0),
    ],
)
async def test_what_cannot_be_switched_off_is_sent_as_such(
    database: Database, change: dict[str, object], kind: str, policy: Policy, urgent: int
) -> None:
    await post(database, replace(DRAFT, **change))  # type: ignore[arg-type]
    async with database.read() as conn:
        row = (await conn.execute(table(Broadcast).select())).one()
    assert (row.kind, row.policy, row.urgent) == (kind, policy, urgent)


async def test_a_later_notice_is_sent_later_and_not_after_its_end(database: Database) -> None:
    at, end = NOW + timedelta(days=1), NOW + timedelta(days=3)
    async with desk(database) as posting:
        planned = await posting.post(replace(DRAFT, valid_from=at, valid_to=end), CONSOLE, at)
    async with database.read() as conn:
        row = (await conn.execute(table(Broadcast).select())).one()
    assert (row.starts_at, row.expires_at) == (at, end)
    assert await stands(database, planned.notice) == (Standing.COMING, BroadcastState.SCHEDULED)


@pytest.mark.parametrize(
    ("draft", "at", "part"),
    [
        (replace(DRAFT, texts={}), None, Part.TEXTS),
        (replace(DRAFT, texts={"uk": Wording("x", from_file(" "))}), None, Part.TEXT),
        (replace(DRAFT, texts={"uk": Wording("x" * 121, from_file("x"))}), None, Part.TITLE),
        (replace(DRAFT, valid_to=NOW), None, Part.VALID_TO),
        (replace(DRAFT, valid_to=NOW + timedelta(hours=1)), NOW + timedelta(hours=1), Part.VALID_TO),
        (DRAFT, NOW - timedelta(minutes=6), Part.AT),
    ],
)
async def test_what_cannot_be_posted_leaves_nothing(database: Database, draft: Draft, at: object, part: Part) -> None:
    with pytest.raises(CannotPost) as wrong:
        async with desk(database) as posting:
            await posting.post(draft, CONSOLE, at)  # type: ignore[arg-type]
    assert wrong.value.part is part
    async with desk(database) as posting:
        assert await posting.listing(None, 10) == []
    assert await acts(database) == []


async def test_the_longest_text_leaves_room_for_who_speaks_in_every_language(database: Database) -> None:
    head = max(len(f"📌 {SUPPLIER.name}, {office}") + 1 for office in ("biuro obsługi", "бюро обслуговування"))
    room = 4096 - head - len("\nT\n\n")
    async with desk(database) as posting:
        posting.check(replace(DRAFT, texts={"en": Wording("T", from_file("x" * room))}))
        with pytest.raises(CannotPost):
            posting.check(replace(DRAFT, texts={"en": Wording("T", from_file("x" * (room + 1)))}))


async def test_what_needs_approval_is_neither_seen_nor_sent_until_another_approves(database: Database) -> None:
    async with desk(database) as posting:
        notice = (await posting.post(DRAFT, ANNA, needs_approval=True)).notice
    assert await stands(database, notice) == (Standing.DRAFT, BroadcastState.AWAITING_APPROVAL)
    async with desk(database) as posting:
        assert await posting.approve(notice, ANNA) is Outcome.TOO_LATE
        assert await posting.approve(notice, JAN) is Outcome.DONE
        assert await posting.approve(notice, JAN) is Outcome.ALREADY
    assert await stands(database, notice) == (Standing.VALID, BroadcastState.SCHEDULED)
    subject = str(notice)
    assert await acts(database) == [(Act.NOTICE_POSTED, "Anna", subject), (Act.NOTICE_APPROVED, "Jan", subject)]


async def test_sending_is_paused_and_goes_on(database: Database) -> None:
    notice = (await post(database)).notice
    async with desk(database) as posting:
        outcomes = [
            await posting.resume(notice, JAN),
            await posting.pause(notice, JAN),
            await posting.pause(notice, JAN),
            await posting.resume(notice, JAN),
        ]
    assert outcomes == [Outcome.ALREADY, Outcome.DONE, Outcome.ALREADY, Outcome.DONE]
    await began(database, BroadcastState.FINISHED)
    async with desk(database) as posting:
        assert [await posting.pause(notice, JAN), await posting.resume(notice, JAN)] == [Outcome.TOO_LATE] * 2
    assert [act for act, _who, _subject in await acts(database)] == [
        Act.NOTICE_POSTED, Act.NOTICE_PAUSED, Act.NOTICE_RESUMED,
    ]  # fmt: skip


async def test_cancelled_before_it_began_a_notice_is_on_no_board(database: Database) -> None:
    notice = (await post(database)).notice
    async with desk(database) as posting:
        assert await posting.cancel(notice, JAN) is Outcome.DONE
        assert await posting.cancel(notice, JAN) is Outcome.ALREADY
    assert await stands(database, notice) == (Standing.RECALLED, BroadcastState.CANCELLED)


async def test_cancelled_on_the_way_it_stays_for_those_who_got_it(database: Database) -> None:
    notice = (await post(database)).notice
    await began(database)
    async with desk(database) as posting:
        assert await posting.cancel(notice, JAN) is Outcome.DONE
    assert await stands(database, notice) == (Standing.VALID, BroadcastState.CANCELLED)
    await began(database, BroadcastState.FINISHED)
    async with desk(database) as posting:
        assert await posting.cancel(notice, JAN) is Outcome.TOO_LATE


async def test_recalled_it_is_taken_from_the_board_and_the_chats(database: Database) -> None:
    notice = (await post(database)).notice
    await began(database, BroadcastState.FINISHED)
    async with desk(database) as posting:
        assert await posting.recall(notice, JAN) is Outcome.DONE
        assert await posting.recall(notice, JAN) is Outcome.ALREADY
        assert await posting.edit(notice, DRAFT.texts, JAN) is Outcome.TOO_LATE
    assert await stands(database, notice) == (Standing.RECALLED, BroadcastState.CANCELLED)
    async with database.read() as conn:
        assert (await conn.execute(table(Broadcast).select())).one().pass_word == "recall"


async def test_other_words_reach_the_board_and_the_chats(database: Database) -> None:
    draft = replace(DRAFT, audience=parse("town:Warszawa"), category=Category.WORK)
    planned = await post(database, draft)
    other = {"pl": Wording("Inaczej", from_file("Od 9.")), "en": Wording("Otherwise", from_file("From 9."))}
    async with desk(database) as posting:
        with pytest.raises(CannotPost):
            await posting.edit(planned.notice, {}, JAN)
        assert await posting.edit(planned.notice, other, JAN) is Outcome.DONE
        status = await posting.status(planned.notice)
    assert status is not None
    assert status.notice.texts == other
    assert (status.notice.audience, status.notice.category) == (draft.audience, Category.WORK)
    async with database.read() as conn:
        texts = await Broadcasts(conn, NOW).texts(planned.broadcast)
    assert "From 9." in texts["en"]
    assert "Od 9." in texts["uk"]


async def test_what_is_not_there_is_gone(database: Database) -> None:
    gone = NoticeId(77)
    async with desk(database) as posting:
        outcomes = {
            await posting.pause(gone, JAN),
            await posting.resume(gone, JAN),
            await posting.cancel(gone, JAN),
            await posting.recall(gone, JAN),
            await posting.approve(gone, JAN),
            await posting.edit(gone, DRAFT.texts, JAN),
        }
        assert await posting.status(gone) is None
    assert outcomes == {Outcome.GONE}
    assert await acts(database) == []


async def test_pages_are_cut_by_the_last_one_seen_however_many_came_since(database: Database) -> None:
    posted = [(await post(database)).notice for _time in range(5)]
    async with desk(database) as posting:
        first = await posting.listing(None, 2)
    await post(database)
    async with desk(database) as posting:
        second = await posting.listing(first[-1].notice.id, 2)
    assert [listed.notice.id for listed in (*first, *second)] == posted[:0:-1]
