"""How personal data is used: the supplier's information clause, to read at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Dialog, End, Said, Step
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Verbatim, _


class Visitor(Protocol):
    """Who reads."""

    language: str


class Desk(Protocol):
    """What the clause is taken from."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def supplier(self) -> Supplier: ...


@dataclass(frozen=True)
class Clause(Step[Desk]):
    """The clause, in full."""

    async def ask(self, desk: Desk) -> End:
        """There is nothing to answer: the text, and the menu."""
        return End(Verbatim(desk.supplier.privacy.text(desk.visitor.language)))

    async def answer(self, said: Said, desk: Desk) -> End:
        """Never open, as nothing is asked; the clause again."""
        return await self.ask(desk)


dialog = Dialog("privacy", _("How we use your data"), Clause)
