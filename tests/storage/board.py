"""Notices, and customers with metering points and chats, for the tests of the board and of audiences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import ppe
from ibok_bot.domain.audience import EVERYONE, Audience
from ibok_bot.domain.ids import AccountId, ChatId, NoticeId, PayerId
from ibok_bot.domain.money import Money
from ibok_bot.domain.notice_html import from_file
from ibok_bot.domain.notices import Category, Draft, Reader, Wording
from ibok_bot.storage.notices import Notices
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, Payer, TelegramLink
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.tariffs import Operator
from tests.storage.people import NOW

TODAY = date(2026, 11, 24)
OPERATORS = {"STO": 1, "PGE": 2}


@dataclass(frozen=True)
class Place:
    """A metering point with its contract."""

    town: str = "Warszawa"
    postcode: str = "00-950"
    operator: str = "STO"
    group: str | None = "G11"
    ended: date | None = None


@dataclass(frozen=True)
class Person:
    """Somebody with an account and one chat, so far as audiences care."""

    number: int
    places: tuple[Place, ...] = (Place(),)
    language: str = "pl"
    overdue: bool = False
    chats: tuple[int, ...] | None = None
    off: str | None = None
    frozen: bool = False
    unlinked: bool = False
    blocked: bool = False

    @property
    def customer_number(self) -> str:
        return f"{10_000_000 + self.number}"

    @property
    def ids(self) -> Sequence[int]:
        return (self.number,) if self.chats is None else self.chats

    def ppe(self, place: int = 0) -> str:
        return ppe.make(f"5909999{self.number * 10 + place:010}")


def reader(person: Person, key: int, now: datetime = NOW) -> Reader:
    """This person at the board."""
    return Reader(AccountId(key), PayerId(key), "telegram", ChatId(person.ids[0]), person.language, now, TODAY)


async def settle(conn: AsyncConnection, people: Sequence[Person]) -> None:
    """Everybody moves in; the key of each, as payer and as account, is their place in the list, from 1."""
    for code, key in OPERATORS.items():
        await conn.execute(insert(table(Operator)), {"id": key, "code": code, "name": code, "emergency_phone": "991"})
    spoken: set[int] = set()
    for key, person in enumerate(people, 1):
        await _customer(conn, key, person)
        for place, where in enumerate(person.places):
            await _point(conn, key, person.ppe(place), f"U/{key}/{place}", where)
        for chat in person.ids:
            if chat not in spoken:
                row = {
                    "channel": "telegram",
                    "chat_id": chat,
                    "language": person.language,
                    "turn": 0,
                    "updated_at": NOW,
                }
                await conn.execute(insert(table(Conversation)), row | {"trail": "[]", "choices": "[]"})
                spoken.add(chat)
            await conn.execute(insert(table(TelegramLink)), _link(key, ChatId(chat), person))


async def _customer(conn: AsyncConnection, key: int, person: Person) -> None:
    payer = {
        "id": key, "customer_number": person.customer_number, "kind": "household", "name": "Jan Próbny",
        "street": "ul. Cicha 1", "postcode": "99-999", "town": "Kutno", "account_nrb": f"{key:026}",
    }  # fmt: skip
    await conn.execute(insert(table(Payer)), payer)
    account = {
        "id": key, "payer_id": key, "email": f"{key}@example.org", "password_hash": "h", "created_at": NOW,
        "kinds_off": person.off, "frozen_at": NOW if person.frozen else None, "without_amounts": 0,
    }  # fmt: skip
    await conn.execute(insert(table(Account)), account)
    due = {
        "payer_id": key, "number": "F", "title": "t", "kind": "settlement", "amount": Money(100),
        "due_on": TODAY - timedelta(days=1 if person.overdue else 0), "remaining": Money(100),
    }  # fmt: skip
    await conn.execute(insert(table(Due)), due)


async def _point(conn: AsyncConnection, payer: int, code: str, contract: str, where: Place) -> None:
    row = {
        "payer_id": payer, "ppe": code, "operator_id": OPERATORS[where.operator], "street": "ul. Cicha 1",
        "postcode": where.postcode, "town": where.town,
    }  # fmt: skip
    point = made_key(await conn.execute(insert(table(MeteringPoint)), row))
    if where.group:
        terms = {
            "payer_id": payer, "point_id": point, "number": contract, "tariff_group": where.group, "power_w": 5000,
            "phases": 1, "valid_from": date(2020, 1, 1), "valid_to": where.ended,
        }  # fmt: skip
        await conn.execute(insert(table(Contract)), terms)


def _link(account: int, chat: ChatId, person: Person) -> dict[str, object]:
    return {
        "account_id": account, "channel": "telegram", "chat_id": chat, "linked_at": NOW,
        "unlinked_at": NOW if person.unlinked else None, "blocked_at": NOW if person.blocked else None,
    }  # fmt: skip


DRAFT = Draft(
    Category.NEWS, {"pl": Wording("Tytuł", from_file("<b>Treść</b>"))}, EVERYONE, NOW - timedelta(hours=1)
)  # fmt: skip


async def post(conn: AsyncConnection, draft: Draft = DRAFT, audience: Audience | None = None) -> NoticeId:
    """A published notice."""
    shelf = Notices(conn)
    notice = await shelf.add(draft if audience is None else replace(draft, audience=audience))
    await shelf.publish(notice, NOW)
    return notice
