"""Charts: any numbers give a picture, the same picture each time, and estimates look different."""

from __future__ import annotations

import struct
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.documents.charts import png
from ibok_bot.domain.papers import Chart, Series


def chart(values: list[Decimal | None], **more: object) -> Chart:
    labels = tuple(f"{place}.26" for place in range(len(values)))
    both = (Series("day", tuple(values)), Series("night", tuple(values)))
    return Chart("use.png", "Energy by invoice", "kWh", labels, both, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("bars", [0, 1, 6, 12, 24, 36])
def test_a_picture_has_the_size_of_a_phone_s_screen(bars: int) -> None:
    picture = png(chart([Decimal(100)] * bars))
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1000, 700)


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert png(chart([Decimal(100), None])) == png(chart([Decimal(100), None]))


def test_an_estimate_is_drawn_otherwise() -> None:
    plain = png(chart([Decimal(100), Decimal(50)]))
    assert png(chart([Decimal(100), Decimal(50)], hatched=(True, False), hatched_name="estimated")) != plain


def test_bars_may_lie_and_a_line_may_cross_them() -> None:
    line = Series("a day", (Decimal("8.5"), None))
    values: list[Decimal | None] = [Decimal(2100), Decimal(2300)]
    pictures = {png(chart(values)), png(chart(values, horizontal=True)), png(chart(values, line=line, line_unit="kWh"))}
    assert len(pictures) == 3


@settings(deadline=None, max_examples=15)
@given(st.lists(st.none() | st.decimals(-(10**7), 10**7, places=3), max_size=40))
def test_any_numbers_can_be_drawn(values: list[Decimal | None]) -> None:
    assert png(chart(values, line=Series("a day", tuple(values)), line_unit="kWh"))


def test_a_correction_goes_below_the_line_and_a_dollar_is_a_dollar() -> None:
    assert png(chart([Decimal(100), Decimal(-50)])) != png(chart([Decimal(100), Decimal(0)]))
    broken = Chart("use.png", r"$\\broken{ $5", "kWh", ("a$_b$",), (Series("$x", (Decimal(1),)),))
    assert png(broken)
