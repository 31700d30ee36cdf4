"""The supplier's TOML file: names, phones, the privacy clause, limits."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from ibok_bot.config import WrongSettings
from ibok_bot.domain.duty import Duty, Shift
from ibok_bot.domain.nip import is_valid
from ibok_bot.domain.notice_html import BadMarkup, SafeHtml, from_file
from ibok_bot.domain.reminders import FURTHEST_DAY, Plan
from ibok_bot.domain.supplier import CannedReply, OperatorContact, PrivacyClause, Supplier
from ibok_bot.domain.threads import LONGEST

DEFAULT = Path(__file__).parent / "supplier.toml"
"""The invented supplier, for the demo and for a first try."""


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[privacy]`: a version that changes with the text, and the text in pl, en, uk."""

    version: str
    pl: str
    en: str = ""
    uk: str = ""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits]`: minutes idle that end a session, hours that a recovery from a new chat waits, and `approve_above`:

    a notice to more chats than this needs a second member of the staff.
    """

    idle_minutes: int = 30
    recovery_wait_hours: int = 24
    approve_above: int = 1000


class Reminders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[reminders]`: the hour in Warsaw, days from the due date (-3: three days before), days before readings close."""

    at: time = Plan().at
    due_days: tuple[int, ...] = Plan().due_days
    closing_days: int = Plan().closing_days


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_LABEL = 22


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begin": "from", "end": "until"}):
    """`[[duty.hours]]`: hours that are the same on some days of the week, in Warsaw."""

    days: tuple[Weekday, ...]
    begin: time
    end: time


class DutyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[duty]`: when somebody answers customers, and how many minutes of these hours may pass until then."""

    hours: tuple[Hours, ...] = ()
    answer_minutes: int = 240


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[replies]]`: an answer that clerks give with one press, plain or with small HTML."""

    label: str
    pl: str
    en: str = ""
    uk: str = ""


class SupplierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    name: str
    nip: str
    address: str
    phone: str
    email: str
    hours: str
    privacy: Privacy
    operators: tuple[OperatorContact, ...] = ()
    limits: Limits = Limits()
    reminders: Reminders = Reminders()
    duty: DutyTable = DutyTable()
    replies: tuple[Reply, ...] = ()
    quiet_hours: tuple[time, time] = (time(21), time(7))
    reading_window: tuple[int, int] = (25, 5)


def read(path: Path | None) -> Supplier:
    """The supplier from its file. Raises WrongSettings that names the key and what is wrong with it."""
    try:
        file = msgspec.toml.decode((path or DEFAULT).read_bytes(), type=SupplierFile)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as wrong:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: {wrong}. Compare it with the example in docs/"]) from None
    if not is_valid(file.nip):
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: nip is not valid: check its ten digits"])
    if file.limits.idle_minutes < 1 or file.limits.recovery_wait_hours < 0 or file.limits.approve_above < 0:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: limits must be positive: see [limits]"])
    _check(file.reminders, path)
    duty, replies = _duty(file.duty, path), tuple(_reply(each, path) for each in file.replies)
    return Supplier(
        name=file.name,
        nip=file.nip,
        address=file.address,
        phone=file.phone,
        email=file.email,
        hours=file.hours,
        privacy=PrivacyClause(
            file.privacy.version, {"pl": file.privacy.pl, "en": file.privacy.en, "uk": file.privacy.uk}
        ),
        operators=file.operators,
        quiet_hours=file.quiet_hours,
        reading_window=file.reading_window,
        reminders=Plan(file.reminders.at, file.reminders.due_days, file.reminders.closing_days),
        duty=duty,
        replies=replies,
        idle_log_out=timedelta(minutes=file.limits.idle_minutes),
        recovery_wait=timedelta(hours=file.limits.recovery_wait_hours),
        approve_above=file.limits.approve_above,
    )


def _check(reminders: Reminders, path: Path | None) -> None:
    if any(abs(day) > FURTHEST_DAY for day in reminders.due_days) or reminders.closing_days < 0:
        allowed = f"due_days lie between -{FURTHEST_DAY} and {FURTHEST_DAY}, closing_days is 0 or more"
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: {allowed}: see [reminders]"])


def _duty(table: DutyTable, path: Path | None) -> Duty:
    if table.answer_minutes < 1:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: answer_minutes must be 1 or more: see [duty]"])
    for one in table.hours:
        if one.begin >= one.end:
            wrong = "from must come before until, on the same day: see [[duty.hours]]"
            raise WrongSettings([f"IBOK_SUPPLIER: {path}: {wrong}"])
    shifts = tuple(Shift(frozenset(map(_WEEK.index, one.days)), one.begin, one.end) for one in table.hours)
    return Duty(shifts, timedelta(minutes=table.answer_minutes))


def _reply(reply: Reply, path: Path | None) -> CannedReply:
    if not 0 < len(reply.label.strip()) <= _LONGEST_LABEL:
        wrong = f"a label has 1 to {_LONGEST_LABEL} characters: see [[replies]], {reply.label!r}"
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: {wrong}"])
    given = {"pl": reply.pl, "en": reply.en, "uk": reply.uk}
    texts = {language: _text(text, reply.label, path) for language, text in given.items() if text.strip()}
    if "pl" not in texts:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: a reply needs a text in pl: see [[replies]], {reply.label!r}"])
    return CannedReply(reply.label.strip(), texts)


def _text(source: str, label: str, path: Path | None) -> SafeHtml:
    try:
        text = from_file(source.strip())
    except BadMarkup as wrong:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: {wrong}: see [[replies]], {label!r}"]) from None
    if text.length > LONGEST:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: at most {LONGEST} characters fit: see [[replies]], {label!r}"])
    return text
