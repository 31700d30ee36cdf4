"""The staff's own menu: a button for each room of the office that the member's role may enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.staffwords import ROLE
from ibok_bot.dialogs.talk import Access, Ask, Dialog, Entry, Retry, Said, Step
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.i18n import Text, Verbatim, _, lines


@dataclass(frozen=True, slots=True)
class Room:
    """A dialog of the staff: who may enter, its button, and what the command menu says of it."""

    access: Access
    dialog: str
    label: Text
    purpose: Text


ROOMS = (
    Room(Access.CLERK, "inbox", _("☎️ Inbox"), _("Customers who wait for an answer")),
    Room(Access.CLERK, "newnotice", _("📝 New notice"), _("Write a notice to customers")),
    Room(Access.CLERK, "broadcasts", _("📨 Notices sent"), _("How notices go out; approve, stop, mend them")),
    Room(Access.CLERK, "surveys", _("📝 All surveys"), _("Load, publish and close surveys; read results")),
    Room(Access.CLERK, "suggestions", _("💡 Suggestions"), _("Read what customers suggest, and answer")),
    Room(Access.DISPATCHER, "dispatch", _("⚡ Faults desk"), _("Faults that customers report; move them along")),
    Room(Access.DISPATCHER, "plannedoutages", _("🗓 Planned outages"), _("Announce and change planned outages")),
    Room(Access.ADMIN, "team", _("👥 Team"), _("Who belongs to the staff, and who did what")),
)
"""Every room of the staff, the likeliest first: their menu and their commands are both made of these."""


def rooms_for(role: Role) -> list[Room]:
    """The rooms that this role may enter."""
    return [room for room in ROOMS if room.access.admits(role, signed_in=False)]


class Desk(Protocol):
    """What the menu needs."""

    @property
    def staff(self) -> StaffMember: ...


@dataclass(frozen=True)
class Rooms(Step[Desk]):
    """Where to."""

    async def ask(self, desk: Desk) -> Ask:
        """Says as whom one is here."""
        me = desk.staff
        return Ask(
            lines(
                _("You are here as <b>{name}</b>, {role}.", name=Verbatim(me.name), role=ROLE[me.role]),
                _("What shall we do?"),
            ),
            [Entry(room.dialog, room.label) for room in rooms_for(me.role)],
        )

    async def answer(self, said: Said, desk: Desk) -> Rooms:
        """Nothing is asked here."""
        raise Retry(_("Please choose with a button below."))


dialog = Dialog(
    "staff",
    _("🛠 Staff"),
    Rooms,
    access=Access.STAFF,
    help=_("Here are the rooms of your role. What you do in them is written down in the audit log under your name."),
)
