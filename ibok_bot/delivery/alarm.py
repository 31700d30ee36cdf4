"""The office pauses a broadcast by itself when too much of it goes wrong, and tells its author."""

from __future__ import annotations

from datetime import datetime

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.delivery.judging import Trouble
from ibok_bot.i18n import Voice, _
from ibok_bot.storage.broadcasts import Broadcasts, chat_of_author
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.turns.messages import Screen

KIND = "staff"
_LONGEST_WHY = 200
_ENCODE = msgspec.json.Encoder()
_log = structlog.get_logger(__name__)


async def pause(conn: AsyncConnection, trouble: Trouble, now: datetime) -> None:
    """Pause it, with a message to its author where there is one."""
    why = trouble.why[:_LONGEST_WHY]
    if not await Broadcasts(conn, now).pause(trouble.broadcast, why):
        return
    _log.error("broadcast paused", broadcast=trouble.broadcast, errors=trouble.errors, of=trouble.of)
    author = await chat_of_author(conn, trouble.broadcast)
    if author is None:
        return
    text = _(
        "⏸️ <b>Broadcast {number} has been paused</b>\n\n{errors} of its last {of} messages failed: {why}\n\n"
        "Nobody else gets it until somebody resumes or cancels it.",
        number=trouble.broadcast,
        errors=trouble.errors,
        of=trouble.of,
        why=why,
    )
    payload = _ENCODE.encode(Screen(Voice(author.language).html(text))).decode()
    await Deliveries(conn, None, now).add(author.channel, author.chat, payload, kind=KIND, urgent=True)
