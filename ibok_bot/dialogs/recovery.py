"""Recover access: prove oneself with an invoice again, and set a new password."""

from __future__ import annotations

from ibok_bot.dialogs.proof import CustomerNumber
from ibok_bot.dialogs.talk import Dialog
from ibok_bot.domain.access import Purpose
from ibok_bot.i18n import _


def start() -> CustomerNumber:
    """The proof, asked for a new password."""
    return CustomerNumber(Purpose.RECOVERY)


dialog = Dialog(
    "recovery",
    _("New password"),
    start,
    help=_(
        "Prove with an invoice that the account is yours, then choose a new password. In a chat that you have used "
        "before it works at once. In a new chat it works after a waiting time, and the owner of the account is told."
    ),
    identifies=True,
)
