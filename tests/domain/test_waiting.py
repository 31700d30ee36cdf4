"""Waiting after failed tries: grows, ends, and never falls on the owner for what strangers did."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain import limits
from ibok_bot.domain.limits import Tallies, Tally, wait

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NONE = timedelta(0)


def tried(count: int, ago: timedelta = NONE) -> Tally:
    """So many failed tries, the last of them some time ago."""
    return Tally(count, NOW - ago)


def test_nobody_waits_before_the_free_tries_are_used() -> None:
    assert wait(Tallies(), NOW) == NONE
    assert wait(Tallies(chat=tried(limits.FREE_TRIES_CHAT - 1)), NOW) == NONE


@pytest.mark.parametrize(("more", "minutes"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (50, 60)])
def test_the_delay_doubles_up_to_an_hour(more: int, minutes: int) -> None:
    assert wait(Tallies(chat=tried(limits.FREE_TRIES_CHAT + more)), NOW) == timedelta(minutes=minutes)


def test_the_delay_runs_from_the_last_try() -> None:
    four = limits.FREE_TRIES_CHAT
    assert wait(Tallies(chat=tried(four, timedelta(seconds=45))), NOW) == timedelta(seconds=15)
    assert wait(Tallies(chat=tried(four, timedelta(minutes=1))), NOW) == NONE


def test_a_flood_from_everywhere_slows_strangers_down_briefly() -> None:
    flood = Tallies(overall=tried(limits.FREE_TRIES_OVERALL))
    assert NONE < wait(flood, NOW) <= timedelta(minutes=1)


counts = st.builds(tried, st.integers(0, 10_000), st.timedeltas(NONE, timedelta(days=1)))


@given(counts, counts, counts)
def test_strangers_never_delay_the_owners_chat(account: Tally, number: Tally, overall: Tally) -> None:
    assert wait(Tallies(Tally(), account, number, overall, owner=True), NOW) == NONE


@given(counts, counts, counts, counts, st.booleans())
def test_no_wait_is_longer_than_an_hour(
    chat: Tally, account: Tally, number: Tally, overall: Tally, owner: bool
) -> None:
    assert NONE <= wait(Tallies(chat, account, number, overall, owner), NOW) <= timedelta(hours=1)
