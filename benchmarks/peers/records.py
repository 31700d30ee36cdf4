"""What both peers do with the database: the usual way, through SQLAlchemy's async ORM session.

It is the work of our turn without its promises: no update is remembered as seen, so a repeated one is handled twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from ibok_bot.domain import interest
from ibok_bot.domain.money import Money
from ibok_bot.storage.engine import WRITES, make_engine
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import LoginSession
from ibok_bot.storage.schema.invoices import Due, Payment
from ibok_bot.storage.schema.tariffs import InterestRate

_TRAIL = '[{"step":"Balance","has":{"order":"date","page":0}}]'


def make_sessions(url: str) -> async_sessionmaker[AsyncSession]:
    """Sessions on a pool; on SQLite one connection, for there is one writer, and rivals would only sleep."""
    engine = make_engine(url, pool_size=1 if url.startswith("sqlite") else 8)
    return async_sessionmaker(engine.execution_options(**{WRITES: True}), expire_on_commit=False)


async def balance(sessions: async_sessionmaker[AsyncSession], chat: int) -> str:
    """Load the conversation and its session, read what a balance shows, save the conversation; the text of the reply.

    That is the open dues, what was overpaid, and, where something is overdue, the rates of late interest.
    """
    async with sessions.begin() as session:
        found = await session.execute(
            select(Conversation, LoginSession)
            .join(LoginSession, LoginSession.id == Conversation.session_id)
            .where(Conversation.channel == "telegram", Conversation.chat_id == chat, LoginSession.ended_at.is_(None))
            .with_for_update(of=Conversation)
        )
        talk, stay = found.tuples().one()
        dues = (await session.scalars(select(Due).where(Due.payer_id == stay.payer_id, Due.remaining > Money(0)))).all()
        over = await session.scalars(
            select(Payment).where(Payment.payer_id == stay.payer_id, Payment.unallocated > Money(0))
        )
        overpaid = sum(payment.unallocated.grosze for payment in over)
        late = any(due.due_on < datetime.now(UTC).date() for due in dues)
        rates = (await session.scalars(select(InterestRate).order_by(InterestRate.valid_from))).all() if late else []
        talk.dialog, talk.trail, talk.choices = "balance", _TRAIL, '["order"]'
        talk.turn += 1
        talk.updated_at = datetime.now(UTC)
    return _text(dues, overpaid, rates)


def _text(dues: Sequence[Due], overpaid: int, rates: Sequence[InterestRate]) -> str:
    today = datetime.now(UTC).date()
    rows = sorted(dues, key=lambda due: (due.due_on >= today, due.due_on))
    lines = [
        f"{'🔴 ' if due.due_on < today else ''}{due.number} · <b>{_zloty(due.remaining.grosze)}</b>\n"
        f"termin {due.due_on:%d.%m.%Y} · {abs((due.due_on - today).days)} dni"
        for due in rows[:6]
    ]
    head = [f"Do zapłaty: <b>{_zloty(sum(due.remaining.grosze for due in dues))}</b>"]
    if owed := _interest(dues, today, rates):
        head.append(f"odsetki do dziś, szacunek: {_zloty(owed)}")
    if overpaid:
        head.append(f"nadpłata: {_zloty(overpaid)}")
    return "\n\n".join(["\n".join(head), *lines])


def _interest(dues: Sequence[Due], today: date, rates: Sequence[InterestRate]) -> int:
    known = [interest.Rate(rate.rate, rate.valid_from) for rate in rates]
    each = [interest.interest(due.remaining, due.due_on, today, known) for due in dues if due.due_on < today]
    return sum(one.grosze for one in each if one)


def _zloty(grosze: int) -> str:
    return f"{grosze / 100:,.2f} zł".replace(",", " ").replace(".", ",")
