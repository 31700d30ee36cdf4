"""An event for a calendar: read back by a reader of its own, in lines of at most 75 octets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from ibok_bot.documents.papers import make
from ibok_bot.domain.papers import CalendarEvent, Paper

BEGINS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    "planowane.ics", "planned-7@ibok-bot", 3, BEGINS - timedelta(days=5), BEGINS, BEGINS + timedelta(hours=2),
    "Nie będzie prądu; ul. Jasna 5, Łódź", "ul. Jasna 5\\7, Łódź", "Powód: wymiana słupa,\npotem próby. " * 9,
)  # fmt: skip


def test_the_event_is_read_back_as_it_was_meant() -> None:
    made = make(EVENT)
    assert (made.name, made.mime) == ("planowane.ics", "text/calendar")
    [event] = Calendar.from_ical(made.data).walk("VEVENT")
    assert event["summary"] == EVENT.title
    assert event["location"] == EVENT.place
    assert event["description"] == EVENT.text
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (EVENT.starts_at, EVENT.ends_at)
    assert (event["uid"], event["sequence"], event["status"]) == (EVENT.uid, 3, "CONFIRMED")
    assert b"DTSTART:20261025T003000Z\r\n" in made.data
    assert all(len(line) <= 75 for line in made.data.split(b"\r\n"))
    assert make(EVENT).data == made.data


def test_one_that_is_cancelled_says_so_and_rings_nobody() -> None:
    data = make(msgspec.structs.replace(EVENT, cancelled=True)).data
    assert b"STATUS:CANCELLED" in data
    assert b"METHOD:CANCEL" in data
    assert b"VALARM" not in data


def test_it_is_stored_with_its_answer() -> None:
    assert msgspec.json.decode(msgspec.json.encode(EVENT), type=Paper) == EVENT


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_any_words_come_through(words: str) -> None:
    [event] = Calendar.from_ical(make(msgspec.structs.replace(EVENT, title=words or "x")).data).walk("VEVENT")
    assert event["summary"] == (words or "x")
