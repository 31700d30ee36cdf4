"""Charts as PNG pictures that a phone shows well in light and in dark: own pale ground, big type, strong colours.

Drawn with matplotlib's objects, never with its global state; runs in a worker process (see `press.py`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from decimal import Decimal
from textwrap import fill

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ibok_bot.domain.papers import Chart, Series

_INCHES, _DPI = (10.0, 7.0), 100
_GROUND, _INK, _GRID = "#fbfaf6", "#1d1d1f", "#d5d2c8"
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
"""Told apart by colour-blind people too (Okabe and Ito); the legend and the order say the same again."""
_LINE = "#b0281a"
_MOST_LABELS, _FEWEST = 13, 4
_TYPE, _LONGEST_NAME, _LONGEST_TITLE = 18, 18, 58
_ROOM_ABOVE = 1.22
"""The legend stands above the highest bar."""


def png(chart: Chart) -> bytes:
    """The picture, about 1000 by 700 pixels; the same chart always gives the same bytes."""
    with rc_context({"text.parse_math": False}):  # a street or a name may hold dollar signs
        return _drawn(chart)


def _drawn(chart: Chart) -> bytes:
    figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor=_GROUND, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(facecolor=_GROUND)
    figure.suptitle(fill(chart.title, _LONGEST_TITLE), fontsize=22, color=_INK, x=0.02, ha="left")
    (_lying if chart.horizontal else _standing)(axes, chart)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=_INK, labelsize=_TYPE, length=0)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _standing(axes: Axes, chart: Chart) -> None:
    """A bar a label, the series one above the other; the line has the right-hand axis."""
    places = list(range(len(chart.labels)))
    ends = _Ends(len(places))
    for number, series in enumerate(chart.series):
        heights = _numbers(series)
        bases = ends.stack(heights)
        bars = axes.bar(places, heights, 0.72, bases, color=_colour(number), label=series.name, edgecolor=_GROUND)
        _hatch(bars, chart)
    if any(chart.hatched):
        axes.bar([0], [0], color="#ffffff", edgecolor=_INK, hatch="//", label=chart.hatched_name)
    axes.set_ylim(min(ends.below, default=0.0) * _ROOM_ABOVE, max(ends.above, default=0.0) * _ROOM_ABOVE or 1.0)
    axes.set_xlim(-1, max(len(places), _FEWEST))
    axes.set_ylabel(chart.unit, fontsize=_TYPE, color=_INK)
    axes.grid(axis="y", color=_GRID, linewidth=1)
    axes.set_axisbelow(True)
    _count(axes)
    step = max(1, -(-len(places) // _MOST_LABELS))
    tilted = len(places) > _MOST_LABELS // 2
    named = places[::-1][::step]  # the newest bar always has its name
    names = [chart.labels[place] for place in named]
    axes.set_xticks(named, names, rotation=45 if tilted else 0, ha="right" if tilted else "center")
    _legend(axes, _drawn_line(axes, chart, places))


def _drawn_line(axes: Axes, chart: Chart, places: Sequence[int]) -> Axes | None:
    if chart.line is None:
        return None
    other = axes.twinx()
    values = [math.nan if value is None else float(value) for value in chart.line.values]
    other.plot(
        places,
        values,
        color=_LINE,
        marker="o",
        markersize=8,
        linewidth=2.5,
        path_effects=[withStroke(linewidth=6, foreground=_GROUND)],
        label=f"{chart.line.name} ({chart.line_unit})",
    )
    other.set_ylim(0, max((value for value in values if not math.isnan(value)), default=0.0) * _ROOM_ABOVE or 1.0)
    other.set_ylabel(chart.line_unit, fontsize=_TYPE, color=_LINE)
    other.tick_params(colors=_LINE, labelsize=_TYPE, length=0)
    for side in ("top", "right", "left", "bottom"):
        other.spines[side].set_visible(False)
    _count(other)
    return other


def _lying(axes: Axes, chart: Chart) -> None:
    """Bars on their side, the first on top, each with its value at the end."""
    places = list(range(len(chart.labels)))
    ends = [0.0] * len(places)
    for number, series in enumerate(chart.series):
        widths = _numbers(series)
        _hatch(
            axes.barh(places, widths, 0.66, ends, color=_colour(number), label=series.name, edgecolor=_GROUND), chart
        )
        ends = [end + width for end, width in zip(ends, widths, strict=True)]
    for place, end in zip(places, ends, strict=True):
        axes.annotate(
            f"{_grouped(end)} {chart.unit}", (end, place), xytext=(8, 0), textcoords="offset points", va="center",
            fontsize=16, color=_INK,
        )  # fmt: skip
    axes.set_yticks(places, [fill(label, _LONGEST_NAME) for label in chart.labels])
    axes.invert_yaxis()
    axes.set_xlim(0, max(ends, default=0.0) * 1.3 or 1.0)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    if len(chart.series) > 1:
        _legend(axes, None)


class _Ends:
    """Where the next series goes on: what adds stands above the line, what takes away (a correction) below it."""

    def __init__(self, bars: int) -> None:
        self.above, self.below = [0.0] * bars, [0.0] * bars

    def stack(self, heights: Sequence[float]) -> list[float]:
        """The bases of these bars, which are the ends of those before."""
        bases = [self.below[at] if height < 0 else self.above[at] for at, height in enumerate(heights)]
        for at, height in enumerate(heights):
            if height < 0:
                self.below[at] += height
            else:
                self.above[at] += height
        return bases


def _hatch(bars: BarContainer, chart: Chart) -> None:
    for bar, hatched in zip(bars, chart.hatched, strict=False):
        if hatched:
            bar.set_hatch("//")


def _legend(axes: Axes, other: Axes | None) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if other is not None:
        more, names = other.get_legend_handles_labels()
        handles, labels = [*handles, *more], [*labels, *names]
    if len(handles) > 1:
        (other or axes).legend(
            handles, labels, loc="upper left", ncols=2, fontsize=17, frameon=True, facecolor=_GROUND, edgecolor=_GROUND,
            framealpha=0.9,
        )  # fmt: skip


def _count(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: _grouped(value)))


def _grouped(value: float) -> str:
    """A number as a Pole writes it: `1 234`, `8,5`."""
    rounded = Decimal(value).quantize(Decimal(1) if abs(value) >= 100 or value == int(value) else Decimal("0.1"))  # noqa: PLR2004
    return f"{rounded:,}".replace(",", "\u00a0").replace(".", ",")


def _numbers(series: Series) -> list[float]:
    return [float(value or 0) for value in series.values]


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
