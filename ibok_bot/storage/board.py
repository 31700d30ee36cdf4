"""The notice board as one customer sees it: what is for others, or not published yet, does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from ibok_bot.domain.broadcasts import DeliveryState
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import kept
from ibok_bot.domain.notices import Category, Notice, OpenNotice, Reader, Wanted, spoken, standing
from ibok_bot.storage.audiences import OF_POINTS, Matches, members
from ibok_bot.storage.schema import notices as schema
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.notices import NoticeCondition, NoticeFile, NoticeRead, NoticeText

_N = schema.Notice
_ARRIVED = (DeliveryState.SENT, DeliveryState.IN_DOUBT, DeliveryState.OUTDATED)
_HEAD = (_N.id, _N.category, _N.urgent, _N.valid_from, _N.valid_to, _N.published_at, _N.recalled_at)


class Board:
    """The notice board (tablica ogłoszeń)."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def count(self, reader: Reader, wanted: Wanted) -> tuple[int, int]:
        """How many notices there are, and how many of them this account has not opened."""
        query = select(func.count(_N.id), func.count(NoticeRead.notice_id)).outerjoin(NoticeRead, _opened(reader))
        found, opened = (await self._conn.execute(query.where(*_visible(reader), *_wanted(reader, wanted)))).one()
        return found, found - opened

    async def page(self, reader: Reader, wanted: Wanted, offset: int, limit: int) -> Sequence[Notice]:
        """Some of them, newest first."""
        query = _heads(reader).where(*_wanted(reader, wanted)).order_by(_N.valid_from.desc(), _N.id.desc())
        heads = (await self._conn.execute(query.offset(offset).limit(limit))).all()
        titles = await self._titles([head.id for head in heads])
        return [_notice(head, reader, titles[head.id]) for head in heads]

    async def categories(self, reader: Reader, *, earlier: bool) -> Sequence[Category]:
        """The categories that there are notices of."""
        query = select(_N.category).distinct().where(*_visible(reader), *_wanted(reader, Wanted(None, earlier)))
        held = set((await self._conn.execute(query)).scalars())
        return [category for category in Category if category.value in held]

    async def one(self, reader: Reader, notice: NoticeId) -> OpenNotice | None:
        """The whole of one; None for what is not for this customer."""
        head = (await self._conn.execute(_heads(reader).where(_N.id == notice))).first()
        if head is None:
            return None
        titles = await self._titles([notice])
        language = spoken(titles[notice], reader.language)
        text = select(NoticeText.html).where(NoticeText.notice_id == notice, NoticeText.language == language)
        html = (await self._conn.execute(text)).scalar_one()
        files = select(NoticeFile.kind, NoticeFile.file_id).where(NoticeFile.notice_id == notice)
        file = (await self._conn.execute(files.order_by(NoticeFile.id).limit(1))).first()
        media = Media(MediaKind(file.kind), file.file_id) if file else None
        return OpenNotice(_notice(head, reader, titles[notice]), kept(html), media)

    async def mark_read(self, reader: Reader, notice: NoticeId) -> None:
        """That this account has opened it; harmless twice. Of two at the very same moment one transaction fails."""
        key = {"notice_id": notice, "account_id": reader.account}
        held = select(NoticeRead.read_at).filter_by(**key)
        if (await self._conn.execute(held)).first() is None:
            await self._conn.execute(insert(table(NoticeRead)), key | {"read_at": reader.now})

    async def _titles(self, keys: Sequence[int]) -> Mapping[int, dict[str, str]]:
        """By notice and language."""
        found: dict[int, dict[str, str]] = {key: {} for key in keys}
        if not keys:
            return found
        rows = await self._conn.execute(
            select(NoticeText.notice_id, NoticeText.language, NoticeText.title).where(NoticeText.notice_id.in_(keys))
        )
        for key, language, title in rows:
            found[key][language] = title
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """The conditions of a notice, which are rows of their own."""

    def met(self, kind: str, fits: Callable[[Matches], ColumnElement[bool]]) -> ColumnElement[bool]:
        """Whether the notice has no condition of this kind, or one of its values fits."""
        row = aliased(NoticeCondition)
        own = (row.notice_id == _N.id, row.kind == kind)
        none = ~exists().where(*own)
        if kind == "postcode":
            return or_(none, fits(lambda value: exists().where(*own, value.startswith(row.value))))
        return or_(none, fits(lambda value: exists().where(*own, row.value == value)))

    def about_points(self, any_point: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether the notice has no condition about points, or a point meets them all."""
        return or_(~exists().where(NoticeCondition.notice_id == _N.id, NoticeCondition.kind.in_(OF_POINTS)), any_point)


def _visible(reader: Reader) -> list[ColumnElement[bool]]:
    """What there is for this reader: published, begun, and for them or for everybody.

    Also what came to them in this chat: they may have paid, moved, or changed the language since.
    """
    for_them = members(literal(reader.payer), literal(reader.language), reader.today, Kept())
    for_everybody = ~exists().where(NoticeCondition.notice_id == _N.id)
    theirs = or_(for_everybody, and_(*for_them), _delivered(reader))
    return [_N.published_at.is_not(None), _N.valid_from <= reader.now, theirs]


def _delivered(reader: Reader) -> ColumnElement[bool]:
    return exists(
        select(Delivery.id)
        .join(Broadcast, Broadcast.id == Delivery.broadcast_id)
        .where(
            Broadcast.notice_id == _N.id,
            Delivery.channel == reader.channel,
            Delivery.chat_id == reader.chat,
            Delivery.account_id == reader.account,
            Delivery.state.in_(_ARRIVED),
        )
        .correlate(_N)
    )


def _wanted(reader: Reader, wanted: Wanted) -> list[ColumnElement[bool]]:
    gone = or_(_N.recalled_at.is_not(None), and_(_N.valid_to.is_not(None), _N.valid_to <= reader.now))
    in_force = and_(_N.recalled_at.is_(None), or_(_N.valid_to.is_(None), _N.valid_to > reader.now))
    of_category = [_N.category == wanted.category.value] if wanted.category else []
    return [gone if wanted.earlier else in_force, *of_category]


def _opened(reader: Reader) -> ColumnElement[bool]:
    return and_(NoticeRead.notice_id == _N.id, NoticeRead.account_id == reader.account)


def _heads(reader: Reader) -> Select[*tuple[Any, ...]]:
    return select(*_HEAD, NoticeRead.read_at).outerjoin(NoticeRead, _opened(reader)).where(*_visible(reader))


def _notice(head: Row[Any], reader: Reader, titles: Mapping[str, str]) -> Notice:
    return Notice(
        NoticeId(head.id),
        Category(head.category),
        standing(head.published_at, head.recalled_at, head.valid_from, head.valid_to, reader.now),
        bool(head.urgent),
        head.valid_from,
        head.valid_to,
        head.recalled_at,
        titles[spoken(titles, reader.language)],
        head.read_at is not None,
    )
