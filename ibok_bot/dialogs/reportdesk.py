"""What every page about a customer's own report of a fault begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.outagewords import GONE, REMINDER
from ibok_bot.dialogs.talk import Entry, Outdated
from ibok_bot.domain.access import Customer
from ibok_bot.domain.fault_reports import Event, Report
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.outages import Danger, Done
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, _

_PUBLIC = re.compile(r"[\w-]{1,40}", re.ASCII)


class Reports(Protocol):
    """The customer's reports: the list, and each by its public name."""

    async def count(self, account: AccountId) -> int: ...
    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Report]: ...
    async def one(self, account: AccountId, public_id: str) -> Report | None: ...
    async def history(self, account: AccountId, public_id: str) -> Sequence[Event]: ...
    async def photos(self, account: AccountId, public_id: str) -> Sequence[str]: ...
    async def add_note(self, account: AccountId, public_id: str, note: str) -> Done: ...
    async def add_photo(self, account: AccountId, public_id: str, file_id: str) -> Done: ...
    async def withdraw(self, account: AccountId, public_id: str) -> Done: ...
    async def works_again(self, account: AccountId, public_id: str, *, works: bool) -> Done: ...


class Desk(Protocol):
    """What the pages of a report need."""

    @property
    def customer(self) -> Customer: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def supplier(self) -> Supplier: ...
    def now(self) -> datetime: ...


async def report_of(desk: Desk, public_id: str) -> Report:
    """The report. Raises Outdated for what is not this customer's."""
    known = _PUBLIC.fullmatch(public_id)
    found = await desk.reports.one(desk.customer.account, public_id) if known else None
    if found is None:
        raise Outdated(GONE)
    return found


def reminder(report: Report) -> Text | None:
    """The numbers to call, on every page of something that is or may be dangerous and is not mended."""
    return REMINDER if report.kind.danger is not Danger.NONE and report.state.is_open else None


def rating(report: Report) -> Entry:
    """To the question how we dealt with it."""
    return Entry("survey", _("How did we do?"), f"fault_{report.public_id}")
