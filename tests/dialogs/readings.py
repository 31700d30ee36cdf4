"""The meters that tests of readings speak of: what they showed last, and ways to change what the office knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from ibok_bot.demo import history
from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.metering import Contract, Meter, MeteringPoint, Reading, Register
from tests.office import Chat, OpenOffice

NBSP = "\u00a0"
PHOTO = Sent("photo", Media(MediaKind.PHOTO, "a-photo-of-the-meter"))


def meter(office: OpenOffice, persona: str, point: int = 0) -> history.Meter:
    """The newest meter of a persona's metering point."""
    return office.personas[persona].history.points[point].meters[-1]


def number(office: OpenOffice, persona: str, point: int = 0) -> str:
    """Its number."""
    return office.personas[persona].identity.points[point].meter_numbers[-1]


def last(office: OpenOffice, persona: str, point: int = 0) -> list[int]:
    """What each of its registers showed last, in whole kWh."""
    return [one.readings[-1].value.wh // 1000 for one in meter(office, persona, point).registers]


async def at_the_question(office: OpenOffice, persona: str = "registered", language: str = "en") -> Chat:
    """A customer is asked for a reading."""
    chat = office.chat(language=language)
    await chat.logs_in(persona)
    await chat.says("/readings")
    return chat


async def register_id(office: OpenOffice, meter_number: str, obis: str) -> int:
    """The key of a register."""
    query = select(Register.id).join(Meter, Meter.id == Register.meter_id)
    async with office.database.read() as conn:
        found = await conn.scalar(query.where(Meter.number == meter_number, Register.obis == obis))
    assert found is not None
    return found


async def meter_id(office: OpenOffice, meter_number: str) -> int:
    """The key of a meter."""
    async with office.database.read() as conn:
        return (await conn.execute(select(Meter.id).where(Meter.number == meter_number))).scalar_one()


async def set_register(office: OpenOffice, register: int, **fields: object) -> None:
    """Another number of digits, say."""
    async with office.database.write() as conn:
        await conn.execute(update(Register).where(Register.id == register).values(**fields))


async def set_last(office: OpenOffice, register: int, **fields: object) -> None:
    """Another newest reading: its value, its kind."""
    newest = select(Reading.id).where(Reading.register_id == register).order_by(Reading.taken_on.desc()).limit(1)
    async with office.database.write() as conn:
        key = (await conn.execute(newest)).scalar_one()
        await conn.execute(update(Reading).where(Reading.id == key).values(**fields))


async def given(office: OpenOffice) -> Sequence[tuple[Energy, str | None, bool]]:
    """What customers gave in the chat, in order: value, photo, whether it still stands."""
    query = select(Reading.value, Reading.photo, Reading.withdrawn_at).where(Reading.number.is_not(None))
    async with office.database.read() as conn:
        rows = await conn.execute(query.where(Reading.given_at.is_not(None)).order_by(Reading.id))
        return [(value, photo, withdrawn is None) for value, photo, withdrawn in rows]


async def add_points(office: OpenOffice, like: str, count: int) -> list[str]:
    """More metering points of the payer of a meter, each with a meter of one register; the numbers of these."""
    async with office.database.write() as conn:
        found = select(MeteringPoint.payer_id, MeteringPoint.operator_id, MeteringPoint.id)
        payer, operator, point = (
            await conn.execute(found.join(Meter, Meter.point_id == MeteringPoint.id).where(Meter.number == like))
        ).one()
        contract = (await conn.execute(select(Contract).where(Contract.point_id == point))).mappings().first()
        assert contract is not None
        for place in range(count):
            row: dict[str, Any] = {"payer_id": payer, "ppe": f"59054321000000{place:04}", "operator_id": operator,
                       "street": f"ul. Nowa {place + 1}", "postcode": "00-001", "town": "Warszawa"}  # fmt: skip
            made = await conn.execute(insert(table(MeteringPoint)), row)
            key = made_key(made)
            await conn.execute(
                insert(table(Contract)),
                {**{name: value for name, value in contract.items() if name != "id"}, "point_id": key,
                 "number": f"U/{place}", "tariff_group": "G11"},
            )  # fmt: skip
            made = await conn.execute(
                insert(table(Meter)),
                {"point_id": key, "number": f"7{place:07}", "multiplier": 1, "mounted_on": contract["valid_from"]},
            )
            await conn.execute(
                insert(table(Register)),
                {"meter_id": made_key(made), "obis": "1.8.0", "zone": "all", "digits": 6},
            )
    return [f"7{place:07}" for place in range(count)]


async def set_trail(office: OpenOffice, chat: Chat, trail: str, *choices: str) -> None:
    """The stored conversation of a chat as somebody who may write to the database would leave it."""
    said = "[" + ",".join(f'"{choice}"' for choice in choices) + "]"
    async with office.database.write() as conn:
        await conn.execute(
            update(Conversation)
            .where(Conversation.chat_id == chat.number)
            .values(dialog="readings", trail=trail, choices=said)
        )
