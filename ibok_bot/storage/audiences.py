"""Who is in an audience: the chats that a notice goes to, and how many they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ibok_bot.domain.audience import (
    Audience,
    Languages,
    OneCustomer,
    Operators,
    Overdue,
    Points,
    Postcodes,
    Tariffs,
    Towns,
)
from ibok_bot.domain.money import Money
from ibok_bot.domain.notices import KIND
from ibok_bot.domain.posting import Recipients
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import Account, Payer, TelegramLink
from ibok_bot.storage.schema.invoices import Due
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.tariffs import Operator

_LONGEST_TOWN = 100
_MOST_LISTED = 1000
"""Values that every database takes in one list."""
OF_POINTS = ("town", "postcode", "operator", "tariff", "ppe")
"""Kinds of conditions that are about a metering point: one and the same must meet them all."""

Value = ColumnElement[Any] | InstrumentedAttribute[Any]
Matches = Callable[[Value], ColumnElement[bool]]
"""Whether a value of the customer's is one of those asked for."""
Kinds = Mapping[str, Sequence[str]]


class Asked(Protocol):
    """Conditions, written in a statement or kept in rows."""

    def met(self, kind: str, fits: Callable[[Matches], ColumnElement[bool]]) -> ColumnElement[bool] | None:
        """Whether the condition of this kind is met, where there is one; None where there surely is none."""
        ...

    def about_points(self, any_point: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether a point fits, where some condition is about points."""
        ...


def kinds_of(audience: Audience) -> dict[str, list[str]]:
    """The values that fit, by the kind of condition, as they are compared."""
    found: dict[str, list[str]] = {}
    for condition in audience.conditions:
        match condition:
            case Towns(names):
                spelled = dict.fromkeys(form for name in names for form in (name, name.title(), name.upper()))
                found["town"] = [form for form in spelled if len(form) <= _LONGEST_TOWN]
            case Postcodes(starts):
                found["postcode"] = list(starts)
            case Operators(codes):
                found["operator"] = list(dict.fromkeys(code.lower() for code in codes))
            case Tariffs(groups):
                found["tariff"] = list(dict.fromkeys(group.lower() for group in groups))
            case Languages(codes):
                found["language"] = list(codes)
            case Points(codes):
                found["ppe"] = list(codes)
            case Overdue():
                found["overdue"] = ["yes"]
            case OneCustomer(number):
                found["customer"] = [number]
    return found


def recipients(
    audience: Audience, channel: str, today: date, *, kind: str | None = KIND, span: tuple[int, int] | None = None
) -> Select[int, str, int, str, int]:
    """The chats of an audience, each once: account_id, channel, chat_id, language, link_id, in the order of link_id.

    Left out are chats that are unlinked or have blocked the bot, frozen accounts, and accounts that have switched
    off messages of this `kind`; a service notice has the kind None. A `span` (after, upto) takes in only links with
    after < id <= upto, so that a million are frozen piece by piece: `INSERT … SELECT` over `spans`.
    """
    link, account, talk = TelegramLink, Account, Conversation
    other, rival = aliased(TelegramLink), aliased(Account)

    def gets(one: type[TelegramLink], of: type[Account]) -> list[ColumnElement[bool]]:
        return [
            one.unlinked_at.is_(None),
            one.blocked_at.is_(None),
            of.frozen_at.is_(None),
            *([_wishes(of, kind)] if kind else []),
            *members(of.payer_id, talk.language, today, Given(kinds_of(audience))),
        ]

    older = exists(
        select(other.id)
        .join(rival, rival.id == other.account_id)
        .where(other.channel == link.channel, other.chat_id == link.chat_id, other.id < link.id, *gets(other, rival))
        .correlate(link, talk)
    )
    within = [link.id > span[0], link.id <= span[1]] if span else []
    return (
        select(link.account_id, link.channel, link.chat_id, talk.language, link.id.label("link_id"))
        .join(account, account.id == link.account_id)
        .join(talk, and_(talk.channel == link.channel, talk.chat_id == link.chat_id))
        .where(link.channel == channel, *within, *gets(link, account), ~older)
        .order_by(link.id)
    )


async def spans(conn: AsyncConnection, size: int = 10_000) -> Sequence[tuple[int, int]]:
    """Spans of link ids that together hold all links there are now."""
    first, last = (await conn.execute(select(func.min(TelegramLink.id), func.max(TelegramLink.id)))).one()
    return [] if first is None else [(after, after + size) for after in range(first - 1, last, size)]


async def count(
    conn: AsyncConnection, audience: Audience, channel: str, today: date, *, kind: str | None = KIND
) -> Recipients:
    """How many customers and chats are in an audience, for a preview."""
    chats = recipients(audience, channel, today, kind=kind).order_by(None).subquery()
    by_language = await conn.execute(select(chats.c.language, func.count()).group_by(chats.c.language))
    kinds = {word: values for word, values in kinds_of(audience).items() if word != "language"}
    among = members(Payer.id, literal(""), today, Given(kinds))
    customers = await conn.scalar(select(func.count()).select_from(Payer).where(*among))
    reached = exists(
        select(TelegramLink.id)
        .join(Account, Account.id == TelegramLink.account_id)
        .where(
            Account.payer_id == Payer.id,
            Account.frozen_at.is_(None),
            TelegramLink.channel == channel,
            TelegramLink.unlinked_at.is_(None),
            TelegramLink.blocked_at.is_(None),
        )
        .correlate(Payer)
    )
    without = await conn.scalar(select(func.count()).select_from(Payer).where(*among, ~reached))
    return Recipients(customers or 0, without or 0, dict(sorted((word, n) for word, n in by_language)))


def members(payer: Value, language: Value, today: date, asked: Asked) -> list[ColumnElement[bool]]:
    """What must be true of a payer in a chat of this language to be in the audience."""
    point = aliased(MeteringPoint)
    of_point = _present(
        asked.met("town", lambda matches: matches(point.town)),
        asked.met("postcode", lambda matches: matches(point.postcode)),
        asked.met("operator", lambda matches: _operator(point, matches)),
        asked.met("ppe", lambda matches: matches(point.ppe)),
        asked.met("tariff", lambda matches: _tariff(point, today, matches)),
    )
    a_point = exists().where(point.payer_id == payer, *of_point)
    late = exists().where(Due.payer_id == payer, Due.remaining > Money(0), Due.due_on < today)
    named = aliased(Payer)
    return _present(
        asked.about_points(a_point) if of_point else None,
        asked.met("language", lambda matches: matches(language)),
        asked.met("overdue", lambda _matches: late),
        asked.met("customer", lambda matches: exists().where(named.id == payer, matches(named.customer_number))),
    )


@dataclass(frozen=True, slots=True)
class Given:
    """Conditions written into the statement."""

    kinds: Kinds

    def met(self, kind: str, fits: Callable[[Matches], ColumnElement[bool]]) -> ColumnElement[bool] | None:
        """Whether one of the values fits."""
        values = self.kinds.get(kind)
        if values is None:
            return None
        if kind == "postcode":
            lengths = sorted({len(start) for start in values})
            return fits(lambda value: or_(*(func.substr(value, 1, n).in_(_of_length(n, values)) for n in lengths)))
        lists = [values[start : start + _MOST_LISTED] for start in range(0, len(values), _MOST_LISTED)]
        return fits(lambda value: or_(*(value.in_(some) for some in lists)))

    def about_points(self, any_point: ColumnElement[bool]) -> ColumnElement[bool]:
        """There is a condition about points, else nobody would ask."""
        return any_point


def _of_length(length: int, starts: Sequence[str]) -> Sequence[str]:
    """Not LIKE: MariaDB would walk its index on postcodes for every customer, instead of the customer's few points."""
    return [start for start in starts if len(start) == length]


def _operator(point: type[MeteringPoint], matches: Matches) -> ColumnElement[bool]:
    return exists().where(Operator.id == point.operator_id, matches(func.lower(Operator.code)))


def _tariff(point: type[MeteringPoint], today: date, matches: Matches) -> ColumnElement[bool]:
    return exists().where(
        Contract.point_id == point.id,
        Contract.payer_id == point.payer_id,
        Contract.valid_from <= today,
        or_(Contract.valid_to.is_(None), Contract.valid_to >= today),
        matches(func.lower(Contract.tariff_group)),
    )


def _wishes(account: type[Account], kind: str) -> ColumnElement[bool]:
    """Whether messages of this kind are not switched off; `kinds_off` is words with spaces between."""
    listed = literal(" ") + account.kinds_off + literal(" ")
    return or_(account.kinds_off.is_(None), listed.not_like(f"% {kind} %"))


def _present(*conditions: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
    return [one for one in conditions if one is not None]
