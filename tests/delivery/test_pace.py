"""The pace: never above the limit in any sliding second as the server counts, hardly below it, gaps kept."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.delivery.bucket import Bucket, Gaps
from ibok_bot.domain.ids import ChatId


class Time:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def busiest(times: list[float], span: float) -> int:
    times = sorted(times)
    return max(sum(1 for other in times if at <= other < at + span) for at in times)


def play(rate: float, seconds: float, trip: list[float], stalls: list[float]) -> list[float]:
    """Let go as soon as it may be; each message reaches the server at some point of its trip. When each did."""
    clock = Time()
    bucket, dice = Bucket(rate, clock), random.Random(7)  # noqa: S311
    arrived: list[float] = []
    on_the_way: list[float] = []
    end, number = clock.at + seconds, 0
    while clock.at < end:
        while on_the_way and on_the_way[0] <= clock.at:
            on_the_way.pop(0)
            bucket.answered()
        wait = bucket.wait()
        if wait == 0:
            takes = trip[number % len(trip)]
            bucket.take()
            arrived.append(clock.at + dice.uniform(0, takes))
            on_the_way = sorted([*on_the_way, clock.at + takes])
            clock.at += stalls[number % len(stalls)]
            number += 1
        else:
            next_answer = on_the_way[0] - clock.at if on_the_way else 1.0
            clock.at += max(1e-4, min(next_answer, wait if wait is not None else next_answer))
    return arrived


@given(
    rate=st.sampled_from([0.5, 1, 3, 25.5, 30, 100]),
    trip=st.lists(st.floats(0, 2), min_size=1, max_size=20),
    stalls=st.lists(st.sampled_from([0, 0, 0, 0.01, 0.5, 3]), min_size=1, max_size=10),
)
def test_never_above_the_limit_in_any_sliding_second(rate: float, trip: list[float], stalls: list[float]) -> None:
    arrived = play(rate, 8, trip, stalls)
    span = 1 / rate if rate < 1 else 1.0
    assert busiest(arrived, span - 1e-9) <= max(1, int(rate))


@pytest.mark.parametrize("rate", [1, 30, 1000])
def test_hardly_below_the_limit_when_answers_are_quick(rate: float) -> None:
    assert len(play(rate, 30, [0.004, 0.008, 0.012], [0.0])) >= 0.97 * rate * 30


def test_a_delay_of_ours_is_made_up_for_only_a_little() -> None:
    clock = Time()
    bucket = Bucket(100, clock)
    clock.at += 60
    at_once = 0
    while bucket.wait() == 0:
        bucket.take()
        at_once += 1
    assert 1 <= at_once <= 6


def test_what_is_not_answered_counts_for_as_long_as_it_is_not() -> None:
    clock = Time()
    bucket = Bucket(1, clock)
    bucket.take()
    clock.at += 10
    assert bucket.wait() is None
    bucket.answered()
    assert bucket.wait() == pytest.approx(1.0)
    clock.at += 1
    assert bucket.wait() == 0


def test_silence_is_never_shortened() -> None:
    clock = Time()
    bucket = Bucket(30, clock)
    bucket.close(30)
    bucket.close(2)
    clock.at += 29.5
    assert bucket.wait() == pytest.approx(0.5)
    assert bucket.closed_for == pytest.approx(0.5)
    clock.at += 0.5
    assert bucket.wait() == 0


def test_a_chat_is_busy_from_the_sending_until_a_second_after_the_answer() -> None:
    clock = Time()
    gaps, mine, other = Gaps(1, clock), ChatId(1), ChatId(2)
    gaps.take(mine)
    clock.at += 60
    assert (gaps.busy(mine), gaps.busy(other)) == (True, False)
    gaps.answered(mine)
    clock.at += 0.99
    assert gaps.busy(mine)
    clock.at += 0.02
    assert not gaps.busy(mine)
    gaps.take(mine)
    gaps.free(mine)
    assert not gaps.busy(mine)


def test_chats_are_forgotten_when_their_gap_is_over() -> None:
    clock = Time()
    gaps = Gaps(1, clock)
    for number in range(1000):
        gaps.take(ChatId(number))
        gaps.answered(ChatId(number))
        clock.at += 0.01
    assert len(gaps._until) <= 101
