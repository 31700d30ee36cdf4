"""Customers who report faults, and a dispatcher behind the scene, for the tests of their dialogs."""

from __future__ import annotations

from sqlalchemy import select, update

from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.dispatch import Move
from ibok_bot.domain.fault_reports import NewReport, Report
from ibok_bot.domain.ids import AccountId, PointId
from ibok_bot.domain.media import Media, MediaKind, Spot
from ibok_bot.domain.outages import Done, FaultKind
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.metering import MeteringPoint
from tests.office import Chat, OpenOffice
from tests.storage.faults import dispatcher

REMINDER = "Call <b>991</b>"


async def at_faults(office: OpenOffice, persona: str = "registered", number: int = 501, language: str = "en") -> Chat:
    """A customer on the first page about faults."""
    chat = office.chat(number, language)
    await chat.logs_in(persona)
    await chat.says("/outages")
    return chat


async def account_of(office: OpenOffice, persona: str) -> tuple[AccountId, list[PointId]]:
    """The account of this persona, and its metering points."""
    login = office.personas[persona].login
    assert login is not None
    async with office.database.read() as conn:
        row = (await conn.execute(select(Account.id, Account.payer_id).where(Account.email == login.email))).one()
        points = await conn.scalars(select(MeteringPoint.id).where(MeteringPoint.payer_id == row.payer_id))
        return AccountId(row.id), [PointId(key) for key in points]


async def neighbours_all(office: OpenOffice) -> None:
    """Everybody lives in one town."""
    async with office.database.write() as conn:
        await conn.execute(update(MeteringPoint).values(postcode="00-950", town="Testowo"))


async def filed(office: OpenOffice, persona: str, kind: FaultKind = FaultKind.NO_POWER_AREA, **more: str) -> Report:
    """A report from this customer's first metering point."""
    account, points = await account_of(office, persona)
    async with office.database.write() as conn:
        new = NewReport(kind, point=points[0], **more)  # type: ignore[arg-type]
        return (await Reports(conn, office.clock()).file(account, new)).report


async def reports(office: OpenOffice, persona: str = "registered") -> list[Report]:
    """What this customer has reported."""
    account, _points = await account_of(office, persona)
    async with office.database.read() as conn:
        return list(await Reports(conn, office.clock()).of(account, 0, 50))


async def moved(office: OpenOffice, report: Report, move: Move) -> None:
    """A dispatcher moves its incident along."""
    async with office.database.write() as conn:
        shelf = Dispatch(conn, office.clock())
        case = await shelf.case(report.incident)
        assert case is not None
        assert await shelf.move(case.id, case.version, move, await dispatcher(conn)) is Done.DONE


def photo(file: str, caption: str | None = None) -> Sent:
    """A photo that was sent."""
    return Sent("photo", Media(MediaKind.PHOTO, file), caption)


def place(latitude: float, longitude: float) -> Sent:
    """A place on the map that was sent."""
    return Sent("location", spot=Spot(round(latitude * 1_000_000), round(longitude * 1_000_000)))
