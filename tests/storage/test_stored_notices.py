"""Notices are kept as they were written, seen when and by whom they should be, and read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from ibok_bot.domain.audience import parse
from ibok_bot.domain.broadcasts import DeliveryState
from ibok_bot.domain.ids import MemberId, NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.money import Money
from ibok_bot.domain.notice_html import from_file
from ibok_bot.domain.notices import Category, Draft, Posted, Standing, Wanted, Wording, spoken
from ibok_bot.storage.board import Board
from ibok_bot.storage.notices import Notices
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.schema.notices import NoticeCondition, NoticeText
from ibok_bot.storage.schema.staff import StaffMember
from tests.counting import statements
from tests.databases import opened
from tests.storage.board import DRAFT, Person, Place, post, reader, settle
from tests.storage.people import NOW

ANNA, JAN = Person(1, (Place("Wzorowo"),)), Person(2)
WHOLE = Draft(
    Category.SAFETY,
    {
        "pl": Wording("Żółty alert 🙂", from_file("<b>Uwaga</b> & <a href='https://example.org/?a=1&amp;b=2'>tu</a>")),
        "uk": Wording("Увага", from_file("Увага <tg-spoiler>ґ</tg-spoiler>")),
    },
    parse("town:Wzorowo,Łódź and tariff:G12w and overdue"),
    datetime(2026, 11, 20, 7, 30, 0, 250_000, tzinfo=UTC),
    datetime(2026, 12, 20, 7, tzinfo=UTC),
    urgent=True,
    file=Media(MediaKind.PHOTO, "AgACAgQ-_9"),
    author=MemberId(1),
)


async def test_a_notice_comes_back_as_it_was_written(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        for member in (1, 2):
            await conn.execute(insert(table(StaffMember)), {"id": member, "name": "Ewa", "role": "clerk"})
        shelf = Notices(conn)
        key = await shelf.add(WHOLE)
        plain = await shelf.add(DRAFT)
        found = await shelf.one(key)
        assert found == posted(WHOLE, key)
        assert found.standing(NOW) is Standing.DRAFT
        assert await shelf.publish(key, NOW, MemberId(2))
        assert not await shelf.publish(key, NOW + timedelta(hours=1), MemberId(1))
        published = await shelf.one(key)
        assert published == replace(found, published_at=NOW, approved_by=MemberId(2))
        assert [each.id for each in await shelf.newest(0, 5)] == [plain, key]
        assert [each.id for each in await shelf.newest(1, 5)] == [key]
        assert await shelf.one(NoticeId(2**40)) is None
        assert found.is_service
        assert not (await shelf.newest(0, 1))[0].is_service


def posted(draft: Draft, key: NoticeId, published_at: datetime | None = None) -> Posted:
    return Posted(
        draft.category, draft.texts, draft.audience, draft.valid_from, draft.valid_to, draft.urgent, draft.file,
        draft.author, id=key, published_at=published_at, recalled_at=None,
    )  # fmt: skip


async def test_a_changed_notice_leaves_nothing_of_the_older_one(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await conn.execute(insert(table(StaffMember)), {"id": 1, "name": "Ewa", "role": "clerk"})
        shelf = Notices(conn)
        key, other = await shelf.add(WHOLE), await shelf.add(WHOLE)
        await shelf.publish(key, NOW)
        await shelf.change(key, DRAFT)
        changed = await shelf.one(key)
        assert changed == posted(DRAFT, key, NOW)
        for part in (NoticeText, NoticeCondition):
            assert await conn.scalar(select(func.count()).select_from(part).where(part.notice_id == other))
        assert not await conn.scalar(
            select(func.count()).select_from(NoticeCondition).where(NoticeCondition.notice_id == key)
        )


async def test_a_notice_is_on_the_board_from_its_time_on_and_never_vanishes(database_url: str) -> None:
    draft = replace(DRAFT, valid_from=NOW, valid_to=NOW + timedelta(days=2))
    now_on, earlier = Wanted(), Wanted(earlier=True)
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, [ANNA])
        shelf, board = Notices(conn), Board(conn)
        key = await shelf.add(draft)

        async def seen(at: datetime) -> tuple[Standing | None, int, int]:
            who = reader(ANNA, 1, at)
            found = await board.one(who, key)
            in_force, gone = [(await board.count(who, wanted))[0] for wanted in (now_on, earlier)]
            assert [len(await board.page(who, wanted, 0, 5)) for wanted in (now_on, earlier)] == [in_force, gone]
            return found.head.standing if found else None, in_force, gone

        assert await seen(NOW) == (None, 0, 0)
        await shelf.publish(key, NOW)
        assert await seen(NOW - timedelta(seconds=1)) == (None, 0, 0)
        assert await seen(NOW) == (Standing.VALID, 1, 0)
        assert await seen(NOW + timedelta(days=2)) == (Standing.OVER, 0, 1)
        assert await shelf.recall(key, NOW + timedelta(days=1))
        assert not await shelf.recall(key, NOW + timedelta(days=2))
        assert await seen(NOW + timedelta(days=1)) == (Standing.RECALLED, 0, 1)
        assert await seen(NOW + timedelta(days=3)) == (Standing.RECALLED, 0, 1)


async def test_what_was_recalled_as_a_draft_is_never_published(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        shelf = Notices(conn)
        key = await shelf.add(DRAFT)
        await shelf.recall(key, NOW)
        assert not await shelf.publish(key, NOW)


async def test_each_reads_in_their_language_or_the_next_best(database_url: str) -> None:
    texts = {word: Wording(f"title {word}", from_file(f"text {word}")) for word in ("pl", "en", "uk")}
    cases = [
        (["pl", "en", "uk"], "uk", "uk"),
        (["pl", "en"], "uk", "pl"),
        (["en", "uk"], "pl", "en"),
        (["uk"], "en", "uk"),
    ]
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, [ANNA])
        for held, wished, read in cases:
            key = await post(conn, replace(DRAFT, texts={word: texts[word] for word in held}))
            who = reader(replace(ANNA, language=wished), 1)
            found = await Board(conn).one(who, key)
            assert found
            assert (found.head.title, found.html.plain) == (f"title {read}", f"text {read}")
            assert (await Board(conn).page(who, Wanted(), 0, 1))[0].title == f"title {read}"


def test_a_notice_without_any_text_is_nobodys() -> None:
    with pytest.raises(LookupError):
        spoken({}, "pl")


async def test_the_list_counts_filters_and_pages_in_few_statements(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await settle(conn, [ANNA, JAN])
            board, anna, jan = Board(conn), reader(ANNA, 1), reader(JAN, 2)
            keys = [
                await post(conn, replace(DRAFT, valid_from=NOW - timedelta(days=days), category=category))
                for days, category in ((3, Category.WORK), (1, Category.NEWS), (2, Category.WORK))
            ]
            theirs = await post(conn, audience=parse("town:Wzorowo"))
            await board.mark_read(anna, keys[0])
            await board.mark_read(anna, keys[0])
            await board.mark_read(jan, keys[1])
            assert await board.count(anna, Wanted()) == (4, 3)
            assert await board.count(jan, Wanted()) == (3, 2)
            assert await board.count(anna, Wanted(Category.WORK)) == (2, 1)
            assert [each.id for each in await board.page(anna, Wanted(), 0, 9)] == [theirs, keys[1], keys[2], keys[0]]
            assert [each.id for each in await board.page(jan, Wanted(), 1, 1)] == [keys[2]]
            assert [each.read for each in await board.page(anna, Wanted(), 0, 9)] == [False, False, False, True]
            assert await board.categories(anna, earlier=False) == [Category.WORK, Category.NEWS]
            assert await board.categories(jan, earlier=True) == []
        async with database.write() as conn:
            with statements(database) as sent:
                await Board(conn).count(anna, Wanted())
                await Board(conn).page(anna, Wanted(), 0, 5)
            assert len([each for each in sent if each.startswith("SELECT")]) == 3


async def test_what_came_to_a_chat_may_be_read_there_for_good_and_by_no_other_account(database_url: str) -> None:
    people = [Person(1, overdue=True, chats=(70,)), Person(2, chats=(70,)), Person(3, chats=(71,))]
    states = {70: DeliveryState.SENT, 71: DeliveryState.UNREACHABLE}
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, people)
        board, key = Board(conn), await post(conn, audience=parse("overdue"))
        await conn.execute(update(Due).values(remaining=Money(0)))
        assert await board.one(reader(people[0], 1), key) is None
        sending = {"notice_id": key, "audience": "[]", "state": "finished", "created_at": NOW, "starts_at": NOW}
        broadcast = made_key(await conn.execute(insert(table(Broadcast)), sending))
        for account, chat in ((1, 70), (3, 71)):
            row = {
                "broadcast_id": broadcast, "account_id": account, "channel": "telegram", "chat_id": chat,
                "kind": "notices", "state": states[chat], "due_at": NOW, "created_at": NOW,
            }  # fmt: skip
            await conn.execute(insert(Delivery).values(**row))
        seen = [await board.one(reader(person, place), key) is not None for place, person in enumerate(people, 1)]
        assert seen == [True, False, False]
        assert (await board.count(reader(people[0], 1), Wanted()))[0] == 1


async def test_a_title_is_kept_in_one_line_without_signs_that_no_database_takes(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        shelf = Notices(conn)
        key = await shelf.add(replace(DRAFT, texts={"pl": Wording(" a\x00b\n\ud800c ", from_file("x"))}))
        found = await shelf.one(key)
        assert found
        assert found.texts["pl"].title == "ab \ufffdc"
