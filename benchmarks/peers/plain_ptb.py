"""A plain python-telegram-bot bot: its own webhook server, its default HTTP client, an ORM session.

Updates are handled one by one: the library's default, and what its manual asks of handlers that keep a state.
"""

from __future__ import annotations

import os

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CommandHandler, ContextTypes

from benchmarks.peers.records import balance, make_sessions


class Bot:
    """One command."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def balance(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /balance."""
        if update.message is None:
            return
        keys = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("Według terminu", callback_data="order")],
                [InlineKeyboardButton("Menu", callback_data="menu"), InlineKeyboardButton("?", callback_data="help")],
            ]
        )
        text = await balance(self._sessions, update.message.chat_id)
        await update.message.reply_text(text, parse_mode="HTML", reply_markup=keys)


def main() -> None:
    """Run it on the settings of the benchmark."""
    settings = os.environ
    host, _colon, port = settings["IBOK_LISTEN"].partition(":")
    app = (
        Application.builder()
        .token(settings["IBOK_TELEGRAM_TOKEN"])
        .base_url(f"{settings['IBOK_TELEGRAM_API_URL']}/bot")
        .build()
    )
    app.add_handler(CommandHandler("balance", Bot(make_sessions(settings["IBOK_DATABASE_URL"])).balance))
    app.run_webhook(
        host,
        int(port),
        url_path="updates",
        webhook_url=f"{settings['IBOK_WEBHOOK_URL']}/updates",
        secret_token=settings["IBOK_WEBHOOK_SECRET"],
    )


if __name__ == "__main__":
    main()
