"""Every dialog of the office, one line each."""

from __future__ import annotations

from ibok_bot.dialogs import (
    account,
    alarm,
    balance,
    broadcasts,
    contact,
    dispatch,
    helpsearch,
    inbox,
    invitation,
    invoice,
    invoices,
    journal,
    letters,
    login,
    logout,
    menu,
    mytariff,
    newnotice,
    notice,
    notices,
    outage,
    outages,
    privacy,
    readings,
    recovery,
    register,
    settings,
    staff,
    suggestion,
    suggestions,
    survey,
    surveys,
    tariffs,
    team,
    templates,
    tour,
)
from ibok_bot.dialogs.talk import Dialog
from ibok_bot.domain.staff import Role
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
    readings.dialog,
    outages.dialog,
    outage.dialog,
    templates.dialog,
    account.dialog,
    tariffs.dialog,
    mytariff.dialog,
    notices.dialog,
    notice.dialog,
    survey.dialog,
    suggestion.dialog,
    contact.dialog,
    letters.dialog,
    journal.dialog,
    settings.dialog,
    tour.dialog,
    helpsearch.dialog,
    invitation.dialog,
    staff.dialog,
    inbox.dialog,
    dispatch.dialog,
    newnotice.dialog,
    broadcasts.dialog,
    surveys.dialog,
    suggestions.dialog,
    team.dialog,
)

COMMANDS: tuple[tuple[str, Text], ...] = (
    ("menu", _("The main menu")),
    ("balance", _("What there is to pay")),
    ("invoices", _("Invoices, and why they changed")),
    ("readings", _("What the meter shows")),
    ("outages", _("Report a fault, your reports")),
    ("tariffs", _("What electricity costs, and when less")),
    ("notices", _("The notice board")),
    ("survey", _("Surveys, ideas and opinions")),
    ("contact", _("Phones, hours, write to us")),
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


def staff_commands(role: Role) -> tuple[tuple[str, Text], ...]:
    """What the command menu of a staff chat shows: the rooms of this role, and then everybody's commands."""
    rooms = ((room.dialog, room.purpose) for room in staff.rooms_for(role))
    return (("staff", _("The staff's menu")), *rooms, *COMMANDS)
