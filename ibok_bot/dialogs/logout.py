"""Log out: here, or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, End, Entry, Said, Step, Style
from ibok_bot.domain.access import Customer, HowOut
from ibok_bot.domain.ids import AccountId
from ibok_bot.i18n import _


class Sessions(Protocol):
    """Sessions of this chat, and of the account."""

    async def close(self, how: HowOut) -> None: ...
    async def close_all(self, account: AccountId, how: HowOut) -> int: ...


class Desk(Protocol):
    """What leaving needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def sessions(self) -> Sessions: ...


@dataclass(frozen=True)
class Where(Step[Desk]):
    """Only here, or in every chat."""

    async def ask(self, desk: Desk) -> Ask:
        """Both ways in one question."""
        return Ask(
            _("Log out in this chat only, or everywhere you are logged in?"),
            [
                Choice("here", _("Log out here")),
                Choice("everywhere", _("Log out everywhere"), Style.DANGER),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """What was done, and the way back in."""
        again = [Entry("login", _("Log in"))]
        if said.one_of(["here", "everywhere"]) == "here":
            await desk.sessions.close(HowOut.COMMAND)
            return End(_("You are logged out. See you!"), again)
        ended = await desk.sessions.close_all(desk.customer.account, HowOut.EVERYWHERE)
        return End(_("You are logged out everywhere. Sessions ended: {n}.", n=ended), again)


dialog = Dialog("logout", _("Log out"), Where, access=Access.CUSTOMER)
