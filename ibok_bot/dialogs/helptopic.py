"""One topic of the help: what it is called, what it says, and which dialogs it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Access
from ibok_bot.domain.staff import StaffMember
from ibok_bot.i18n import Lines, Msg, _, paragraphs


class Visitor(Protocol):
    """Who asks for help."""

    @property
    def signed_in(self) -> bool: ...
    @property
    def staff(self) -> StaffMember | None: ...


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the help. Its name stands in buttons for ever; its first dialog is where its button leads.

    `words` are other names for it, as people say them: they are searched and never shown.
    """

    name: str
    dialogs: tuple[str, ...]
    title: Msg
    text: Msg
    words: Msg
    access: Access = Access.PUBLIC

    @property
    def page(self) -> Lines:
        """What is shown."""
        return paragraphs(_("<b>{title}</b>", title=self.title), self.text)

    def is_for(self, visitor: Visitor) -> bool:
        """Whether this person may read it; to all but the role it is for, a topic of the staff does not exist."""
        return not self.access.of_staff or self.access.admits(
            visitor.staff.role if visitor.staff else None, signed_in=visitor.signed_in
        )
