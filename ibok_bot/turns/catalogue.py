"""Every dialog of the office, one line each."""

from __future__ import annotations

from ibok_bot.dialogs import alarm, balance, journal, login, logout, menu, privacy, recovery, register, settings
from ibok_bot.dialogs.talk import Dialog
from ibok_bot.i18n import Text, _
from ibok_bot.turns.desk import Desk

DIALOGS: tuple[Dialog[Desk], ...] = (
    menu.dialog,
    privacy.dialog,
    register.dialog,
    login.dialog,
    recovery.dialog,
    logout.dialog,
    alarm.dialog,
    balance.dialog,
    journal.dialog,
    settings.dialog,
)

COMMANDS: tuple[tuple[str, Text], ...] = (
    ("menu", _("The main menu")),
    ("balance", _("What there is to pay")),
    ("journal", _("Who logged in and when")),
    ("settings", _("Language and messages")),
    ("login", _("Log in")),
    ("register", _("Create an account")),
    ("logout", _("Log out")),
    ("language", _("Język · Language · Мова")),
    ("privacy", _("How we use your data")),
    ("help", _("Help")),
    ("back", _("One step back")),
    ("cancel", _("End the form")),
)
"""What the channel's command menu shows, in this order."""
