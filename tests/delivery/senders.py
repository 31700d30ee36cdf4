"""Senders for tests: a post that does as it is told, a broadcast to chats, and what became of each message."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import func, insert, select

from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.sender import Sender
from ibok_bot.domain.audience import EVERYONE
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastPlan, Policy
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, Payer, TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.transactions import Database
from ibok_bot.turns.messages import Screen
from tests.office import NOW

NEVER = QuietHours(time(0), time(0))
AT_NIGHT = QuietHours(time(21), time(7))
FAST = Limits(1000, 40, chat_gap=0, settling=0, renewing=0.5, lease=timedelta(seconds=2), poll=0.05, batch=0.01)
PAYLOAD = '{"html":"🔐 <b>x</b>"}'
FIRST_CHAT = 1000


@dataclass
class FakePost:
    """Delivers, or raises the next of its troubles."""

    troubles: list[BaseException | None] = field(default_factory=list)
    sent: list[tuple[int, str]] = field(default_factory=list)
    revised: list[tuple[int, int, str]] = field(default_factory=list)
    recalled: list[tuple[int, int]] = field(default_factory=list)
    takes: float = 0.0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def push(self, chat: ChatId, screen: Screen) -> int:
        await self._trouble()
        self.sent.append((chat, screen.html))
        self.arrived.set()
        return len(self.sent)

    async def revise(self, chat: ChatId, message: int, screen: Screen) -> None:
        await self._trouble()
        self.revised.append((chat, message, screen.html))

    async def recall(self, chat: ChatId, message: int) -> None:
        await self._trouble()
        self.recalled.append((chat, message))

    async def _trouble(self) -> None:
        if self.takes:
            await asyncio.sleep(self.takes)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble

    @property
    def chats(self) -> list[int]:
        return [chat for chat, _html in self.sent]


def make_sender(
    database: Database,
    post: FakePost,
    clock: Callable[[], datetime],
    limits: Limits = FAST,
    quiet: QuietHours = NEVER,
) -> Sender:
    return Sender(database, "telegram", post, bot=7, clock=clock, quiet=quiet, limits=limits)


async def customers(database: Database, count: int, languages: Sequence[str] = ("pl",)) -> None:
    """Payers with an account and one linked chat each, the chats numbered from FIRST_CHAT."""
    async with database.write() as conn:
        numbers = range(1, count + 1)
        await conn.execute(
            insert(table(Payer)),
            [
                {
                    "id": n, "customer_number": str(n), "kind": "household", "name": "x", "street": "x",
                    "postcode": "00-001", "town": "x", "account_nrb": str(n),
                }
                for n in numbers
            ],
        )  # fmt: skip
        await conn.execute(
            insert(table(Account)),
            [
                {"id": n, "payer_id": n, "email": f"{n}@example.org", "password_hash": "h", "created_at": NOW,
                 "without_amounts": 0}
                for n in numbers
            ],
        )  # fmt: skip
        await conn.execute(
            insert(table(Conversation)),
            [
                {"channel": "telegram", "chat_id": FIRST_CHAT + n, "language": languages[n % len(languages)],
                 "trail": "[]", "choices": "[]", "turn": 0, "updated_at": NOW}
                for n in numbers
            ],
        )  # fmt: skip
        await conn.execute(
            insert(table(TelegramLink)),
            [{"account_id": n, "channel": "telegram", "chat_id": FIRST_CHAT + n, "linked_at": NOW} for n in numbers],
        )


async def broadcast(
    database: Database,
    *,
    texts: dict[str, str] | None = None,
    policy: Policy = Policy.AT_MOST_ONCE,
    starts_at: datetime = NOW,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> BroadcastId:
    """To everyone."""
    plan = BroadcastPlan(
        texts or {"pl": '{"html":"tekst"}'},
        EVERYONE,
        starts_at,
        policy=policy,
        expires_at=expires_at,
        urgent=urgent,
    )
    async with database.write() as conn:
        return await Broadcasts(conn, NOW).plan(plan)


async def leave(
    database: Database,
    clock: Callable[[], datetime],
    *chats: int,
    later: timedelta | None = None,
    urgent: bool = True,
    topic: str | None = None,
    supersede: bool = False,
    expires_at: datetime | None = None,
    payload: str = PAYLOAD,
    policy: Policy = Policy.AT_LEAST_ONCE,
) -> None:
    """Single messages."""
    async with database.write() as conn:
        deliveries = Deliveries(conn, None, clock())
        for chat in chats:
            await deliveries.add(
                "telegram",
                ChatId(chat),
                payload,
                topic=topic or f"t{chat}",
                not_before=clock() + later if later else None,
                urgent=urgent,
                supersede=supersede,
                expires_at=expires_at,
                policy=policy,
            )


async def states(database: Database) -> list[str]:
    """Of all messages, in the order of their writing."""
    async with database.read() as conn:
        return list((await conn.execute(select(Delivery.state).order_by(Delivery.id))).scalars())


async def counted(database: Database) -> Counter[str]:
    """How many messages are in each state."""
    async with database.read() as conn:
        found = await conn.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        return Counter({row[0]: row[1] for row in found})


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - any fact, not an event
            await asyncio.sleep(0.01)
