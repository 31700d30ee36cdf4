"""Notices as staff write, publish and recall them, and as a sending finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import decode, encode
from ibok_bot.domain.ids import MemberId, NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import kept, one_line
from ibok_bot.domain.notices import Category, Draft, Posted, Wording
from ibok_bot.storage.audiences import kinds_of
from ibok_bot.storage.schema import notices as schema
from ibok_bot.storage.schema.base import made_key, table

_N = schema.Notice


class Notices:
    """All notices (ogłoszenia), for staff and for sending; customers have the Board."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def add(self, draft: Draft) -> NoticeId:
        """A new draft, which no customer sees until it is published."""
        done = await self._conn.execute(insert(table(_N)), _values(draft))
        notice = NoticeId(made_key(done))
        await self._write_parts(notice, draft)
        return notice

    async def change(self, notice: NoticeId, draft: Draft) -> None:
        """Other words, times or audience for a notice; whether it is published stays as it was."""
        await self._conn.execute(update(_N).where(_N.id == notice).values(**_values(draft)))
        for part in (schema.NoticeText, schema.NoticeFile, schema.NoticeCondition):
            await self._conn.execute(delete(part).where(part.notice_id == notice))
        await self._write_parts(notice, draft)

    async def publish(self, notice: NoticeId, now: datetime, approved_by: MemberId | None = None) -> bool:
        """Onto the board, seen from its `valid_from` on; False when it was published or recalled before."""
        done = await self._conn.execute(
            update(_N)
            .where(_N.id == notice, _N.published_at.is_(None), _N.recalled_at.is_(None))
            .values(published_at=now, approved_by_id=approved_by)
        )
        return done.rowcount == 1

    async def recall(self, notice: NoticeId, now: datetime) -> bool:
        """Taken back: who opens it is told so; False when it was recalled before."""
        done = await self._conn.execute(
            update(_N).where(_N.id == notice, _N.recalled_at.is_(None)).values(recalled_at=now)
        )
        return done.rowcount == 1

    async def one(self, notice: NoticeId) -> Posted | None:
        """The notice in all languages, drafts too."""
        found = await self._posted(select(_N).where(_N.id == notice))
        return found[0] if found else None

    async def newest(self, skip: int, most: int) -> Sequence[Posted]:
        """The last ones written, newest first, drafts too."""
        return await self._posted(select(_N).order_by(_N.id.desc()).offset(skip).limit(most))

    async def _write_parts(self, notice: NoticeId, draft: Draft) -> None:
        texts = [
            {"notice_id": notice, "language": language, "title": one_line(wording.title), "html": wording.html.html}
            for language, wording in draft.texts.items()
        ]
        await self._conn.execute(insert(table(schema.NoticeText)), texts)
        if draft.file:
            row = {"notice_id": notice, "kind": draft.file.kind.value, "file_id": draft.file.file_id}
            await self._conn.execute(insert(table(schema.NoticeFile)), row)
        values = [
            {"notice_id": notice, "kind": kind, "value": value}
            for kind, values in kinds_of(draft.audience).items()
            for value in values
        ]
        if values:
            await self._conn.execute(insert(table(schema.NoticeCondition)), values)

    async def _posted(self, query: Any) -> Sequence[Posted]:
        heads = (await self._conn.execute(query.with_only_columns(*table(_N).columns))).all()
        keys = [head.id for head in heads]
        texts = await _texts(self._conn, keys)
        files = await _files(self._conn, keys)
        return [_one(head, texts[head.id], files.get(head.id)) for head in heads]


async def _texts(conn: AsyncConnection, keys: Sequence[int]) -> Mapping[int, dict[str, Wording]]:
    text = schema.NoticeText
    found: dict[int, dict[str, Wording]] = {key: {} for key in keys}
    rows = await conn.execute(
        select(text.notice_id, text.language, text.title, text.html).where(text.notice_id.in_(keys))
    )
    for key, language, title, html in rows:
        found[key][language] = Wording(title, kept(html))
    return found


async def _files(conn: AsyncConnection, keys: Sequence[int]) -> Mapping[int, Media]:
    file = schema.NoticeFile
    rows = await conn.execute(
        select(file.notice_id, file.kind, file.file_id).where(file.notice_id.in_(keys)).order_by(file.id.desc())
    )
    return {key: Media(MediaKind(kind), file_id) for key, kind, file_id in rows}


def _one(head: Any, texts: Mapping[str, Wording], file: Media | None) -> Posted:
    return Posted(
        Category(head.category),
        texts,
        decode(head.audience or "[]"),
        head.valid_from,
        head.valid_to,
        bool(head.urgent),
        file,
        None if head.author_id is None else MemberId(head.author_id),
        id=NoticeId(head.id),
        published_at=head.published_at,
        recalled_at=head.recalled_at,
        approved_by=None if head.approved_by_id is None else MemberId(head.approved_by_id),
    )


def _values(draft: Draft) -> dict[str, object]:
    return {
        "category": draft.category.value,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "urgent": int(draft.urgent),
        "author_id": draft.author,
        "audience": encode(draft.audience),
    }
