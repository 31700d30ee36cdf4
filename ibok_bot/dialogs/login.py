"""Log in: the e-mail, then the password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from ibok_bot.dialogs.answers import LOGIN_FAILED, NOT_ME_HINT, too_many
from ibok_bot.dialogs.talk import Ask, Dialog, End, Entry, Retry, Said, SlowStep, Step
from ibok_bot.domain.access import Credential, HowIn, Purpose, Reason
from ibok_bot.domain.ids import AccountId, SessionId
from ibok_bot.domain.limits import Tallies, wait
from ibok_bot.i18n import Text, _, lines

SERIES = 3
"""After so many failed log-ins in a row the owner is told; and again at each further multiple."""


@dataclass(frozen=True)
class Verified:
    """What the slow check of an e-mail and a password found, before the transaction."""

    email: str
    credential: Credential | None
    right: bool
    recovered: bool
    """The password is a recovered one whose waiting time is over; from now on it is the account's."""
    tag: str = field(repr=False)


class Tools(Protocol):
    """Slow work, done before the transaction."""

    async def verify(self, email: str, password: str) -> Verified: ...


class Visitor(Protocol):
    """Who stands at the desk."""

    @property
    def signed_in(self) -> bool: ...


class Accounts(Protocol):
    """The accounts."""

    async def by_email(self, email: str) -> Credential | None: ...
    async def adopt_recovered(self, account: AccountId) -> None: ...


class Attempts(Protocol):
    """Failed tries, counted per chat, account, customer number and overall."""

    async def tallies(self, account: AccountId | None = None, customer_number: str | None = None) -> Tallies: ...
    async def record(
        self,
        purpose: Purpose,
        reason: Reason,
        *,
        given: str,
        account: AccountId | None = None,
        tag: str | None = None,
    ) -> None: ...


class Sessions(Protocol):
    """Sessions of this chat."""

    async def open(self, account: AccountId, how: HowIn) -> SessionId: ...


class Links(Protocol):
    """Chats that have proved themselves for an account."""

    async def is_linked(self, account: AccountId) -> bool: ...


class Pushes(Protocol):
    """Messages to other chats, sent after this turn."""

    def tell_owner(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None: ...


class Desk(Protocol):
    """What logging in needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def links(self) -> Links: ...
    @property
    def pushes(self) -> Pushes: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Email(Step[Desk]):
    """Which account."""

    async def ask(self, desk: Desk) -> Ask | End:
        """The e-mail; who is logged in already need not be asked."""
        if desk.visitor.signed_in:
            return End(_("You are logged in already."), [Entry("logout", _("Log out"))])
        return Ask(
            lines(_("What is your e-mail?"), _("It is the one you gave when you created the account.")),
            [(Entry("recovery", _("I forgot the password")), Entry("register", _("Create an account")))],
        )

    async def answer(self, said: Said, desk: Desk) -> Password:
        """Whether such an account exists is not told here."""
        return Password(said.line(254).lower())


@dataclass(frozen=True)
class Password(SlowStep[Desk, Tools, Verified]):
    """Whether it is really them."""

    email: str
    secret: ClassVar[bool] = True

    async def ask(self, desk: Desk) -> Ask:
        """The password, whose message is deleted at once."""
        return Ask(
            lines(
                _("Password for {email}?", email=self.email),
                _("Your message with the password is deleted from the chat at once."),
            ),
            [Entry("recovery", _("I forgot the password"))],
        )

    async def prepare(self, said: Said, tools: Tools) -> Verified:
        """argon2 takes a moment; an unknown e-mail takes the same moment."""
        if said.text is None:
            raise Retry(_("Please write the password as text."))
        return await tools.verify(self.email, said.text)

    async def settle(self, done: Verified, desk: Desk) -> End:
        """Let them in, or count a failed try; every failure has the same answer."""
        found = await desk.accounts.by_email(self.email)
        account = found.account if found else None
        if delay := wait(await desk.attempts.tallies(account), desk.now()):
            await desk.attempts.record(Purpose.LOGIN, Reason.TOO_MANY, given=self.email, account=account, tag=done.tag)
            return End(too_many(delay))
        reason = _failure(done, found)
        if reason or found is None:
            await refuse(desk, self.email, account, reason or Reason.UNKNOWN_LOGIN, done.tag)
            raise Retry(LOGIN_FAILED)
        if done.recovered:
            await desk.accounts.adopt_recovered(found.account)
        known_chat = await desk.links.is_linked(found.account)
        session = await desk.sessions.open(found.account, HowIn.RECOVERY if done.recovered else HowIn.PASSWORD)
        if not known_chat:
            not_me = Entry("alarm", _("It was not me"), f"{found.account}-{session}")
            what = _("🔐 New log-in to your account from another chat, {at}.", at=desk.now())
            desk.pushes.tell_owner(found.account, lines(what, NOT_ME_HINT), [not_me])
        return End(_("You are logged in."))


async def refuse(desk: Desk, email: str, account: AccountId | None, reason: Reason, tag: str) -> None:
    """Write the failed try down, and tell the owner of a series."""
    await desk.attempts.record(Purpose.LOGIN, reason, given=email, account=account, tag=tag)
    if account is None:
        return
    tries = (await desk.attempts.tallies(account)).account.count
    if tries % SERIES == 0:
        what = _("🔐 Somebody failed to log in to your account {n} times today.", n=tries)
        journal = Entry("journal", _("🔐 Journal"))
        desk.pushes.tell_owner(
            account, lines(what, NOT_ME_HINT), [Entry("alarm", _("It was not me"), f"{account}-0"), journal]
        )


def _failure(done: Verified, found: Credential | None) -> Reason | None:
    """Why the try fails, on what is true inside the transaction: the account may have changed since the check."""
    if found is None:
        return Reason.UNKNOWN_LOGIN
    if found.frozen and not done.recovered:
        return Reason.FROZEN
    if done.right and done.credential == found:
        return None
    return Reason.WRONG_PASSWORD


dialog = Dialog(
    "login",
    _("Log in"),
    Email,
    help=_(
        "Write the e-mail of your account, then your password. If you have no account yet, create one with data "
        "from an invoice. If you forgot the password, choose “I forgot the password”."
    ),
    identifies=True,
)
