"""A new notice (nowe ogłoszenie), for clerks: written in the chat, looked at as customers will see it, and sent."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs.noticeform import Desk, has_draft, written
from ibok_bot.dialogs.noticereview import Review
from ibok_bot.dialogs.noticewriting import AskTitle
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Said, Step
from ibok_bot.domain.notice_draft import NEW
from ibok_bot.i18n import Verbatim, _, lines


@dataclass(frozen=True)
class Begin(Step[Desk]):
    """A new one, or on with the one that was left."""

    async def ask(self, desk: Desk) -> Ask | AskTitle:
        """Straight to the title where nothing is left from before."""
        if not await has_draft(desk, NEW):
            return AskTitle()
        draft = await written(desk, NEW)
        title = next((one.title for one in draft.texts.values() if one.title), "…")
        return Ask(
            lines(
                _("<b>There is a notice that you have not sent yet:</b>"),
                Verbatim(title),
                _("Go on with it, or begin a new one? The old one is then thrown away."),
            ),
            [Choice("on", _("Go on with it")), Choice("anew", _("Begin a new one"))],
        )

    async def answer(self, said: Said, desk: Desk) -> Review | AskTitle:
        """On, or anew."""
        if said.one_of(["on", "anew"]) == "on":
            return Review()
        await desk.drafts.drop(desk.staff.id, NEW)
        return AskTitle()


dialog = Dialog[Desk](
    "newnotice",
    _("📝 New notice"),
    Begin,
    access=Access.CLERK,
    help=_(
        "Here you write a notice to customers. Everything is asked step by step, and nothing goes out before you have "
        "seen it as customers will and pressed the button that sends it. What you have written is kept: you can leave "
        "with /menu and go on later with /newnotice."
    ),
)
