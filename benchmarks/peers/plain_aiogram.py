"""A plain aiogram 3 bot: its aiohttp webhook, its default HTTP client, the same ORM session."""

from __future__ import annotations

import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.peers.records import balance, make_sessions


def make_app() -> web.Application:
    """The bot on the settings of the benchmark."""
    settings = os.environ
    sessions = make_sessions(settings["IBOK_DATABASE_URL"])
    secret = settings["IBOK_WEBHOOK_SECRET"]
    api = TelegramAPIServer.from_base(settings["IBOK_TELEGRAM_API_URL"])
    bot = Bot(settings["IBOK_TELEGRAM_TOKEN"], session=AiohttpSession(api=api))
    dispatcher = Dispatcher()

    async def answer(message: Message) -> None:
        keys = InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text="Według terminu", callback_data="order")],
                [
                    InlineKeyboardButton(text="Menu", callback_data="menu"),
                    InlineKeyboardButton(text="?", callback_data="help"),
                ],
            ]
        )
        text = await balance(sessions, message.chat.id)
        await message.answer(text, parse_mode="HTML", reply_markup=keys)

    async def announce() -> None:
        await bot.set_webhook(f"{settings['IBOK_WEBHOOK_URL']}/updates", secret_token=secret)

    dispatcher.message.register(answer, Command("balance"))
    dispatcher.startup.register(announce)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, "/updates")
    setup_application(app, dispatcher, bot=bot)
    return app


def main() -> None:
    """Run it."""
    host, _colon, port = os.environ["IBOK_LISTEN"].partition(":")
    web.run_app(make_app(), host=host, port=int(port), access_log=None)


if __name__ == "__main__":
    main()
