"""The `ibok-bot` command (Typer): each word with its `--help`; bad input exits with 2, failures with 1."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from ibok_bot import config
from ibok_bot.commands.notice import notice
from ibok_bot.commands.outage import outage
from ibok_bot.commands.planned import planned
from ibok_bot.commands.staff import staff
from ibok_bot.commands.survey import survey
from ibok_bot.commands.terminal import Json
from ibok_bot.config import Settings, WrongSettings

cli = typer.Typer(
    name="ibok-bot",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="An electricity supplier's customer office as a Telegram bot. Start with: ibok-bot demo",
)
db = typer.Typer(no_args_is_help=True, help="The database: bring its schema up to date, or ask how it stands.")
cli.add_typer(db, name="db")
cli.add_typer(staff, name="staff")
cli.add_typer(notice, name="notice")
cli.add_typer(outage, name="outage")
outage.add_typer(planned, name="planned")
cli.add_typer(survey, name="survey")


def main() -> int:
    """Run the command line; the exit code. Typer itself ends the process for help and for bad input."""
    try:
        cli()
    except WrongSettings as wrong:
        return _say("These settings cannot be used:", *wrong.complaints, code=2)
    except Failure as failure:
        return _say(str(failure), code=1)
    return 0


class Failure(Exception):
    """A command that could not do its work: one clear line."""


def _say(*lines: str, code: int) -> int:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - the command's own words
    return code


def _settings(*, logs: bool = True) -> Settings:
    gc.enable()
    settings = config.load()
    if logs:
        from ibok_bot.logs import set_up  # noqa: PLC0415

        set_up(settings.log_format)
    return settings


def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run until Ctrl-C or SIGTERM, which let what is in flight finish."""
    from ibok_bot.app import CannotStart  # noqa: PLC0415

    async def watched() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, stop.set)
        await work(stop)

    try:
        asyncio.run(watched())
    except* CannotStart as group:
        raise Failure(str(group.exceptions[0])) from None
    except* WrongSettings as group:
        raise group.exceptions[0] from None


@cli.command()
def run() -> None:
    """Everything in one process: receive, answer, send. Polling, or a webhook when IBOK_WEBHOOK_URL is set."""
    from ibok_bot import telegram_office  # noqa: PLC0415

    settings = _settings()
    if settings.telegram_token is None:
        raise WrongSettings(["IBOK_TELEGRAM_TOKEN: it is missing. Ask @BotFather for one, or try: ibok-bot demo"])
    _until_stopped(lambda stop: telegram_office.run(settings, stop))


@cli.command()
def serve() -> None:
    """One webhook worker: run as many as you like, on any machines, with one database between them.

    It receives and answers; messages that nobody asked for are sent by `ibok-bot send`.
    """
    from ibok_bot import telegram_office  # noqa: PLC0415

    settings = _settings()
    missing = [
        f"{name}: it is missing, and a webhook worker needs it"
        for name, value in (
            ("IBOK_TELEGRAM_TOKEN", settings.telegram_token),
            ("IBOK_WEBHOOK_URL", settings.webhook_url),
        )
        if not value
    ]
    if missing:
        raise WrongSettings(missing)
    _until_stopped(lambda stop: telegram_office.serve_webhook(settings, stop))


@cli.command()
def send() -> None:
    """Send what nobody asked for: notices, reminders, outage states; and do scheduled work.

    Beside `ibok-bot serve`, start it on two machines or more: one sends, the others stand by and take over within
    15 seconds when it dies. `ibok-bot run` does the same within its own process.

    How fast: IBOK_SEND_RATE messages a second (25; Telegram's limit is 30, or 1000 with IBOK_PAID_BROADCAST=true).
    In the quiet hours of the supplier's file only urgent messages go. SIGTERM finishes what is in flight, and lets
    the next one begin at once.
    """
    from ibok_bot import telegram_office  # noqa: PLC0415

    settings = _settings()
    if settings.telegram_token is None:
        raise WrongSettings(["IBOK_TELEGRAM_TOKEN: it is missing. It is the token with which `ibok-bot serve` runs"])
    _until_stopped(lambda stop: telegram_office.send(settings, stop))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat page listens on this machine.")] = 8090,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the demo's database and begin anew.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page in a browser.")] = False,
) -> None:
    """The whole office on this machine: a local Telegram, the chat page, invented customers. No token, no network."""
    from ibok_bot.demo_office import demo as run_demo  # noqa: PLC0415

    gc.enable()
    _until_stopped(lambda stop: run_demo(port, reset=reset, open_browser=not no_browser, stop=stop))


@cli.command()
def chat() -> None:
    """The office in the terminal: the same dialogs through a second channel. Buttons are numbers."""
    from ibok_bot.terminal_office import chat as talk  # noqa: PLC0415

    settings = _settings()
    _until_stopped(lambda stop: talk(settings, stop))


@cli.command("demo-data")
def demo_data(
    customers: Annotated[int, typer.Option(min=6, help="How many invented customers.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed makes the same customers.")] = 1,
    as_json: Json = False,
) -> None:
    """Load an invented supplier with 24 months of invoices into the database; print the people to log in as."""
    from ibok_bot.demo_office import load_demo_data  # noqa: PLC0415

    settings = _settings(logs=False)
    asyncio.run(load_demo_data(settings, customers, seed, as_json=as_json))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's schema to what this release needs. Run it before the new release starts."""
    from ibok_bot.storage.upgrade import upgrade  # noqa: PLC0415

    settings = _settings(logs=False)
    if settings.embedded:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(upgrade(settings.database))
    typer.echo("The schema is up to date.")


@db.command("status")
def db_status(as_json: Json = False) -> None:
    """How the schema stands: what the database has, and what this release needs. Exits with 1 when they differ."""
    import json  # noqa: PLC0415

    from ibok_bot.storage.upgrade import status  # noqa: PLC0415

    settings = _settings(logs=False)
    found = asyncio.run(status(settings.database))
    if as_json:
        typer.echo(json.dumps({"current": found.current, "head": found.head, "up_to_date": found.up_to_date}))
    else:
        typer.echo(f"database: {found.current or 'no schema yet'}\nthis release: {found.head}")
    if not found.up_to_date:
        raise Failure("The schema is not up to date. Run: ibok-bot db upgrade")


@cli.command()
def doctor(as_json: Json = False) -> None:
    """Check settings, database, token, webhook, clock and languages; say what is wrong and how to mend it."""
    from ibok_bot.doctor import examine, print_report  # noqa: PLC0415

    settings = _settings(logs=False)
    findings = asyncio.run(examine(settings))
    if not print_report(settings, findings, as_json=as_json):
        raise typer.Exit(1)
