"""What of a planned outage is news to a customer: only what differs, whatever happened in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.ids import OperatorId, PlannedId, PointId
from ibok_bot.domain.planned import (
    NOTHING,
    AtMine,
    News,
    PlannedOutage,
    State,
    Terms,
    Wrong,
    content,
    days_span,
    evening,
    mistake,
    news,
    short_notice,
    told,
)
from ibok_bot.domain.planned_area import Address
from ibok_bot.domain.planned_text import parse

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AREA = parse("Warszawa, Jasna")
HERE = Address("1", "00-950", "Warszawa", "Jasna 1")


def terms(starts: float = 240, hours: float = 6, area: str = "Warszawa, Jasna") -> Terms:
    begins = NOW + timedelta(hours=starts)
    return Terms(OperatorId(1), parse(area), begins, begins + timedelta(hours=hours))


def outage(given: Terms, kept: State = State.ANNOUNCED) -> PlannedOutage:
    return PlannedOutage(PlannedId(1), "PW-1", "Sieci", "STO", "991", given, kept, NOW, NOW, 1)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (terms(), None),
        (terms(-1), None),
        (terms(hours=0), Wrong.BACKWARDS),
        (terms(hours=-2), Wrong.BACKWARDS),
        (terms(hours=7 * 24 + 0.1), Wrong.TOO_LONG),
        (terms(-7), Wrong.OVER),
        (terms(367 * 24), Wrong.TOO_FAR),
    ],
)
def test_what_makes_no_sense_is_refused(given: Terms, wrong: Wrong | None) -> None:
    assert mistake(given, NOW) is wrong


def test_the_clock_tells_whether_it_runs() -> None:
    one, cancelled = outage(terms(1, 2)), outage(terms(1, 2), State.CANCELLED)
    hours = [NOW + timedelta(hours=passed) for passed in (0, 1, 2.9, 3)]
    assert [one.state(at) for at in hours] == [State.ANNOUNCED, State.RUNNING, State.RUNNING, State.ENDED]
    assert {cancelled.state(at) for at in hours} == {State.CANCELLED}


def test_less_than_five_days_is_short_notice() -> None:
    assert not short_notice(NOW + timedelta(days=5), NOW)
    assert short_notice(NOW + timedelta(days=5, seconds=-1), NOW)


def test_a_discount_is_due_after_more_than_a_day_without_electricity() -> None:
    mine = AtMine(outage(terms(1, 30)), ((PointId(1), HERE),))
    begins = mine.outage.terms.starts_at
    assert mine.long_break(begins + timedelta(hours=24)) is None
    assert mine.long_break(begins + timedelta(hours=25)) == timedelta(hours=25)
    assert mine.long_break(begins + timedelta(days=9)) == timedelta(hours=30)
    assert AtMine(outage(terms(1, 30), State.CANCELLED), mine.places).long_break(begins + timedelta(days=9)) is None
    assert AtMine(mine.outage, ()).long_break(begins + timedelta(days=9)) is None


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-10-25", 25), ("2026-03-29", 23), ("2026-11-24", 24)], ids=["autumn", "spring", "plain"]
)
def test_a_day_lasts_as_long_as_it_does(day: str, hours: int) -> None:
    begins, ends = days_span(datetime.fromisoformat(day).date())
    assert ends - begins == timedelta(hours=hours)


def test_the_evening_before_is_by_the_clock_in_warsaw() -> None:
    starts_at = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half past midnight of the 25th in Warsaw
    eve = datetime(2026, 10, 24, 16, 0, tzinfo=UTC)
    assert evening(starts_at, eve - timedelta(days=1), eve)
    assert not evening(starts_at, eve - timedelta(hours=3), eve)
    assert not evening(starts_at, eve - timedelta(days=2), eve - timedelta(days=1))


moves = st.lists(
    st.one_of(
        st.tuples(st.just("time"), st.integers(1, 400), st.integers(1, 40)),
        st.tuples(st.just("mine"), st.sampled_from([(), (1,), (2,), (1, 2)]), st.just(0)),
        st.tuples(st.just("off"), st.just(0), st.just(0)),
        st.tuples(st.just("reason"), st.just(0), st.just(0)),
        st.tuples(st.just("look"), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@given(moves)
def test_a_push_comes_only_when_the_content_differs_and_the_last_one_is_true(
    steps: list[tuple[str, object, int]],
) -> None:
    now_is: Terms | None = terms()
    mine: tuple[int, ...] = (1,)
    kept: str | None = None
    said: list[str] = []
    for what, first, second in [*steps, ("look", 0, 0), ("look", 0, 0)]:
        match what, first:
            case "time", int():
                now_is = terms(first, second)
            case "mine", tuple():
                mine = first
            case "off", _:
                now_is = None
            case "look", _:
                after = content(now_is, [PointId(point) for point in mine]) if now_is and mine else None
                if news(told(kept), after, NOW):
                    kept = after.kept() if after else NOTHING
                    said.append(kept)
    true = content(now_is, [PointId(point) for point in mine]) if now_is and mine else None
    assert told(kept) == true
    assert all(one != other for one, other in pairwise(said))
    assert said[:1] != [NOTHING]


def test_what_is_over_is_no_news() -> None:
    over, coming = content(terms(-9, 6), [PointId(1)]), content(terms(), [PointId(1)])
    assert news(None, over, NOW) is None
    assert news(over, None, NOW) is None
    assert news(over, coming, NOW) is News.CHANGED
    assert news(coming, over, NOW) is News.CHANGED
    assert news(coming, coming, NOW) is None
