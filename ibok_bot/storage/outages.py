"""Faults as customers see them: reports filed, followed, added to, withdrawn, and answered when they are mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.fault_reports import MOST_PHOTOS, Event, Filed, KnownOutage, NewReport, Report
from ibok_bot.domain.ids import AccountId, IncidentId, PayerId, PointId
from ibok_bot.domain.incidents import Fault, reach, same_area
from ibok_bot.domain.outages import OPEN_STATES, Area, By, Done, Family, FaultKind, State, What, may_move
from ibok_bot.storage import reportrows
from ibok_bot.storage.areas import area_of, near
from ibok_bot.storage.deliveries import end_topic
from ibok_bot.storage.incidents import HISTORY, INCIDENT, REPORT, Held, Incidents, Line, households
from ibok_bot.storage.reportrows import Own, report_topic
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.outages import FaultPhoto

_SEEN_BY_NEIGHBOURS = [kind.value for kind in FaultKind if kind.family in (Family.SUPPLY, Family.LINE)]
"""That something was stolen or a lamp is dark is no outage, and nobody else's business."""
_MOST_KNOWN = 50


class Reports:
    """The reports of faults (zgłoszenia awarii); each is reached through its own account only."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now
        self._incidents = Incidents(conn, now)

    async def file(self, account: AccountId, new: NewReport) -> Filed:
        """Write a report down and join it to the incident that is open there; one that waits already is not doubled.

        A metering point that is not the account's is left out.
        """
        whole = await reportrows.completed(self._conn, account, new)
        before = await reportrows.same_before(self._conn, account, whole)
        if before is not None:
            return Filed(await self._found(account, before), before=True)
        held = await self._incident_for(whole)
        made = await reportrows.write(self._conn, account, whole, held.id, self._now)
        line = Line(What.FILED, held.state, By.CUSTOMER, held.expected_at)
        await self._incidents.write(line, held.id, made.id)
        return Filed(await self._found(account, made.public_id))

    async def count(self, account: AccountId) -> int:
        """How many reports the account has made."""
        return await self._conn.scalar(select(func.count(REPORT.id)).where(REPORT.account_id == account)) or 0

    async def of(self, account: AccountId, offset: int, limit: int) -> Sequence[Report]:
        """Those of the account, open ones first, then the newest first."""
        return await reportrows.of(self._conn, account, offset, limit)

    async def one(self, account: AccountId, public_id: str) -> Report | None:
        """One of this account; None for another's, and for one that there is not."""
        return await reportrows.one(self._conn, account, public_id)

    async def history(self, account: AccountId, public_id: str) -> Sequence[Event]:
        """What happened to it, the oldest first; nothing of another's."""
        row = HISTORY
        found = await self._conn.execute(
            select(row.at, row.what, row.state, row.side, row.public_note, row.expected_at, row.other)
            .join(REPORT, REPORT.id == row.report_id)
            .where(REPORT.account_id == account, REPORT.public_id == public_id)
            .order_by(row.id)
        )
        return [
            Event(at, What(what), State(state), By(side), note, expected, other)
            for at, what, state, side, note, expected, other in found
        ]

    async def photos(self, account: AccountId, public_id: str) -> Sequence[str]:
        """The file ids of its photos."""
        found = await self._conn.scalars(
            select(FaultPhoto.file_id)
            .join(REPORT, REPORT.id == FaultPhoto.report_id)
            .where(REPORT.account_id == account, REPORT.public_id == public_id)
            .order_by(FaultPhoto.id)
        )
        return list(found)

    async def add_note(self, account: AccountId, public_id: str, note: str) -> Done:
        """Something more that the dispatcher should know; to one that is open, or was said to be mended."""
        own = await self._hold(account, public_id)
        if own is None:
            return Done.GONE
        if not (own.held.state.is_open or own.held.state is State.RESOLVED) or own.withdrawn:
            return Done.NOT_ALLOWED
        line = Line(What.NOTED, own.held.state, By.CUSTOMER, own.held.expected_at, public_note=note)
        await self._incidents.write(line, own.held.id, own.report)
        return Done.DONE

    async def add_photo(self, account: AccountId, public_id: str, file_id: str) -> Done:
        """One more photo. NOT_ALLOWED when it has as many as it may, or is closed."""
        own = await self._hold(account, public_id)
        if own is None:
            return Done.GONE
        kept = await self.photos(account, public_id)
        if not own.held.state.is_open or own.withdrawn or len(kept) >= MOST_PHOTOS:
            return Done.NOT_ALLOWED
        await self._conn.execute(insert(table(FaultPhoto)), {"report_id": own.report, "file_id": file_id})
        return Done.DONE

    async def withdraw(self, account: AccountId, public_id: str) -> Done:
        """It was nothing, or it is settled: nothing more is told of it. Twice is harmless."""
        own = await self._hold(account, public_id)
        if own is None:
            return Done.GONE
        if own.withdrawn:
            return Done.SAME
        if not may_move(own.held.state, State.WITHDRAWN, By.CUSTOMER):
            return Done.NOT_ALLOWED
        await self._conn.execute(update(REPORT).where(REPORT.id == own.report).values(withdrawn_at=self._now))
        await self._incidents.write(Line(What.WITHDRAWN, State.WITHDRAWN, By.CUSTOMER), own.held.id, own.report)
        if not await self._incidents.households(own.held.id):
            await self._incidents.move(own.held, State.WITHDRAWN)
            await self._incidents.write(Line(What.MOVED, State.WITHDRAWN, By.SYSTEM), own.held.id)
        await end_topic(self._conn, report_topic(own.report), self._now)
        return Done.DONE

    async def works_again(self, account: AccountId, public_id: str, *, works: bool) -> Done:
        """The answer to "does it work again?". A no opens the report anew, for this household alone."""
        own = await self._hold(account, public_id)
        if own is None:
            return Done.GONE
        if own.withdrawn or not may_move(own.held.state, State.NEW, By.CUSTOMER):
            return Done.NOT_ALLOWED
        if not works:
            await self._reopen(own)
            return Done.DONE
        if own.works:
            return Done.SAME
        await self._conn.execute(update(REPORT).where(REPORT.id == own.report).values(works=1))
        await self._incidents.write(Line(What.WORKS, own.held.state, By.CUSTOMER), own.held.id, own.report)
        return Done.DONE

    async def known(self, account: AccountId, payer: PayerId, point: PointId) -> Sequence[KnownOutage]:
        """Open incidents in the area of a metering point of this payer, the newest first.

        That there is none says only that nobody has told us.
        """
        area = await self.area_of(payer, point)
        return [] if area is None else await self.near(account, area)

    async def near(self, account: AccountId, area: Area) -> Sequence[KnownOutage]:
        """Open incidents in any area: by a typed address or a shared spot."""
        mine = (
            select(func.min(REPORT.public_id))
            .where(REPORT.incident_id == INCIDENT.id, REPORT.account_id == account, REPORT.withdrawn_at.is_(None))
            .correlate(INCIDENT)
            .scalar_subquery()
        )
        found = await self._conn.execute(
            select(table(INCIDENT), households().label("households"), mine.label("mine"))
            .where(INCIDENT.state.in_(OPEN_STATES), INCIDENT.kind.in_(_SEEN_BY_NEIGHBOURS), near(area))
            .order_by(INCIDENT.opened_at.desc(), INCIDENT.id.desc())
            .limit(_MOST_KNOWN)
        )
        every = [
            KnownOutage(
                row.number, FaultKind(row.kind), area_of(row), State(row.state), row.opened_at, row.expected_at,
                row.households, row.mine,
            )
            for row in found
        ]  # fmt: skip
        return [one for one in every if same_area(area, one.area, reach(one.kind.family))]

    async def area_of(self, payer: PayerId, point: PointId) -> Area | None:
        """Where a metering point of this payer is; None for another's."""
        place = await reportrows.place(self._conn, payer, point)
        return None if place is None else place[1]

    async def _found(self, account: AccountId, public_id: str) -> Report:
        found = await self.one(account, public_id)
        if found is None:
            raise LookupError("a report that was just written is not there")
        return found

    async def _hold(self, account: AccountId, public_id: str) -> Own | None:
        """A report of this account, with its incident locked; once more where it went to another one meanwhile."""
        for surely in (False, True):
            where = await reportrows.incident_of(self._conn, account, public_id, surely=surely)
            if where is None:
                return None
            [held] = await self._incidents.hold(where)
            own = await reportrows.hold(self._conn, account, public_id, held)
            if own is not None:
                return own
        return None

    async def _incident_for(self, new: NewReport) -> Held:
        """The incident that the customer has recognised, or that is open there; else a new one."""
        recognised = await self._recognised(new)
        for incident in (recognised, await self._incidents.open_at(Fault(new.kind, new.area, self._now))):
            held = None if incident is None else await self._incidents.enter(incident)
            if held is not None:
                return held
        return await self._incidents.open(new.kind, new.area)

    async def _recognised(self, new: NewReport) -> IncidentId | None:
        """The one that they were shown, if it could be shown to them."""
        if not new.joins:
            return None
        found = await self._conn.execute(
            select(table(INCIDENT)).where(
                INCIDENT.number == new.joins, INCIDENT.state.in_(OPEN_STATES), INCIDENT.kind.in_(_SEEN_BY_NEIGHBOURS)
            )
        )
        row = found.first()
        if row is None or not same_area(new.area, area_of(row), reach(FaultKind(row.kind).family)):
            return None
        return IncidentId(row.id)

    async def _reopen(self, own: Own) -> None:
        """The incident itself where nobody else is in it; else the household gets another, which may be open there."""
        old, target = own.held, own.held
        if await self._incidents.households(old.id) > 1:
            found = await self._incidents.open_at(Fault(own.kind, own.area, self._now), without=old.id)
            entered = None if found is None else await self._incidents.enter(found)
            target = entered or await self._incidents.open(own.kind, own.area)
            await self._conn.execute(
                update(REPORT).where(REPORT.id == own.report).values(incident_id=target.id, works=None)
            )
            left = Line(What.REOPENED, old.state, By.CUSTOMER, other=target.number)
            await self._incidents.write(left, old.id)
        else:
            await self._incidents.move(old, State.NEW, last_reported_at=self._now)
            target = replace(old, state=State.NEW, expected_at=None)
            await self._conn.execute(update(REPORT).where(REPORT.id == own.report).values(works=None))
        other = None if target.id == old.id else old.number
        line = Line(What.REOPENED, target.state, By.CUSTOMER, target.expected_at, other=other)
        await self._incidents.write(line, target.id, own.report)
        await end_topic(self._conn, report_topic(own.report), self._now)
