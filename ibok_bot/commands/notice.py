"""`ibok-bot notice …`: post a notice, list them, follow one, pause, resume, cancel and recall it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never, TypeVar

import typer

from ibok_bot.commands.notice_files import BadFile, kind_of, texts
from ibok_bot.commands.terminal import Json, done, fail, print_json, refuse
from ibok_bot.config import Settings
from ibok_bot.domain import typed_time
from ibok_bot.domain.audience import CannotRead, parse
from ibok_bot.domain.broadcasts import BroadcastState, Progress
from ibok_bot.domain.notice_draft import end_of_day
from ibok_bot.domain.notices import Category, Draft
from ibok_bot.domain.posting import CannotPost, Outcome, Status
from ibok_bot.domain.progress import sums

if TYPE_CHECKING:
    from ibok_bot.commands.notice_console import Checked

notice = typer.Typer(
    no_args_is_help=True,
    help="Notices to customers: post one, list them, follow, pause, resume, cancel or recall one.",
)

T = TypeVar("T")
_Number = Annotated[int, typer.Argument(min=1, help="The notice's number, as `post` and `list` print it.")]


@notice.command()
def post(  # noqa: PLR0917 - each is an option of the command
    title: Annotated[str | None, typer.Option(help="The Polish title, one line.")] = None,
    text_file: Annotated[Path | None, typer.Option(help="The Polish text, plain or with <b>, <i>, <a href>.")] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LANGUAGE=FILE", help="pl, en or uk: the file's first line is the title. Repeat for more."
        ),
    ] = None,
    category: Annotated[Category, typer.Option(help="What it is about.")] = Category.NEWS,
    audience: Annotated[
        str, typer.Option(help="all, or conditions: 'town:Warszawa and tariff:G12', overdue …")
    ] = "all",
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The last day on the board.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="'2026-11-25 8:00' or 'tomorrow 8:00', Warsaw.")
    ] = None,
    attach: Annotated[Path | None, typer.Option(help="A JPEG or PNG up to 10 MB, or a PDF up to 50 MB.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="It does not wait for the end of the quiet hours.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check and count; post nothing.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Show how it goes until all is sent, then the sums.")] = False,
    as_json: Json = False,
) -> None:
    """Post a notice: onto the board and to its audience's chats. Prints its number.

    Above the supplier's `approve_above` it waits until one of the staff approves it in the chat.

    Example: ibok-bot notice post --title "Przerwa 3 grudnia" --text-file notice.txt --lang en=notice.en.txt
    --category work --audience "town:Warszawa" --at "tomorrow 8:00" --until 2026-12-04 --wait
    """
    from ibok_bot.commands import notice_console  # noqa: PLC0415

    moment = _time(at) if at else None
    try:
        kind = kind_of(attach) if attach else None
        words = texts(title, text_file, lang or ())
        draft = Draft(
            category=category,
            texts=words,
            audience=parse(audience),
            valid_from=moment or datetime.now(UTC),
            valid_to=end_of_day(_day(until)) if until else None,
            urgent=urgent,
        )
    except (BadFile, CannotRead) as wrong:
        refuse(str(wrong))
    checked = _checked(lambda settings: notice_console.check(settings, draft, moment))
    if not checked.recipients.customers:
        refuse("No customer fits this audience: nothing was posted.")
    if dry_run:
        _count(checked, as_json=as_json)
        return
    file = _done(lambda settings: notice_console.upload(settings, attach, kind)) if attach and kind else None
    sent = _checked(lambda settings: notice_console.post(settings, replace(draft, file=file), moment))
    if not (as_json and wait):
        _posted(sent.notice, waits=sent.waits, asked=sent.asked, as_json=as_json)
    if wait:
        _followed(sent.notice, as_json=as_json)


@notice.command("list")
def list_notices(
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20, as_json: Json = False
) -> None:
    """All notices, the newest first: number, how it stands, recipients, title."""
    from ibok_bot.commands import notice_console  # noqa: PLC0415
    from ibok_bot.web.api.noticeforms import line_of  # noqa: PLC0415

    found, now = _done(lambda settings: notice_console.listing(settings, most)), datetime.now(UTC)
    lines = [line_of(one, now) for one in found]
    if as_json:
        print_json(lines)
        return
    for line in lines:
        sending = f"{line.sending.state} {line.sending.recipients}" if line.sending else "not sent"
        typer.echo(f"{line.id}  {line.standing}  {sending}  {line.category}  {line.title}")


@notice.command()
def status(
    number: _Number,
    wait: Annotated[bool, typer.Option("--wait", help="Show how it goes until all is sent.")] = False,
    as_json: Json = False,
) -> None:
    """How one notice stands, and what became of its messages."""
    from ibok_bot.commands import notice_console  # noqa: PLC0415

    if wait:
        _followed(number, as_json=as_json)
        return
    found = _done(lambda settings: notice_console.status(settings, number))
    _show(found or _no_such(number), as_json=as_json)


@notice.command()
def pause(number: _Number) -> None:
    """Send no more for now; what is in flight still arrives."""
    _change(number, "pause", "paused", "It is not being sent and does not wait for its time: nothing to pause.")


@notice.command()
def resume(number: _Number) -> None:
    """Go on sending a paused notice."""
    _change(number, "resume", "going on", "It is not paused.")


@notice.command()
def cancel(number: _Number) -> None:
    """Send no more, for good. Who has it keeps it; if nobody has, it goes from the board too."""
    _change(number, "cancel", "cancelled", "It was sent to everyone already. To take it back: ibok-bot notice recall")


@notice.command()
def recall(number: _Number) -> None:
    """Take a notice back: from the board, and from the chats where it arrived in the last 48 hours."""
    _change(number, "recall", "recalled", "It cannot be recalled.")


def _change(number: int, act: str, done: str, too_late: str) -> None:
    from ibok_bot.commands import notice_console  # noqa: PLC0415

    match _done(lambda settings: notice_console.change(settings, number, act)):
        case Outcome.GONE:
            _no_such(number)
        case Outcome.TOO_LATE:
            fail(too_late)
        case Outcome.ALREADY:
            typer.echo(f"Notice {number} was {done} before.")
        case Outcome.DONE:
            typer.echo(f"Notice {number} is {done}.")


def _followed(number: int, *, as_json: bool) -> None:
    """The sums at the end. Exits with 1 where it was cancelled."""
    from ibok_bot.commands.notice_waiting import wait  # noqa: PLC0415

    found = _done(lambda settings: wait(settings, number)) or _no_such(number)
    _show(found, as_json=as_json)
    if found.progress and found.progress.state is BroadcastState.CANCELLED:
        raise typer.Exit(1)


def _show(found: Status, *, as_json: bool) -> None:
    from ibok_bot.web.api.noticeforms import answer_of  # noqa: PLC0415

    if as_json:
        print_json(answer_of(found, datetime.now(UTC)))
        return
    title = next(iter(found.notice.texts.values())).title
    typer.echo(f"{found.notice.id}  {found.notice.standing(datetime.now(UTC))}  {title}")
    typer.echo(_summed(found.progress) if found.progress else "not sent to chats")


def _summed(progress: Progress) -> str:
    parts = [f"{progress.state}, {_counted(progress.recipients, 'recipient')}"]
    parts += [f"{group.replace('_', ' ')} {count}" for group, count in sums(progress.counts).items()]
    if progress.paused_why:
        parts.append(f"paused because of: {progress.paused_why}")
    return "; ".join(parts)


def _posted(number: int, *, waits: bool, asked: int, as_json: bool) -> None:
    if as_json:
        print_json({"id": number, "needs_approval": waits})
        return
    typer.echo(str(number))
    if waits:
        typer.echo(f"It waits until one of the staff approves it; {asked} were asked.", err=True)


def _count(checked: Checked, *, as_json: bool) -> None:
    from ibok_bot.web.api.noticeforms import reach_of  # noqa: PLC0415

    if as_json:
        print_json({"reach": reach_of(checked.recipients), "needs_approval": checked.needs_approval})
        return
    by_language = ", ".join(f"{code} {count}" for code, count in sorted(checked.recipients.chats.items()))
    typer.echo(f"{_counted(checked.recipients.total, 'chat')} ({by_language or 'none'})")
    customers = _counted(checked.recipients.customers, "customer")
    typer.echo(f"{customers}, {checked.recipients.without_chat} of them without a chat")
    if checked.needs_approval:
        typer.echo("So many need the approval of one of the staff.")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _time(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    try:
        return typed_time.read(given.replace("T", " "), datetime.now(UTC))
    except typed_time.Past:
        refuse(f"--at {given}: that time has passed")
    except ValueError:
        refuse(f"--at {given}: write it like '2026-11-25 8:00' or 'tomorrow 8:00'")


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        refuse(f"--until {given}: write it like 2026-12-31")


def _checked(work: Callable[[Settings], T]) -> T:
    try:
        return _done(work)
    except CannotPost as wrong:
        where = f" ({wrong.language})" if wrong.language else ""
        refuse(f"{wrong.part}{where}: {wrong.why}")


def _done(work: Callable[[Settings], T]) -> T:
    from ibok_bot.commands.notice_console import CannotAttach  # noqa: PLC0415

    try:
        return done(work)
    except CannotAttach as cannot:
        fail(str(cannot))


def _no_such(number: int) -> Never:
    refuse(f"There is no notice {number}. See: ibok-bot notice list")
