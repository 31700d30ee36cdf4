"""An invitation to the staff: opened by its one-time link, accepted with a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.answers import too_many
from ibok_bot.dialogs.staffwords import ROLE, ROLE_MAY
from ibok_bot.dialogs.talk import Ask, Choice, Dialog, End, Entry, Said, Step, Style
from ibok_bot.domain.access import Purpose, Reason
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.limits import Tallies, wait
from ibok_bot.domain.staff import Invitation, StaffMember, secret_hash
from ibok_bot.i18n import Verbatim, _, lines, paragraphs

_GONE = _(
    "This invitation is not valid. It works once and for 24 hours. If you should belong to the staff, ask the "
    "administrator who invited you for a new one."
)
"""The one answer to a used, an expired, a revoked and an invented invitation."""
_DECLINED = _("Nothing was accepted. If somebody else was meant, simply ignore the link.")


class Visitor(Protocol):
    """The chat that opened the link; what is set here is true from now on."""

    channel: str
    chat: ChatId
    staff: StaffMember | None
    menus_changed: bool


class Team(Protocol):
    """The invitations."""

    async def invitation(self, token_hash: str) -> Invitation | None: ...
    async def accept(self, token_hash: str, channel: str, chat: ChatId) -> StaffMember | None: ...


class Attempts(Protocol):
    """Failed tries of this chat."""

    async def tallies(self) -> Tallies: ...
    async def record(self, purpose: Purpose, reason: Reason, *, given: str) -> None: ...


class Desk(Protocol):
    """What accepting needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def team(self) -> Team: ...
    @property
    def attempts(self) -> Attempts: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Accept(Step[Desk]):
    """Whether to join; of the link's secret only the hash is kept."""

    token_hash: str = ""

    async def ask(self, desk: Desk) -> Ask | End:
        """Who invites whom as what. Guessing is slowed down like guessing a password."""
        me = desk.visitor.staff
        if me is not None:
            return _already(me)
        pause = wait(await desk.attempts.tallies(), desk.now())
        if pause:
            return End(too_many(pause))
        invitation = await desk.team.invitation(self.token_hash)
        if invitation is None:
            await desk.attempts.record(Purpose.INVITATION, Reason.WRONG_DATA, given="staff")
            return End(_GONE)
        return _offered(invitation)

    async def answer(self, said: Said, desk: Desk) -> End:
        """Join, once."""
        if said.one_of(["join", "decline"]) == "decline":
            return End(_DECLINED)
        if desk.visitor.staff is not None:
            return _already(desk.visitor.staff)
        member = await desk.team.accept(self.token_hash, desk.visitor.channel, desk.visitor.chat)
        if member is None:
            return End(_GONE)
        desk.visitor.staff, desk.visitor.menus_changed = member, True
        return End(
            paragraphs(
                _("✅ Welcome to the staff, <b>{name}</b>!", name=Verbatim(member.name)),
                _("Your commands are in the menu of this chat. They begin with /staff."),
            ),
            [Entry("staff", _("🛠 Staff"))],
        )


def _offered(invitation: Invitation) -> Ask:
    role = ROLE[invitation.role]
    name = Verbatim(invitation.name)
    invites = (
        _("The supplier invites <b>{name}</b> to the staff as <b>{role}</b>.", name=name, role=role)
        if invitation.inviter is None
        else _(
            "{inviter} invites <b>{name}</b> to the staff as <b>{role}</b>.",
            inviter=Verbatim(invitation.inviter),
            name=name,
            role=role,
        )
    )
    return Ask(
        paragraphs(
            lines(invites, _("What the role is for: {may}.", may=ROLE_MAY[invitation.role])),
            _("Whoever has this chat then acts in the supplier's name, and the audit log says who did what."),
            _("valid until {at}", at=invitation.expires_at),
        ),
        [Choice("join", _("Join the staff"), Style.SUCCESS), Choice("decline", _("No, that is not me"))],
    )


def _already(me: StaffMember) -> End:
    return End(
        _(
            "This chat belongs to the staff already: {name}, {role}. For another role an administrator takes this "
            "access away first, and then invites again.",
            name=Verbatim(me.name),
            role=ROLE[me.role],
        ),
        [Entry("staff", _("🛠 Staff"))],
    )


def _by_link(secret: str) -> Accept:
    return Accept(secret_hash(secret))


dialog = Dialog(
    "invitation",
    _("🛠 Invitation"),
    Accept,
    help=_("This is an invitation to the supplier's staff. Accept it only if you know who sent you the link."),
    entry=_by_link,
    link="staff",
)
