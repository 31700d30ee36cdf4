"""What a test reads off the tariffs' screens."""

from __future__ import annotations

import re

from sqlalchemy import select

from ibok_bot.domain.money import Money
from ibok_bot.storage.schema.metering import MeteringPoint
from tests.office import Chat, OpenOffice


async def own_points(office: OpenOffice, persona: str) -> list[int]:
    """The keys of a persona's metering points."""
    codes = [point.ppe for point in office.personas[persona].points]
    async with office.database.read() as conn:
        found = await conn.execute(
            select(MeteringPoint.id).where(MeteringPoint.ppe.in_(codes)).order_by(MeteringPoint.id)
        )
        return list(found.scalars())


def plain(chat: Chat) -> str:
    """What was said, without markup, with ordinary spaces."""
    return re.sub(r"<[^>]*>", "", chat.text).replace("\u00a0", " ")


def costs(chat: Chat) -> dict[str, Money]:
    """The tariffs of a comparison with their cost of a year, as its table has them in Polish."""
    rows = re.findall(r"^([GC]1\w+) +(\d[\d ]*,\d\d) zł", plain(chat), re.MULTILINE)
    return {group: Money.parse(cost) for group, cost in rows}
