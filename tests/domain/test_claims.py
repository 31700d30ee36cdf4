"""Which interruptions entitle to a discount: more than a day without power, by the network's doing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ibok_bot.domain.claims import of_report
from ibok_bot.domain.fault_reports import Report
from ibok_bot.domain.ids import ReportId
from ibok_bot.domain.outages import Area, FaultKind, State

SINCE = datetime(2026, 11, 20, 8, tzinfo=UTC)
REPORT = Report(
    ReportId(1), "ab12", "A-2417", FaultKind.NO_POWER_AREA, "", "ul. Jasna 1, Łódź", Area("90-001", "Łódź"), None, None,
    SINCE, State.IN_PROGRESS, None, "AW-1", 3,
)  # fmt: skip


def test_while_it_lasts_it_has_no_end() -> None:
    found = of_report(REPORT, SINCE + timedelta(hours=25))
    assert found is not None
    assert (found.item, found.since, found.until, found.planned) == ("r-ab12", SINCE, None, False)
    assert of_report(REPORT, SINCE + timedelta(hours=24)) is None


def test_once_repaired_it_counts_to_the_repair() -> None:
    repaired = replace(REPORT, state=State.RESOLVED, changed_at=SINCE + timedelta(hours=30))
    found = of_report(repaired, SINCE + timedelta(days=9))
    assert found is not None
    assert found.until == SINCE + timedelta(hours=30)
    short = replace(repaired, changed_at=SINCE + timedelta(hours=3))
    assert of_report(short, SINCE + timedelta(days=9)) is None


@pytest.mark.parametrize(
    "report",
    [
        *(replace(REPORT, state=state) for state in (State.WITHDRAWN, State.NOT_NETWORK, State.NOT_OURS, State.JOINED)),
        *(replace(REPORT, kind=kind) for kind in (FaultKind.FLICKER, FaultKind.WIRE_DOWN, FaultKind.METER)),
    ],
)
def test_where_there_was_power_or_it_was_nobody_elses_doing_there_is_none(report: Report) -> None:
    assert of_report(report, SINCE + timedelta(days=9)) is None
