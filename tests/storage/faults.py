"""Invented households with metering points, and dispatchers, for the tests of faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.fault_reports import NewReport, Report
from ibok_bot.domain.ids import AccountId, MemberId, PayerId, PointId
from ibok_bot.domain.outages import FaultKind
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema import customers, metering, staff, tariffs
from ibok_bot.storage.schema.base import made_key, table

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Household:
    """Somebody with a metering point and an account."""

    account: AccountId
    payer: PayerId
    point: PointId


async def operator(conn: AsyncConnection) -> int:
    """The network operator, once."""
    known: int | None = await conn.scalar(select(tariffs.Operator.id))
    if known is not None:
        return known
    row = {"code": "STO", "name": "Sieci Testowe S.A.", "emergency_phone": "991"}
    return made_key(await conn.execute(insert(table(tariffs.Operator)), row))


async def household(conn: AsyncConnection, number: int, postcode: str = "00-001", town: str = "Warszawa") -> Household:
    """The household with this number, in a street of its own."""
    payer = made_key(
        await conn.execute(
            insert(table(customers.Payer)),
            {
                "customer_number": f"1000{number:04}", "kind": "household", "name": f"Jan Próbny {number}",
                "street": "ul. Cicha 1", "postcode": postcode, "town": town, "account_nrb": f"{number:026}",
            },
        )
    )  # fmt: skip
    account = made_key(
        await conn.execute(
            insert(table(customers.Account)),
            {"payer_id": payer, "email": f"jan{number}@example.org", "password_hash": "x", "created_at": NOW},
        )
    )
    point = made_key(
        await conn.execute(
            insert(table(metering.MeteringPoint)),
            {
                "payer_id": payer, "ppe": f"590{number:015}", "operator_id": await operator(conn),
                "street": f"ul. Cicha {number}", "postcode": postcode, "town": town,
            },
        )
    )  # fmt: skip
    return Household(AccountId(account), PayerId(payer), PointId(point))


async def dispatcher(conn: AsyncConnection, name: str = "Daria") -> StaffMember:
    """One of the staff who moves faults along."""
    row = {"name": name, "role": Role.DISPATCHER.value, "joined_at": NOW}
    key = made_key(await conn.execute(insert(table(staff.StaffMember)), row))
    return StaffMember(MemberId(key), name, Role.DISPATCHER)


async def reported(
    conn: AsyncConnection, who: Household, kind: FaultKind = FaultKind.NO_POWER_AREA, at: datetime = NOW
) -> Report:
    """A report from the household's own metering point."""
    return (await Reports(conn, at).file(who.account, NewReport(kind, point=who.point))).report
