""" "It was not me": the owner, from a chat linked before, freezes the account and ends every session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Ask, Choice, Dialog, End, Entry, Outdated, Said, Step, Style
from ibok_bot.domain.access import HowOut
from ibok_bot.domain.ids import AccountId, SessionId
from ibok_bot.i18n import _, lines

_GONE = _("This alarm is no longer in force. If something worries you, set a new password or call us.")


class Accounts(Protocol):
    """The accounts."""

    async def freeze(self, account: AccountId) -> None: ...


class Sessions(Protocol):
    """The account's sessions."""

    async def close_all(self, account: AccountId, how: HowOut) -> int: ...


class Links(Protocol):
    """Chats that have proved themselves for an account."""

    async def is_linked(self, account: AccountId) -> bool: ...
    async def unlink_younger(self, account: AccountId) -> None: ...


class Recoveries(Protocol):
    """Recovered passwords that wait for their time."""

    async def cancel(self, account: AccountId) -> None: ...


class Desk(Protocol):
    """What the alarm needs."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def links(self) -> Links: ...
    @property
    def recoveries(self) -> Recoveries: ...


@dataclass(frozen=True)
class NotMe(Step[Desk]):
    """Whether to freeze the account."""

    account: AccountId
    session: SessionId

    async def ask(self, desk: Desk) -> Ask:
        """What freezing does; the right to do it is checked at every press."""
        await self._check(desk)
        return Ask(
            lines(
                _("Shall we close the account?"),
                _("All sessions end and the password stops working. You then set a new one in this chat at once."),
            ),
            [Choice("freeze", _("Close the account"), Style.DANGER)],
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """Freeze; chats that were linked after this one are no longer believed."""
        said.one_of(["freeze"])
        await self._check(desk)
        await desk.accounts.freeze(self.account)
        await desk.sessions.close_all(self.account, HowOut.FROZEN)
        await desk.recoveries.cancel(self.account)
        await desk.links.unlink_younger(self.account)
        return End(
            lines(_("✅ The account is closed to everybody."), _("Set a new password to open it again.")),
            [Entry("recovery", _("Set a new password"))],
        )

    async def _check(self, desk: Desk) -> None:
        if not await desk.links.is_linked(self.account):
            raise Outdated(_GONE)


@dataclass(frozen=True)
class Nothing(Step[Desk]):
    """The command without an alarm behind it."""

    async def ask(self, desk: Desk) -> Ask:
        """Not a thing to begin by hand."""
        raise Outdated(_GONE)

    async def answer(self, said: Said, desk: Desk) -> End:
        """Never open."""
        raise Outdated(_GONE)


def entry(item: str) -> NotMe:
    """From the push's button: account and session."""
    found = re.fullmatch(r"(\d{1,18})-(\d{1,18})", item)
    if not found:
        raise Outdated(_GONE)
    return NotMe(AccountId(int(found[1])), SessionId(int(found[2])))


dialog = Dialog("alarm", _("🔐 It was not me"), Nothing, entry=entry)
