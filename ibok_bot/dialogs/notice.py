"""One notice by a link or a button from elsewhere: `start=notice_<number>`."""

from __future__ import annotations

from ibok_bot.dialogs.notices import Desk, Notices
from ibok_bot.dialogs.onenotice import One
from ibok_bot.dialogs.talk import Access, Dialog
from ibok_bot.i18n import _

dialog = Dialog[Desk](
    "notice",
    _("📌 Notice board"),
    Notices,
    access=Access.CUSTOMER,
    help=_(
        "This is one notice from our board. The line with 📌 says who wrote it; we never ask for a password or a card "
        "number in a notice."
    ),
    entry=One,
)
