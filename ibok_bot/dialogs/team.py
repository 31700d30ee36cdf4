"""The team (zespół), for administrators: who belongs to the staff, and the audit log of who did what."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.dialogs import staffwords
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Said, Step
from ibok_bot.dialogs.teammember import AskName, Desk, Member, shown, told
from ibok_bot.domain.ids import MemberId
from ibok_bot.i18n import Verbatim, _, n_, paragraphs

PAGE = 6
LOG_PAGE = 8


@dataclass(frozen=True)
class All(Step[Desk]):
    """Everybody with access, and whose invitation waits."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with role and since when, and a button."""
        everybody = await shown(desk)
        last_page = (len(everybody) - 1) // PAGE
        page = min(self.page, last_page)
        here = everybody[page * PAGE : (page + 1) * PAGE]
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        buttons = [Choice(f"at:{one.member.id}", Verbatim(one.member.name[:30])) for one in here]
        return Ask(
            paragraphs(
                n_(
                    "<b>{n} person</b> with access or invited",
                    "<b>{n} people</b> with access or invited",
                    len(everybody),
                ),
                *(told(one) for one in here),
                where,
            ),
            [
                *(tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2)),
                *turning(page, last_page),
                (Choice("invite", _("Invite somebody")), Choice("log", _("Audit log"))),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[All] | Member | AskName | Log:
        """Open somebody's page, turn the page, invite, or read the log."""
        listed = [f"at:{one.member.id}" for one in await shown(desk)]
        chosen = said.one_of(["older", "newer", "invite", "log", *listed])
        match chosen:
            case "older":
                return Instead(All(self.page + 1))
            case "newer":
                return Instead(All(max(0, self.page - 1)))
            case "invite":
                return AskName()
            case "log":
                return Log()
        return Member(MemberId(int(chosen.removeprefix("at:"))))


@dataclass(frozen=True)
class Log(Step[Desk]):
    """The audit log, newest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Who, what, when."""
        count = await desk.audit.count()
        last_page = max(0, (count - 1) // LOG_PAGE)
        page = min(self.page, last_page)
        entries = await desk.audit.entries(page, LOG_PAGE)
        return Ask(
            paragraphs(
                _("<b>Audit log</b>, newest first"),
                *(staffwords.told(entry) for entry in entries),
                _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None,
            ),
            turning(page, last_page),
            crumb=_("Audit log"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Log]:
        """Turn the page."""
        turned = 1 if said.one_of(["older", "newer"]) == "older" else -1
        return Instead(Log(max(0, self.page + turned)))


dialog = Dialog(
    "team",
    _("👥 Team"),
    All,
    access=Access.ADMIN,
    help=_(
        "Here you invite people to the staff and take access away. An invitation is a link that works once, for 24 "
        "hours. The audit log shows who did what; nobody can change it."
    ),
)
