"""Buttons as Telegram takes them."""

from __future__ import annotations

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from ibok_bot.turns.messages import Button, Screen


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """The buttons under a screen; None where it has none."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in screen.rows])


def _button(button: Button) -> InlineKeyboardButton:
    if button.copies is not None:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copies), style=button.style)
    return InlineKeyboardButton(button.label, callback_data=button.data, style=button.style)
