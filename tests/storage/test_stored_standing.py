"""How scheduled work stands: last done, next due, by its word; and what the doctor says of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from ibok_bot.doctor import scheduled
from ibok_bot.storage.schedule import Schedule
from ibok_bot.storage.standing import Standing, standings
from tests.databases import opened
from tests.storage.people import NOW

WARSAW = ZoneInfo("Europe/Warsaw")
HOUR = timedelta(hours=1)
BRIEF = timedelta(seconds=60)


async def test_work_that_repeats_stands_by_its_word(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        schedule = Schedule(conn, NOW)
        for hours in (2, 1):
            await schedule.at("reminders", None, NOW - hours * HOUR)
            job = await schedule.claim(["reminders"], BRIEF)
            assert job is not None
            assert await Schedule(conn, NOW - (hours - 1) * HOUR).done(job)
        await schedule.at("reminders", None, NOW + HOUR)
        await schedule.at("invoices", None, NOW)
        await schedule.at("notice", "7", NOW)
        assert await standings(conn) == [
            Standing("invoices", None, NOW),
            Standing("reminders", NOW, NOW + HOUR),
        ]


def test_the_doctor_says_when_work_was_done_and_what_is_overdue() -> None:
    well = scheduled([Standing("reminders", NOW, NOW + HOUR), Standing("invoices", None, NOW - HOUR)], NOW, WARSAW)
    assert (well.well, well.found) == (True, "reminders last 24 Nov 13:00; invoices not yet")
    late = scheduled([Standing("reminders", NOW, NOW - HOUR - BRIEF)], NOW, WARSAW)
    assert not late.well
    assert "Overdue: reminders" in late.mend
    assert scheduled([], NOW, WARSAW).well
