"""Every dialog of the office, one line each."""

from __future__ import annotations

from ibok_bot.dialogs import (
    account,
    alarm,
    balance,
    invoice,
    invoices,
    journal,
    login,
    logout,
    menu,
    mytariff,
    privacy,
    recovery,
    register,
    settings,
    tariffs,
    templates,
)
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
    invoices.dialog,
    invoice.dialog,
    templates.dialog,
    account.dialog,
    tariffs.dialog,
    mytariff.dialog,
    journal.dialog,
    settings.dialog,
)

COMMANDS: tuple[tuple[str, Text], ...] = (
    ("menu", _("The main menu")),
    ("balance", _("What there is to pay")),
    ("invoices", _("Invoices, and why they changed")),
    ("tariffs", _("What electricity costs, and when less")),
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
