"""Charts and PDFs while conversations go on: how long the event loop is held up, and how long a file takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from time import perf_counter

from ibok_bot.documents.press import Press
from ibok_bot.domain.papers import Chart, Document, Paper, Section, Series

FILES = 20
"""Charts, and as many PDFs."""
_TICK = 0.001


@dataclass(frozen=True, slots=True)
class Printed:
    """Seconds: the longest that the loop was held up, the first file, a usual one, and one made before."""

    stall: float
    first: float
    usual: float
    again: float


async def measure() -> Printed:
    """Make them one after another, as people ask for them, while the loop is watched."""
    press = Press()
    stalls: list[float] = []
    watching = asyncio.create_task(_watch(stalls))
    try:
        papers = [paper for number in range(FILES) for paper in (_chart(number), _document(number))]
        times = [await _timed(press, paper) for paper in papers]
        again = [await _timed(press, paper) for paper in papers]
    finally:
        watching.cancel()
        press.close()
    return Printed(max(stalls), times[0], median(times), median(again))


async def _timed(press: Press, paper: Paper) -> float:
    begun = perf_counter()
    await press.make(paper)
    return perf_counter() - begun


async def _watch(stalls: list[float]) -> None:
    while True:
        begun = perf_counter()
        await asyncio.sleep(_TICK)
        stalls.append(perf_counter() - begun - _TICK)


def _chart(number: int) -> Chart:
    labels = tuple(f"{month:02}.26" for month in range(1, 13))
    series = tuple(
        Series(name, tuple(Decimal(100 + number + month) for month in range(12))) for name in ("day", "night")
    )
    return Chart("use.png", f"Energy by invoice {number}", "kWh", labels, series)


def _document(number: int) -> Document:
    rows = tuple((f"energy {row}", "410 kWh", "0,5500 zł", "225,50 zł") for row in range(12))
    head, numeric = ("Charge", "Quantity", "Price", "Net"), (False, True, True, True)
    return Document("invoice.pdf", f"Invoice {number}", sections=(Section("Energy", head, rows, numeric),))
