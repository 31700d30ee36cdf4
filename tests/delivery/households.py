"""Households with an account and a chat, for what the office tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn, Preferences
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import AccountId, ChatId, PayerId, PointId
from ibok_bot.domain.money import Money
from ibok_bot.storage.accounts import Wishes
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.customers import Account, TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.schema.invoices import Due, Invoice
from ibok_bot.storage.schema.metering import Contract, Meter, MeteringPoint, Reading, Register
from ibok_bot.storage.schema.tariffs import Operator, Tariff, TariffPrice, ZoneHours
from ibok_bot.storage.sessions import Sessions
from ibok_bot.storage.transactions import Database
from tests.storage.people import NOW, add_account

TODAY = date(2026, 11, 24)
JOINED = datetime(2026, 11, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Household:
    """A customer with an account and one chat, whose number is the account's plus 1000."""

    account: AccountId
    payer: PayerId
    chat: ChatId


async def settle_in(conn: AsyncConnection, number: int = 1, language: str = "pl") -> Household:
    """A new household; `number` makes it another one."""
    nrb = f"{number:08}{'7' * 18}"
    account = await add_account(conn, f"1000{number:04}", nrb, f"nr{number}@example.org")
    payer = PayerId((await conn.execute(select(Account.payer_id).where(Account.id == account))).scalar_one())
    chat = ChatId(account + 1000)
    await link(conn, account, chat, language)
    return Household(account, payer, chat)


async def link(conn: AsyncConnection, account: AccountId, chat: ChatId, language: str = "pl") -> None:
    """A chat that logged in to the account, on the first of the month."""
    opened = await Conversations(conn).open("telegram", chat, chat, language, idle_after=timedelta(hours=12), now=NOW)
    await Sessions(conn, opened.visit, JOINED).open(account, HowIn.PASSWORD)


async def owes(conn: AsyncConnection, home: Household, number: str, due_on: date, left: int = 18_442) -> int:
    """A due; its key."""
    row = {
        "payer_id": home.payer, "number": number, "title": "Energia", "kind": "settlement", "due_on": due_on,
        "amount": Money(20_000), "remaining": Money(left),
    }  # fmt: skip
    return made_key(await conn.execute(insert(table(Due)), row))


async def pays(conn: AsyncConnection, due: int) -> None:
    """All of it."""
    await conn.execute(update(Due).where(Due.id == due).values(remaining=Money(0)))


async def is_billed(
    conn: AsyncConnection, home: Household, number: str, issued_on: date, due_on: date | None = None
) -> int:
    """An invoice, with a due where it has a day; its key."""
    row = {
        "public_id": f"p{number.replace('/', '')}", "payer_id": home.payer, "number": number, "number_key": number,
        "kind": "settlement", "period_from": date(2026, 9, 1), "period_to": date(2026, 10, 31), "issued_on": issued_on,
        "net": Money(1), "vat": Money(0), "gross": Money(18_442), "energy": Energy(1),
    }  # fmt: skip
    key = made_key(await conn.execute(insert(table(Invoice)), row))
    if due_on:
        due = await owes(conn, home, number, due_on)
        await conn.execute(update(Due).where(Due.id == due).values(invoice_id=key))
    return key


async def has_meter(conn: AsyncConnection, home: Household, group: str = "G12", ppe: str = "1") -> PointId:
    """A metering point with a contract and a meter of one register; operator 1 must be there."""
    street = {"street": "ul. Cicha 1", "postcode": "00-001", "town": "Warszawa"}
    row: dict[str, Any] = {"payer_id": home.payer, "ppe": f"{home.payer:09}{ppe:0>9}", "operator_id": 1, **street}
    point = made_key(await conn.execute(insert(table(MeteringPoint)), row))
    contract = {
        "payer_id": home.payer, "point_id": point, "number": f"U/{point}", "tariff_group": group, "power_w": 5000,
        "phases": 1, "valid_from": date(2020, 1, 1),
    }  # fmt: skip
    await conn.execute(insert(Contract).values(**contract))
    meter = {"point_id": point, "number": f"M{point}", "multiplier": 1, "mounted_on": date(2020, 1, 1)}
    key = made_key(await conn.execute(insert(table(Meter)), meter))
    await conn.execute(insert(Register).values(meter_id=key, obis="1.8.0", zone="all", digits=6))
    return PointId(point)


async def gives_reading(conn: AsyncConnection, home: Household, point: PointId, day: date) -> None:
    """Of the point's only register."""
    register = (
        await conn.execute(
            select(Register.id).join(Meter, Meter.id == Register.meter_id).where(Meter.point_id == point)
        )
    ).scalar_one()
    row = {
        "register_id": register, "taken_on": day, "kind": "customer", "value": Energy(1_000_000),
        "number": f"R{point}", "given_at": NOW, "account_id": home.account,
    }  # fmt: skip
    await conn.execute(insert(Reading).values(**row))


async def add_operator(conn: AsyncConnection) -> None:
    """Operator 1 with G12, cheaper 13-15 and 22-6 on all days, and G11 without zones."""
    await conn.execute(insert(Operator).values(id=1, code="STO", name="Sieci", emergency_phone="991"))
    for key, group in ((1, "G11"), (2, "G12")):
        await conn.execute(insert(Tariff).values(id=key, operator_id=1, tariff_group=group, name=group))
        price = {"tariff_id": key, "component": "energy", "unit": "kWh", "price": 1, "source": "invented"}
        await conn.execute(insert(TariffPrice).values(**price, valid_from=date(2020, 1, 1)))
    cuts = [0, 360, 780, 900, 1320, 1440]
    for kind in ("workday", "saturday", "sunday", "holiday"):
        for start, end, zone in zip(cuts, cuts[1:], ("night", "day", "night", "day", "night"), strict=False):
            row = {"tariff_id": 2, "season": "all", "day_kind": kind, "zone": zone, "valid_from": date(2020, 1, 1)}
            await conn.execute(insert(ZoneHours).values(**row, from_minute=start, to_minute=end))


async def wishes(conn: AsyncConnection, home: Household, preferences: Preferences) -> None:
    """As the settings save them."""
    await Wishes(conn).save(home.account, preferences)


async def leaves(conn: AsyncConnection, home: Household, **values: datetime) -> None:
    """The household's links are cut, or it has blocked the bot."""
    await conn.execute(update(TelegramLink).where(TelegramLink.account_id == home.account).values(**values))


async def told(database: Database) -> list[tuple[int, str, str]]:
    """To which chat, of which kind, with which first line; in the order in which it was written."""
    async with database.read() as conn:
        found = await conn.execute(select(Delivery.chat_id, Delivery.kind, Delivery.payload).order_by(Delivery.id))
        return [(chat, kind, _first_line(payload or "")) for chat, kind, payload in found]


def _first_line(payload: str) -> str:
    html = payload.split('"html":"', 1)[1].split('"', 1)[0]
    return html.split("\\n")[0].replace("\u00a0", " ")
