"""One of the staff: the page from which access is taken away, and the questions that make an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.staffwords import ROLE, ROLE_MAY
from ibok_bot.dialogs.talk import Ask, Choice, Copy, End, Entry, Outdated, Retry, Said, Step, Style
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.staff import (
    LONGEST_NAME,
    Actor,
    AuditEntry,
    Listed,
    Revoked,
    Role,
    StaffMember,
    Standing,
    proper_name,
)
from ibok_bot.i18n import Text, Verbatim, _, lines, paragraphs

ON_LIST = (Standing.ACTIVE, Standing.INVITED)
"""Who is shown: whose access ended is found in the audit log."""
_WHY_NOT: dict[Revoked, Text] = {
    Revoked.GONE: _("That access was taken away before."),
    Revoked.ONESELF: _(
        "You cannot take your own access away, so that an administrator always remains. Another administrator can."
    ),
    Revoked.NOT_ALLOWED: _("Your access to this has ended. Here is the menu."),
}


class Visitor(Protocol):
    """The administrator's chat."""

    menus_changed: bool


class Team(Protocol):
    """The staff."""

    async def list(self) -> Sequence[Listed]: ...
    async def invite(self, name: str, role: Role, by: Actor) -> str: ...
    async def revoke(self, member: MemberId, by: Actor) -> Revoked: ...


class Audit(Protocol):
    """The audit log."""

    async def count(self) -> int: ...
    async def entries(self, page: int, size: int) -> Sequence[AuditEntry]: ...


class Doorplate(Protocol):
    """How people find the bot."""

    def link(self, payload: str) -> str | None: ...


class Desk(Protocol):
    """What the team's pages need."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def staff(self) -> StaffMember: ...
    @property
    def team(self) -> Team: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def doorplate(self) -> Doorplate: ...
    def now(self) -> datetime: ...


async def shown(desk: Desk) -> Sequence[Listed]:
    """Everybody with access, and whose invitation waits."""
    return [one for one in await desk.team.list() if one.standing(desk.now()) in ON_LIST]


def told(one: Listed) -> Text:
    """Somebody of the staff in words."""
    name, role = Verbatim(one.member.name), ROLE[one.member.role]
    return lines(
        _("<b>{name}</b>, {role}", name=name, role=role),
        _("since {at}", at=one.joined_at) if one.joined_at else None,
        _("invited, the link is valid until {at}", at=one.invited_until) if one.invited_until else None,
    )


async def _found(desk: Desk, key: MemberId) -> Listed:
    """Raises Outdated where the access has ended meanwhile."""
    for one in await shown(desk):
        if one.member.id == key:
            return one
    raise Outdated(_WHY_NOT[Revoked.GONE])


@dataclass(frozen=True)
class Member(Step[Desk]):
    """One of the staff."""

    key: MemberId

    async def ask(self, desk: Desk) -> Ask:
        """As what, since when; nobody is offered to shut themselves out."""
        one = await _found(desk, self.key)
        mine = one.member.id == desk.staff.id
        end = _("Revoke access") if one.joined_at else _("Revoke the invitation")
        return Ask(
            paragraphs(told(one), _("That is you.") if mine else None),
            [] if mine else [Choice("revoke", end, Style.DANGER)],
            crumb=Verbatim(one.member.name),
        )

    async def answer(self, said: Said, desk: Desk) -> Revoke:
        """On to the confirmation."""
        said.one_of(["revoke"])
        return Revoke(self.key)


@dataclass(frozen=True)
class Revoke(Step[Desk]):
    """Whether to take the access away indeed."""

    key: MemberId

    async def ask(self, desk: Desk) -> Ask:
        """Says what ends by it."""
        one = await _found(desk, self.key)
        return Ask(
            paragraphs(
                _("Take this access away?"),
                told(one),
                _("It ends at once: open forms, old buttons and commands of theirs do nothing any more."),
            ),
            [Choice("keep", _("Keep it")), Choice("revoke", _("Take access away"), Style.DANGER)],
            crumb=_("Taking access away"),
        )

    async def answer(self, said: Said, desk: Desk) -> End | Member:
        """Take it away, or keep it. Raises Outdated with the reason where it cannot be."""
        if said.one_of(["keep", "revoke"]) == "keep":
            return Member(self.key)
        one = await _found(desk, self.key)
        done = await desk.team.revoke(self.key, desk.staff)
        if done is not Revoked.DONE:
            raise Outdated(_WHY_NOT[done])
        desk.visitor.menus_changed = True
        name = Verbatim(one.member.name)
        return End(
            _("✅ {name} has no access any more.", name=name),
            [Entry("team", _("👥 Team")), Entry("staff", _("🛠 Staff"))],
        )


@dataclass(frozen=True)
class AskName(Step[Desk]):
    """Whom to invite."""

    async def ask(self, desk: Desk) -> Ask:
        """The name under which the audit log will know them."""
        return Ask(
            lines(
                _("<b>Whom do we invite?</b> Write a first name and a surname, for example: Anna Kowalska."),
                _("The audit log will show this name."),
            ),
            crumb=_("Invitation"),
        )

    async def answer(self, said: Said, desk: Desk) -> AskRole:
        """On to the role."""
        name = proper_name(said.line(LONGEST_NAME))
        if name is None:
            raise Retry(_("Please write the answer as text."))
        return AskRole(name)


@dataclass(frozen=True)
class AskRole(Step[Desk]):
    """As what."""

    name: str

    async def ask(self, desk: Desk) -> Ask:
        """What each role may do."""
        return Ask(
            paragraphs(
                _("<b>What is {name} to do?</b>", name=Verbatim(self.name)),
                lines(*(_("• {role}", role=may) for may in ROLE_MAY.values())),
            ),
            [
                (Choice(Role.CLERK, _("Invite as clerk")), Choice(Role.DISPATCHER, _("Invite as dispatcher"))),
                Choice(Role.ADMIN, _("Invite as administrator"), Style.DANGER),
            ],
            crumb=_("Role"),
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """The link, shown now and never again: the conversation itself does not keep it."""
        role = Role(said.one_of(list(Role)))
        payload = f"staff_{await desk.team.invite(self.name, role, desk.staff)}"
        link = desk.doorplate.link(payload) or f"/start {payload}"
        return End(
            paragraphs(
                _("✅ {name} is invited: {role}.", name=Verbatim(self.name), role=ROLE[role]),
                lines(
                    _("Send them this link. It works once, for 24 hours, and it is shown only here:"),
                    _("<code>{link}</code>", link=Verbatim(link)),
                ),
                _("Whoever opens it first gets in, so send it to that person alone."),
            ),
            [Copy(link, _("Copy the link")), Entry("team", _("👥 Team"))],
        )
