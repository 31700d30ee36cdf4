"""Session journal (dziennik sesji): who logged in and when, and every failed try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Row, Said, Step
from ibok_bot.domain.access import Customer, FailedTry, HowIn, HowOut, Purpose, Reason, SessionEntry
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.papers import Table
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines, paragraphs

PAGE = 5

HOW_IN: dict[HowIn, Text] = {
    HowIn.PASSWORD: _("with the password"),
    HowIn.REGISTRATION: _("by creating the account"),
    HowIn.RECOVERY: _("by recovering the password"),
}
HOW_OUT: dict[HowOut, Text] = {
    HowOut.COMMAND: _("logged out"),
    HowOut.EVERYWHERE: _("logged out everywhere"),
    HowOut.IDLE: _("left idle"),
    HowOut.FROZEN: _("account closed by its owner"),
}
PURPOSE: dict[Purpose, Text] = {
    Purpose.LOGIN: _("log-in"),
    Purpose.REGISTRATION: _("creating an account"),
    Purpose.RECOVERY: _("recovering the password"),
    Purpose.INVITATION: _("an invitation to the staff"),
}
REASON: dict[Reason, Text] = {
    Reason.WRONG_PASSWORD: _("wrong password"),
    Reason.UNKNOWN_LOGIN: _("no such account"),
    Reason.FROZEN: _("the account is closed"),
    Reason.WRONG_DATA: _("data do not match the invoice"),
    Reason.ALREADY_REGISTERED: _("the account exists already"),
    Reason.NOT_REGISTERED: _("there is no account yet"),
    Reason.WRONG_CODE: _("wrong code"),
    Reason.TOO_MANY: _("too many tries"),
}


class Journal(Protocol):
    """The journal of an account, newest first."""

    async def sessions(self, account: AccountId) -> Sequence[SessionEntry]: ...
    async def failed_tries(self, account: AccountId) -> Sequence[FailedTry]: ...


class Desk(Protocol):
    """What the journal needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def journal(self) -> Journal: ...
    def voice(self) -> Voice: ...


@dataclass(frozen=True)
class Sessions(Step[Desk]):
    """The stays, newest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Start, end, how in and how out of each."""
        entries = await desk.journal.sessions(desk.customer.account)
        shown = entries[self.page * PAGE : (self.page + 1) * PAGE]
        return Ask(
            paragraphs(_("<b>Sessions</b>, newest first"), *(stay(entry) for entry in shown)),
            [
                *pages(self.page, len(entries)),
                Choice("failed", _("Failed tries")),
                Choice("file", _("Save as a file")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Sessions | FailedTries] | Saved:
        """Turn the page, look at the failed tries, or take it as a file."""
        match said.one_of(["older", "newer", "failed", "file"]):
            case "older":
                return Instead(Sessions(self.page + 1))
            case "newer":
                return Instead(Sessions(max(0, self.page - 1)))
            case "failed":
                return Instead(FailedTries())
        return Saved()


@dataclass(frozen=True)
class FailedTries(Step[Desk]):
    """The failed tries, newest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """When, what was given, why it failed, and a safe word about the password."""
        tries = await desk.journal.failed_tries(desk.customer.account)
        shown = tries[self.page * PAGE : (self.page + 1) * PAGE]
        body = [failed(entry) for entry in shown] or [_("There were none in the last 90 days. ✅")]
        return Ask(
            paragraphs(_("<b>Failed tries</b>, newest first"), *body),
            [
                *pages(self.page, len(tries)),
                Choice("sessions", _("Sessions")),
                Choice("file", _("Save as a file")),
            ],
            crumb=_("Failed tries"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Sessions | FailedTries] | Saved:
        """Turn the page, look at the sessions, or take it as a file."""
        match said.one_of(["older", "newer", "sessions", "file"]):
            case "older":
                return Instead(FailedTries(self.page + 1))
            case "newer":
                return Instead(FailedTries(max(0, self.page - 1)))
            case "sessions":
                return Instead(Sessions())
        return Saved()


@dataclass(frozen=True)
class Saved(Step[Desk]):
    """The whole journal as a file for a spreadsheet."""

    async def ask(self, desk: Desk) -> Ask:
        """The file, and the way back."""
        account = desk.customer.account
        table = as_table(
            await desk.journal.sessions(account),
            await desk.journal.failed_tries(account),
            desk.voice(),
        )
        return Ask(_("The journal as a file. It opens in a spreadsheet."), files=(table,), crumb=_("File"))

    async def answer(self, said: Said, desk: Desk) -> Sessions:
        """Whatever is said, the journal again."""
        return Sessions()


def stay(entry: SessionEntry) -> Text:
    """One session in words."""
    if entry.ended_at is None or entry.how_out is None:
        until: Text = _("🟢 still open, in this chat") if entry.here else _("🟢 still open, in another chat")
    else:
        until = _("until {at}, {how}", at=entry.ended_at, how=HOW_OUT[entry.how_out])
    return lines(_("<b>{at}</b>, {how}", at=entry.started_at, how=HOW_IN[entry.how_in]), until)


def failed(entry: FailedTry) -> Text:
    """One failed try in words."""
    return lines(
        _("<b>{number}.</b> {at}, {what}", number=entry.number, at=entry.at, what=PURPOSE[entry.purpose]),
        _("given: {given}", given=Verbatim(entry.given)),
        _("reason: {reason}", reason=REASON[entry.reason]),
        _("password given: {password}", password=password(entry)) if entry.gave_password else None,
    )


def password(entry: FailedTry) -> Text:
    """What may safely be said of the password that was tried: never the text."""
    if entry.same_as is None:
        return _("hidden")
    return _("hidden · the same as in try {number}", number=entry.same_as)


def pages(page: int, entries: int) -> list[Row]:
    """Buttons to older and newer entries, where there are any."""
    row = []
    if page > 0:
        row.append(Choice("newer", _("‹ Newer")))
    if (page + 1) * PAGE < entries:
        row.append(Choice("older", _("Older ›")))
    return [tuple(row)] if row else []


def as_table(stays: Sequence[SessionEntry], tries: Sequence[FailedTry], voice: Voice) -> Table:
    """Sessions and failed tries as one table, in the reader's language."""
    head = (_("What"), _("From"), _("To"), _("How it began"), _("How it ended"), _("Login given"), _("Password given"))
    rows: list[tuple[Text, ...]] = [head]
    for s in stays:
        ended = Verbatim(voice.value(s.ended_at)) if s.ended_at else Verbatim("")
        out = HOW_OUT[s.how_out] if s.how_out else Verbatim("")
        begun = Verbatim(voice.value(s.started_at))
        rows.append((_("Session"), begun, ended, HOW_IN[s.how_in], out, Verbatim(""), Verbatim("")))
    for t in tries:
        given = password(t) if t.gave_password else Verbatim("")
        at = Verbatim(voice.value(t.at))
        rows.append((_("Failed try {n}", n=t.number), at, Verbatim(""), PURPOSE[t.purpose], REASON[t.reason],
                     Verbatim(t.given), given))  # fmt: skip
    return Table("ibok-journal.csv", tuple(tuple(voice.plain(cell) for cell in row) for row in rows))


dialog = Dialog(
    "journal",
    _("🔐 Journal"),
    Sessions,
    access=Access.CUSTOMER,
    help=_(
        "The journal shows every session of your account: when it began and ended, and how. Under “Failed tries” "
        "you see who could not get in, and why. If something is not yours, change the password or call us."
    ),
)
