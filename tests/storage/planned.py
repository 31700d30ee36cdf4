"""Neighbours at known addresses, and planned outages there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.planned import Terms
from ibok_bot.domain.planned_text import parse
from ibok_bot.storage.schema.metering import MeteringPoint
from tests.storage.board import Person, Place, settle
from tests.storage.people import NOW

HOMES = ("ul. Jasna 1", "Jasna 2/5", "JASNA 3A", "al. Jasna 1", "Cicha 1")
BEGINS = NOW.replace(microsecond=0) + timedelta(days=10)


async def neighbours(conn: AsyncConnection, streets: Sequence[str] = HOMES) -> list[Person]:
    """A household at each of these streets of one town, all of one operator; keys and chats count from 1."""
    people = [Person(number, (Place(town="Łódź", postcode="90-001"),)) for number in range(1, len(streets) + 1)]
    await settle(conn, people)
    for key, street in enumerate(streets, 1):
        await conn.execute(update(MeteringPoint).where(MeteringPoint.payer_id == key).values(street=street))
    return people


def terms(area: str = "łódź, Jasna", begins: datetime = BEGINS, hours: float = 6, reason: str = "") -> Terms:
    """Planned work of the first operator."""
    return Terms(OperatorId(1), parse(area), begins, begins + timedelta(hours=hours), reason)


def later(given: Terms, hours: float) -> Terms:
    """The same, but so much later."""
    by = timedelta(hours=hours)
    return replace(given, starts_at=given.starts_at + by, ends_at=given.ends_at + by)
