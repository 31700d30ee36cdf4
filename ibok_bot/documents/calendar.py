"""An entry for a calendar as an iCalendar file (RFC 5545), in UTC, so that no calendar errs when the clocks change."""

from __future__ import annotations

from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from ibok_bot.domain.papers import CalendarEvent

_MAKER = "-//ibok-bot//ibok-bot//PL"
_WARNING = timedelta(hours=-1)


def ics(paper: CalendarEvent) -> bytes:
    """The file; the same event always gives the same bytes."""
    event = Event()
    event.add("uid", paper.uid)
    event.add("sequence", paper.sequence)
    event.add("dtstamp", paper.made_at.astimezone(UTC))
    event.add("dtstart", paper.starts_at.astimezone(UTC))
    event.add("dtend", paper.ends_at.astimezone(UTC))
    event.add("summary", paper.title)
    event.add("status", "CANCELLED" if paper.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it says what happens at home, not that its reader is busy
    for name, value in (("location", paper.place), ("description", paper.text)):
        if value:
            event.add(name, value)
    if not paper.cancelled:
        event.add_component(_alarm(paper.title))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _MAKER)
    calendar.add("method", "CANCEL" if paper.cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _WARNING)
    return alarm
