"""The results as tables, with how many times better ibok-bot is than each peer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.broadcasts import ASKING, Broadcasting
from benchmarks.load import IN_FLIGHT
from benchmarks.papers import Printed
from benchmarks.turns import AIOGRAM, OURS, PTB, RATE, Measured


@dataclass(frozen=True, slots=True)
class _Line:
    """A measure: what it is called, how it is written, and whether more of it is better."""

    name: str
    value: Callable[[Measured], float]
    form: str
    more_is_better: bool = False


_LINES = (
    _Line(f"updates/s, {IN_FLIGHT} in flight", lambda m: m.per_second, "{:,.0f}", more_is_better=True),
    _Line("… an older keyboard there *", lambda m: m.again_per_second, "{:,.0f}", more_is_better=True),
    _Line("CPU for an update, ms", lambda m: m.cpu * 1e3, "{:.2f}"),
    _Line(f"reply at {RATE:.0f} updates/s, p50, ms", lambda m: m.p50 * 1e3, "{:.1f}"),
    _Line(f"reply at {RATE:.0f} updates/s, p99, ms", lambda m: m.p99 * 1e3, "{:.1f}"),
    _Line("start to the first answer, s", lambda m: m.start, "{:.2f}"),
    _Line("memory after the load, MiB", lambda m: m.memory, "{:.0f}"),
)


def show_turns(console: Console, database: str, measured: Mapping[str, Measured]) -> None:
    """One database: a line a measure, a column a bot."""
    table = Table(title=f"A full turn on {database}", title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    for name in measured:
        table.add_column(name, justify="right", style="bold" if name == OURS.name else "")
    for peer in (PTB, AIOGRAM):
        table.add_column(f"better than\n{peer.name}", justify="right")
    ours = measured[OURS.name]
    for line in _LINES:
        values = [line.form.format(line.value(one)) for one in measured.values()]
        ratios = [_times(line.value(ours), line.value(measured[p.name]), line.more_is_better) for p in (PTB, AIOGRAM)]
        table.add_row(line.name, *values, *ratios)
    console.print(table)


def show_sending(console: Console, in_flight: int, rates: Mapping[str, float]) -> None:
    """The sending path: a line a client."""
    table = Table(title=f"Sending alone, {in_flight} in flight", title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("messages/s", justify="right")
    table.add_column("ibok-bot is better", justify="right")
    ours = next(iter(rates.values()))
    for name, rate in rates.items():
        table.add_row(name, f"{rate:,.0f}", "" if rate == ours else _times(ours, rate, more_is_better=True))
    console.print(table)


def show_papers(console: Console, files: int, printed: Printed) -> None:
    """Charts and PDFs: a line a figure."""
    title = f"{files} charts and {files} PDFs while the event loop is watched"
    table = Table(title=title, title_justify="left", title_style="bold", show_header=False)
    for name, seconds in (
        ("the loop was held up for at most", printed.stall),
        ("the first file, with its process", printed.first),
        ("a file", printed.usual),
        ("the same file again", printed.again),
    ):
        table.add_row(name, f"{seconds * 1000:,.1f} ms")
    console.print(table)


def show_broadcasting(console: Console, seen: Broadcasting) -> None:
    """A notice to very many: the freezing, then a column for each allowed rate."""
    console.print(
        f"[bold]A notice to {seen.recipients:,} on PostgreSQL[/bold]: audience frozen in {seen.frozen:.1f} s; the "
        f"process held {seen.memory:.0f} MiB before and {seen.memory_most:.0f} MiB at most."
    )
    table = Table(title="Its sending, while customers ask", title_justify="left", title_style="bold")
    table.add_column("allowed messages/s", no_wrap=True)
    for pace in seen.paces:
        table.add_column(f"{pace.rate:,}", justify="right")
    for name, values in (
        ("share of it that was used", [f"{pace.share:.1%}" for pace in seen.paces]),
        ("most in any sliding second", [f"{pace.most:,}" for pace in seen.paces]),
        (f"reply at {ASKING:.0f} updates/s, p50, ms", [f"{pace.p50 * 1e3:.1f}" for pace in seen.paces]),
        (f"reply at {ASKING:.0f} updates/s, p99, ms", [f"{pace.p99 * 1e3:.1f}" for pace in seen.paces]),
    ):
        table.add_row(name, *values)
    console.print(table)


def _times(ours: float, theirs: float, more_is_better: bool) -> str:
    return f"{ours / theirs if more_is_better else theirs / ours:.2f} ×"
