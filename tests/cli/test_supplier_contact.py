"""Hours of duty and prepared replies are the supplier's to say, and nonsense is refused with its place."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from ibok_bot.config import WrongSettings
from ibok_bot.domain.duty import Duty, Shift
from ibok_bot.supplier_file import DEFAULT, read


def written(folder: Path, section: str) -> Path:
    """The invented supplier with other hours and replies."""
    text = DEFAULT.read_text()
    start, end = text.index("[duty]"), text.index("[privacy]")
    path = folder / "supplier.toml"
    path.write_text(text[:start] + section + text[end:])
    return path


def test_what_the_file_says_holds(tmp_path: Path) -> None:
    assert read(written(tmp_path, "")).duty == Duty()
    assert read(written(tmp_path, "")).replies == ()
    given = read(
        written(
            tmp_path,
            "[duty]\nanswer_minutes = 60\n[[duty.hours]]\ndays = ['sat', 'sun']\nfrom = 10:00:00\nuntil = 14:00:00\n"
            "[[replies]]\nlabel = 'Tak'\npl = 'Tak, <b>już</b>'\nuk = 'Так'\n",
        )
    )
    assert given.duty == Duty((Shift(frozenset({5, 6}), time(10), time(14)),), timedelta(minutes=60))
    [reply] = given.replies
    assert (reply.text("pl").html, reply.text("uk").html) == ("Tak, <b>już</b>", "Так")
    assert reply.text("en") == reply.text("pl")


def test_the_example_can_be_read_by_people_and_by_the_bot() -> None:
    supplier = read(None)
    assert supplier.duty.shifts
    assert supplier.replies
    assert all(set(reply.texts) == {"pl", "en", "uk"} for reply in supplier.replies)


HOURS = "[[duty.hours]]\ndays = {days}\nfrom = {begin}\nuntil = {end}\n"


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ("[duty]\nanswer_minutes = 0\n", r"\[duty\]"),
        (HOURS.format(days="['mon']", begin="18:00:00", end="08:00:00"), r"\[\[duty.hours\]\]"),
        (HOURS.format(days="['monday']", begin="08:00:00", end="18:00:00"), "monday"),
        ("[[replies]]\nlabel = 'Nie'\npl = '<b>nie'\n", r"\[\[replies\]\], 'Nie'"),
        ("[[replies]]\nlabel = 'Nie'\npl = ' '\n", r"needs a text in pl"),
        ("[[replies]]\nlabel = 'A label that no button could ever show'\npl = 'nie'\n", "label has 1 to 22"),
        (f"[[replies]]\nlabel = 'Nie'\npl = '{'nie' * 2000}'\n", "at most 3000"),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, section: str, place: str) -> None:
    with pytest.raises(WrongSettings, match=place):
        read(written(tmp_path, section))
