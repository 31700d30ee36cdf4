"""The load: customers who type /balance, so many at once, or so many a second whatever the answers take.

The HTTP is written by hand, because a load generator must cost much less than what it measures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from time import perf_counter, time
from urllib.parse import urlsplit

from benchmarks.telegram import LocalTelegram, Webhook

IN_FLIGHT = 32
_PATIENCE = 30.0
_UPDATE = (
    '{"update_id":%d,"message":{"message_id":%d,"date":%d,"text":"/balance",'
    '"from":{"id":%d,"is_bot":false,"first_name":"Customer","language_code":"pl"},'
    '"chat":{"id":%d,"type":"private","first_name":"Customer"},'
    '"entities":[{"type":"bot_command","offset":0,"length":8}]}}'
)


class Refused(Exception):
    """The bot did not take an update."""


class _Connection:
    """One kept-alive connection to the webhook."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def post(self, head: str, body: str) -> None:
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if b" 200 " not in answer[:20]:
            raise Refused(answer[:40].decode())
        _before, found, after = answer.partition(b"content-length:")
        if found and (length := int(after.split(b"\r\n", 1)[0])):
            await self._reader.readexactly(length)

    @property
    def closed(self) -> bool:
        """Whether the bot has hung up: an idle connection is kept for a minute or so."""
        return self._reader.at_eof()

    def close(self) -> None:
        self._writer.close()


class Load:
    """Updates for one bot. Update ids only grow; a chat has at most one update under way."""

    def __init__(self, telegram: LocalTelegram, webhook: Webhook) -> None:
        where = urlsplit(webhook.url)
        self._telegram = telegram
        self._host, self._port = where.hostname or "127.0.0.1", where.port or 80
        self._head = (
            f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {webhook.secret}\r\n"
        )
        self._idle: list[_Connection] = []
        self._update_id = 0

    async def first_answer(self, chat: int) -> None:
        """Ask until the bot listens, and wait for its reply."""
        while True:
            try:
                self._idle.append(await self._connect())
                break
            except ConnectionError:
                await asyncio.sleep(0.002)
        await self._ask(chat)

    async def closed(self, chats: Sequence[int]) -> float:
        """Updates a second with IN_FLIGHT of them under way at any time."""
        rest = iter(chats)
        started = perf_counter()
        async with asyncio.timeout(_PATIENCE + len(chats) / 20), asyncio.TaskGroup() as group:
            for _worker in range(IN_FLIGHT):
                group.create_task(self._work(rest))
        return len(chats) / (perf_counter() - started)

    async def open(self, chats: Sequence[int], rate: float) -> list[float]:
        """Seconds to each reply at `rate` updates a second, from the moment each was due: a queue is not hidden."""
        started = perf_counter()
        async with asyncio.timeout(_PATIENCE + len(chats) / 20), asyncio.TaskGroup() as group:
            asked = []
            for place, chat in enumerate(chats):
                due = started + place / rate
                await asyncio.sleep(max(0.0, due - perf_counter()))
                asked.append(group.create_task(self._since(due, chat)))
        return [task.result() for task in asked]

    def close(self) -> None:
        """Let the connections go."""
        for connection in self._idle:
            connection.close()

    async def _work(self, chats: Iterator[int]) -> None:
        for chat in chats:
            await self._ask(chat)

    async def _since(self, due: float, chat: int) -> float:
        return await self._ask(chat) - due

    async def _ask(self, chat: int) -> float:
        """One update, seen through: its reply has come and the bot has acknowledged it. The moment of the reply."""
        self._update_id += 1
        body = _UPDATE % (self._update_id, self._update_id, int(time()), chat, chat)
        reply = self._telegram.reply(chat)
        connection = await self._connection()
        await connection.post(self._head, body)
        self._idle.append(connection)
        return await reply

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
            connection.close()
        return await self._connect()

    async def _connect(self) -> _Connection:
        return _Connection(*await asyncio.open_connection(self._host, self._port))
