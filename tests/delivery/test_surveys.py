"""Customers are told of a survey once, those alone for whom it is meant; what was never sent is forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from ibok_bot.delivery.surveys import SURVEYS, SurveyRounds
from ibok_bot.domain.access import Preferences
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.surveys import Picked
from ibok_bot.storage.schema.surveys import SurveyTaking
from ibok_bot.storage.survey_desk import SurveyDesk
from ibok_bot.storage.surveys import Surveys
from ibok_bot.storage.transactions import Database
from ibok_bot.supplier_file import read as read_supplier
from tests.databases import opened
from tests.delivery.households import TODAY, link, settle_in, told, wishes
from tests.office import Clock
from tests.surveys import SIGNED

PUSHED = SIGNED.replace("title =", "push = true\ntitle =", 1)
NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


async def goes(database: Database, clock: Clock) -> None:
    await SurveyRounds(database, read_supplier(None), clock).works()[SURVEYS].do("-", clock())


async def publish(database: Database, clock: Clock, text: str = PUSHED) -> None:
    async with database.write() as conn:
        desk, survey = SurveyDesk(conn, clock()), read_survey(text.encode(), TODAY)
        await desk.load(survey)
        kept = await desk.find(survey.name)
        assert kept is not None
        assert await desk.publish(kept, CONSOLE)


async def test_everybody_is_told_once_in_every_chat_in_its_language(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url) as database:
        async with database.write() as conn:
            home, other = await settle_in(conn), await settle_in(conn, 2, "en")
            await link(conn, home.account, ChatId(77), "uk")
            silent = await settle_in(conn, 3)
            await wishes(conn, silent, Preferences(off=frozenset({PushKind.NOTICES})))
        await publish(database, clock)
        for _again in range(2):
            await goes(database, clock)
        assert sorted(await told(database)) == sorted([
            (home.chat, "notices", "📝 Mamy ankietę do wypełnienia"),
            (77, "notices", "📝 У нас є опитування для вас"),
            (other.chat, "notices", "📝 We have a survey for you"),
        ])  # fmt: skip


async def test_one_that_waits_in_the_menu_is_told_to_nobody(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url) as database:
        async with database.write() as conn:
            await settle_in(conn)
        await publish(database, clock, SIGNED)
        await goes(database, clock)
        assert await told(database) == []


async def test_others_than_the_audience_are_not_told_nor_who_has_begun(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url) as database:
        async with database.write() as conn:
            home, _other, begun = await settle_in(conn), await settle_in(conn, 2), await settle_in(conn, 3, "en")
        await publish(database, clock, PUSHED.replace("push =", 'audience = "language:pl,en"\npush =', 1))
        async with database.write() as conn:
            kept = await SurveyDesk(conn, clock()).find("short")
            assert kept is not None
            await Surveys(conn, clock()).keep(begun.account, kept.id, {"heat": Picked((0,))})
        await goes(database, clock)
        assert {chat for chat, *_rest in await told(database)} == {home.chat, home.chat + 1}


async def test_in_the_quiet_hours_nobody_is_told_and_in_the_morning_everybody_is(database_url: str) -> None:
    clock = Clock(NIGHT)
    async with opened(database_url) as database:
        async with database.write() as conn:
            await settle_in(conn)
        await publish(database, clock)
        await goes(database, clock)
        assert await told(database) == []
        clock.go(hours=10)
        await goes(database, clock)
        assert len(await told(database)) == 1


async def test_what_was_begun_and_not_sent_is_forgotten_when_the_survey_is_over(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url) as database:
        async with database.write() as conn:
            home = await settle_in(conn)
        await publish(database, clock, SIGNED.replace("title =", "to = 2026-11-25\ntitle =", 1))
        async with database.write() as conn:
            kept = await SurveyDesk(conn, clock()).find("short")
            assert kept is not None
            await Surveys(conn, clock()).keep(home.account, kept.id, {"heat": Picked((0,))})
        for hours, left in ((0, 1), (24, 1), (12, 0)):
            clock.go(hours=hours)
            await goes(database, clock)
            async with database.read() as conn:
                assert len((await conn.execute(select(SurveyTaking.survey_id))).all()) == left, hours
