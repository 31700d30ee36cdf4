"""What became of the messages about an incident: to those who reported it, and to its area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.broadcasts import BroadcastId, DeliveryState
from ibok_bot.domain.ids import IncidentId, ReportId
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.incidents import REPORT
from ibok_bot.storage.reportrows import report_topic
from ibok_bot.storage.schema.deliveries import Delivery

_AT_ONCE = 500


class Telling:
    """Counts messages, on one transaction."""

    def __init__(self, conn: AsyncConnection, now: datetime) -> None:
        self._conn, self._now = conn, now

    async def to_reporters(self, incident: IncidentId, since: datetime) -> Mapping[DeliveryState, int]:
        """Of those written since then, for the reports that are in it."""
        found = await self._conn.scalars(select(REPORT.id).where(REPORT.incident_id == incident).order_by(REPORT.id))
        topics = [report_topic(ReportId(key)) for key in found]
        counts: Counter[DeliveryState] = Counter()
        for start in range(0, len(topics), _AT_ONCE):
            some = topics[start : start + _AT_ONCE]
            rows = await self._conn.execute(
                select(Delivery.state, func.count(Delivery.id))
                .where(Delivery.topic.in_(some), Delivery.created_at >= since)
                .group_by(Delivery.state)
            )
            for state, count in rows:
                counts[DeliveryState(state)] += count
        return counts

    async def to_area(self, broadcast: BroadcastId) -> Mapping[DeliveryState, int]:
        """Of a sending to the whole area, as far as its recipients are known."""
        return (await Broadcasts(self._conn, self._now).progress(broadcast)).counts
