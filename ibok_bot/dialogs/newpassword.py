"""After the proof: the e-mail, a new password, the password again, and (when mail is set up) a code sent by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from ibok_bot.dialogs.answers import NOT_ME_HINT, PROOF_FAILED
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Retry, Said, SlowStep, Step
from ibok_bot.domain.access import Credential, HowIn, Purpose, Reason
from ibok_bot.domain.ids import AccountId, PayerId, SessionId
from ibok_bot.domain.passwords import LONGEST, SHORTEST, Weakness
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, _, lines

CODE_LASTS_MINUTES = 10


@dataclass(frozen=True)
class Hashed:
    """A password that is good enough, as the database will keep it."""

    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class Repeated:
    """The second typing was the same; with mail set up, the hash of the code that was sent."""

    code_hash: str | None = field(default=None, repr=False)


class Tools(Protocol):
    """Slow work, done before the transaction."""

    @property
    def mails(self) -> bool: ...
    async def new_password(self, password: str, about: Sequence[str]) -> Hashed | Weakness: ...
    async def matches(self, password_hash: str, password: str) -> bool: ...
    async def mail_code(self, email: str, purpose: Purpose) -> str: ...


class Accounts(Protocol):
    """The accounts."""

    async def of_payer(self, payer: PayerId) -> Credential | None: ...
    async def create(
        self, payer: PayerId, email: str, password_hash: str, *, confirmed: bool, privacy_version: str | None = None
    ) -> AccountId | None: ...
    async def set_password(self, account: AccountId, password_hash: str) -> None: ...


class Attempts(Protocol):
    """Failed tries."""

    async def record(
        self, purpose: Purpose, reason: Reason, *, given: str, account: AccountId | None = None
    ) -> None: ...


class Sessions(Protocol):
    """Sessions of this chat, and of the account elsewhere."""

    async def open(self, account: AccountId, how: HowIn) -> SessionId: ...
    async def close_others(self, account: AccountId) -> None: ...


class Links(Protocol):
    """Chats that have proved themselves for an account."""

    async def is_linked(self, account: AccountId) -> bool: ...


class Recoveries(Protocol):
    """Recovered passwords that wait for their time."""

    async def wait_for(self, account: AccountId, password_hash: str, ready_at: datetime) -> None: ...
    async def cancel(self, account: AccountId) -> None: ...


class Codes(Protocol):
    """Codes sent by mail."""

    async def keep(self, purpose: Purpose, code_hash: str) -> None: ...
    async def redeem(self, purpose: Purpose, email: str, typed: str) -> bool: ...


class Pushes(Protocol):
    """Messages to other chats, and to this one later."""

    def tell_owner(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None: ...
    def tell_here_later(self, account: AccountId, at: datetime, text: Text, buttons: Sequence[Entry] = ()) -> None: ...


class Desk(Protocol):
    """What setting a password needs."""

    @property
    def supplier(self) -> Supplier: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def links(self) -> Links: ...
    @property
    def recoveries(self) -> Recoveries: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def pushes(self) -> Pushes: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Email(Step[Desk]):
    """The e-mail, which is also the name to log in with."""

    payer: PayerId

    async def ask(self, desk: Desk) -> Ask:
        """Asked after the data were found right."""
        return Ask(
            lines(
                _("Thank you, the data are right."),
                _("What is your e-mail? You will log in with it, for example jan@example.com."),
            )
        )

    async def answer(self, said: Said, desk: Desk) -> NewPassword:
        """The address must be well formed; whether it is theirs, the code will show."""
        return NewPassword(self.payer, normal_email(said.line(254)), Purpose.REGISTRATION)


@dataclass(frozen=True)
class NewPassword(SlowStep[Desk, Tools, Hashed]):
    """A password; what is kept of it is its hash."""

    payer: PayerId
    email: str
    purpose: Purpose
    secret: ClassVar[bool] = True

    async def ask(self, desk: Desk) -> Ask:
        """Length, and how to find a good one."""
        return Ask(
            lines(
                _("Choose a new password, {shortest} to {longest} characters.", shortest=SHORTEST, longest=LONGEST),
                _("A good one: four words that do not belong together. Your message is deleted at once."),
            )
        )

    async def prepare(self, said: Said, tools: Tools) -> Hashed:
        """Judge and hash it. Raises Retry for one that is too short, too long or easily guessed."""
        if said.text is None:
            raise Retry(_("Please write the password as text."))
        found = await tools.new_password(said.text, (self.email, *self.email.split("@")))
        match found:
            case Hashed():
                return found
            case Weakness.TOO_SHORT:
                raise Retry(_("That is too short: at least {shortest} characters, please.", shortest=SHORTEST))
            case Weakness.TOO_LONG:
                raise Retry(_("That is too long: at most {longest} characters, please.", longest=LONGEST))
            case Weakness.EASY_TO_GUESS:
                raise Retry(_("That would be easily guessed. Add a word or two that have nothing to do with it."))

    async def settle(self, done: Hashed, desk: Desk) -> Repeat:
        """Once more, against slips of the finger."""
        return Repeat(self.payer, self.email, self.purpose, done.password_hash)


@dataclass(frozen=True)
class Repeat(SlowStep[Desk, Tools, Repeated]):
    """The same password again."""

    payer: PayerId
    email: str
    purpose: Purpose
    password_hash: str = field(repr=False)
    secret: ClassVar[bool] = True

    async def ask(self, desk: Desk) -> Ask:
        """The second typing."""
        return Ask(_("Write the same password again, please."))

    async def prepare(self, said: Said, tools: Tools) -> Repeated:
        """Compare; then send the code when mail is set up. Raises Retry when the two differ."""
        if said.text is None:
            raise Retry(_("Please write the password as text."))
        if not await tools.matches(self.password_hash, said.text):
            raise Retry(_("The two passwords differ. Write it again, or go /back and choose another."))
        return Repeated(code_hash=await tools.mail_code(self.email, self.purpose) if tools.mails else None)

    async def settle(self, done: Repeated, desk: Desk) -> Code | End:
        """Without mail that is all; with it, the code comes last."""
        if done.code_hash is None:
            return await finish(self.payer, self.email, self.purpose, self.password_hash, desk, confirmed=False)
        await desk.codes.keep(self.purpose, done.code_hash)
        return Code(self.payer, self.email, self.purpose, self.password_hash)


@dataclass(frozen=True)
class Code(Step[Desk]):
    """Whether the e-mail is theirs."""

    payer: PayerId
    email: str
    purpose: Purpose
    password_hash: str = field(repr=False)

    async def ask(self, desk: Desk) -> Ask:
        """The code from the message."""
        return Ask(
            lines(
                _("We have sent a code to your e-mail. Write its 8 digits here."),
                _("It works for {minutes} minutes. Look into the spam folder too.", minutes=CODE_LASTS_MINUTES),
            ),
            [Choice("again", _("Send another code"))],
        )

    async def answer(self, said: Said, desk: Desk) -> Repeat | End:
        """Five tries a code. Another code is sent after the password is written again."""
        if said.choice == "again":
            return Repeat(self.payer, self.email, self.purpose, self.password_hash)
        digits = said.line(20).replace(" ", "")
        if not await desk.codes.redeem(self.purpose, self.email, digits):
            await desk.attempts.record(self.purpose, Reason.WRONG_CODE, given=self.email)
            raise Retry(_("That code does not fit or no longer works. Check it, or ask for another."))
        return await finish(self.payer, self.email, self.purpose, self.password_hash, desk, confirmed=True)


async def finish(
    payer: PayerId, email: str, purpose: Purpose, password_hash: str, desk: Desk, *, confirmed: bool
) -> End:
    """Create the account, or give it its new password, and let the person in where that is safe."""
    if purpose is Purpose.REGISTRATION:
        version = desk.supplier.privacy.version
        account = await desk.accounts.create(payer, email, password_hash, confirmed=confirmed, privacy_version=version)
        if account is None:
            await desk.attempts.record(purpose, Reason.ALREADY_REGISTERED, given=email)
            return End(PROOF_FAILED, [Entry("login", _("Log in"))])
        await desk.sessions.open(account, HowIn.REGISTRATION)
        return End(_("✅ Your account is ready, and you are logged in."))
    found = await desk.accounts.of_payer(payer)
    if found is None:
        return End(PROOF_FAILED, [Entry("register", _("Create an account"))])
    if await desk.links.is_linked(found.account):
        return await _recover_at_once(found.account, password_hash, desk)
    return await _recover_later(found.account, password_hash, desk)


async def _recover_at_once(account: AccountId, password_hash: str, desk: Desk) -> End:
    await desk.accounts.set_password(account, password_hash)
    await desk.recoveries.cancel(account)
    session = await desk.sessions.open(account, HowIn.RECOVERY)
    await desk.sessions.close_others(account)
    what = _("🔐 The password of your account was changed in another chat, {at}.", at=desk.now())
    desk.pushes.tell_owner(
        account, lines(what, NOT_ME_HINT), [Entry("alarm", _("It was not me"), f"{account}-{session}")]
    )
    return End(_("✅ The new password is set, and you are logged in. Other sessions were ended."))


async def _recover_later(account: AccountId, password_hash: str, desk: Desk) -> End:
    """A chat we do not know must wait, so that the owner can object."""
    ready_at = desk.now() + desk.supplier.recovery_wait
    await desk.recoveries.wait_for(account, password_hash, ready_at)
    what = _("🔐 Somebody asked for a new password to your account. It will work from {at}.", at=ready_at)
    desk.pushes.tell_owner(account, lines(what, NOT_ME_HINT), [Entry("alarm", _("It was not me"), f"{account}-0")])
    ready = _("🔐 Your new password works from now on. You can log in.")
    desk.pushes.tell_here_later(account, ready_at, ready, [Entry("login", _("Log in"))])
    return End(
        lines(
            _("The new password is saved. It will work from <b>{at}</b>.", at=ready_at),
            _("We wait because this chat is new to us: the owner of the account is told, and may object."),
        )
    )


def normal_email(typed: str) -> str:
    """The address in its usual form, lower case. Raises Retry for what is no e-mail address."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - brings a DNS library along

    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Retry(_("That does not look like an e-mail address. Write it like jan@example.com.")) from None
