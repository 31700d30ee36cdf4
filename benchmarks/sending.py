"""The sending path alone, in a process of its own: `python -m benchmarks.sending CLIENT URL MESSAGES` prints a number.

The number is messages a second with 48 of them under way at any time.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.telegram import TOKEN
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.handlers.telegram import TelegramChannel
from ibok_bot.turns.messages import Screen

IN_FLIGHT = 48
TEXT = "Planowana przerwa w dostawie energii: <b>12 maja, 8:00–14:00</b>, ul. Testowa 1–15."
Send = Callable[[int], Awaitable[object]]


async def per_second(send: Send, messages: int) -> float:
    """Messages a second."""

    async def work(chats: Iterator[int]) -> None:
        for chat in chats:
            await send(chat)

    async def burst(count: int) -> float:
        chats = iter(range(1, count + 1))
        started = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _worker in range(IN_FLIGHT):
                group.create_task(work(chats))
        return count / (perf_counter() - started)

    await burst(messages // 4)
    return await burst(messages)


async def with_ours(url: str, messages: int) -> float:
    """The way that every answer and push of ibok-bot takes."""
    bot = make_bot(TOKEN, url, AiohttpRequest(), AiohttpRequest(connections=1))
    channel = TelegramChannel(bot, Press())
    async with bot:
        return await per_second(lambda chat: channel.push(ChatId(chat), Screen(TEXT)), messages)


async def with_ptb(url: str, messages: int, request: BaseRequest, own: BaseRequest) -> float:
    """python-telegram-bot's Bot on its own HTTP client."""
    bot: Bot = make_bot(TOKEN, url, request, own)
    async with bot:
        return await per_second(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), messages)


async def with_aiogram(url: str, messages: int) -> float:
    """aiogram's Bot as it comes."""
    import aiogram  # noqa: PLC0415 - the other clients must not carry its weight
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = aiogram.Bot(TOKEN, session=session)
    try:
        return await per_second(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), messages)
    finally:
        await session.close()


def main() -> None:
    """Measure one client."""
    client, url, messages = sys.argv[1], sys.argv[2], int(sys.argv[3])
    match client:
        case "ours":
            rate = asyncio.run(with_ours(url, messages))
        case "ptb":  # the pool that Application.builder() gives
            rate = asyncio.run(with_ptb(url, messages, HTTPXRequest(connection_pool_size=256), HTTPXRequest()))
        case _:
            rate = asyncio.run(with_aiogram(url, messages))
    print(rate)


if __name__ == "__main__":
    main()
