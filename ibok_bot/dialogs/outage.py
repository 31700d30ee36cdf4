"""One fault that was reported (awaria), opened by a button or a link; without one, all of them."""

from __future__ import annotations

from ibok_bot.dialogs.onereport import One
from ibok_bot.dialogs.reportlist import MyReports
from ibok_bot.dialogs.talk import Access, Dialog
from ibok_bot.i18n import _

dialog = Dialog(
    "outage",
    _("⚡ Faults"),
    MyReports,
    access=Access.CUSTOMER,
    entry=One,
    help=_(
        "Here is one fault that you reported: how it stands, who acts now, and when the repair is expected. You can "
        "add words and photos, and withdraw it while it is open. When it is repaired we ask whether it works again; "
        "“no” opens it anew. In danger call 991, for fire or a threat to life 112."
    ),
)
