"""`ibok-bot doctor`: looks at settings, database, token, webhook, clock, languages; says how to mend what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import aiohttp
from pydantic import SecretStr
from rich.console import Console

from ibok_bot import i18n
from ibok_bot.config import Settings, WrongSettings
from ibok_bot.handlers.redaction import redact
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.standing import Standing, standings
from ibok_bot.storage.transactions import Database
from ibok_bot.storage.upgrade import status
from ibok_bot.supplier_file import read as read_supplier

_LARGEST_DRIFT = 60
_LATE = timedelta(hours=1)
"""Scheduled work that is due longer than this is done by nobody."""
_TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: well or not, what was found, and the mend."""

    what: str
    well: bool
    found: str
    mend: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Everything in turn; nothing is changed."""
    return [
        _languages(),
        _supplier(settings),
        _secret(settings),
        *await _database(settings),
        *await _telegram(settings),
    ]


def _languages() -> Finding:
    try:
        for language in i18n.LANGUAGES:
            i18n.catalogue(language)
    except OSError as error:
        return Finding("languages", well=False, found=str(error), mend="Install the package again")
    return Finding("languages", well=True, found=", ".join(i18n.LANGUAGES))


def _supplier(settings: Settings) -> Finding:
    try:
        supplier = read_supplier(settings.supplier)
    except WrongSettings as wrong:
        return Finding("supplier", well=False, found=str(wrong), mend="Correct the file")
    if settings.supplier is None:
        mend = "For real customers set IBOK_SUPPLIER to your own file"
        return Finding("supplier", well=True, found=f"{supplier.name} (invented)", mend=mend)
    return Finding("supplier", well=True, found=supplier.name)


def _secret(settings: Settings) -> Finding:
    try:
        settings.secret  # noqa: B018 - asking for it makes or refuses it
    except (WrongSettings, OSError) as wrong:
        return Finding("secret key", well=False, found=str(wrong), mend="Set IBOK_SECRET_KEY")
    return Finding("secret key", well=True, found="present")


async def _database(settings: Settings) -> list[Finding]:
    try:
        found = await status(settings.database)
    except Exception as error:  # noqa: BLE001 - drivers differ; the operator needs one line
        mend = "Check IBOK_DATABASE_URL, and that it runs"
        return [Finding("database", well=False, found=type(error).__name__, mend=mend)]
    if not found.up_to_date:
        state = f"schema {found.current or 'missing'}, needed {found.head}"
        return [Finding("database", well=False, found=state, mend="Run: ibok-bot db upgrade")]
    return [Finding("database", well=True, found=f"schema {found.current}"), await _work(settings)]


async def _work(settings: Settings) -> Finding:
    database = Database(make_engine(settings.database, pool_size=1))
    try:
        async with database.read() as conn:
            found = await standings(conn)
    finally:
        await database.dispose()
    return scheduled(found, datetime.now(UTC), ZoneInfo(settings.timezone))


def scheduled(found: Sequence[Standing], now: datetime, timezone: ZoneInfo) -> Finding:
    """When each kind of scheduled work was last done, and what should have been done by now."""
    late = [one.word for one in found if one.due_at is not None and one.due_at < now - _LATE]
    told = [f"{one.word} {_when(one.done_at, timezone)}" for one in found]
    if late:
        mend = f"Overdue: {', '.join(late)}. Keep `ibok-bot run` or `ibok-bot send` running"
        return Finding("scheduled work", well=False, found="; ".join(told), mend=mend)
    return Finding("scheduled work", well=True, found="; ".join(told) or "none yet: it begins with the bot")


def _when(moment: datetime | None, timezone: ZoneInfo) -> str:
    return f"last {moment.astimezone(timezone):%d %b %H:%M}" if moment else "not yet"


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.telegram_token is None:
        return [Finding("token", well=False, found="not set", mend="Set IBOK_TELEGRAM_TOKEN, or try: ibok-bot demo")]
    base = f"{settings.telegram_api_url}/bot{settings.telegram_token.get_secret_value()}"
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            async with session.get(f"{base}/getMe") as answer:
                me, date = await answer.json(), answer.headers.get("Date")
            async with session.get(f"{base}/getWebhookInfo") as answer:
                hook = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        mend = "Check IBOK_TELEGRAM_API_URL and the network"
        return [Finding("token", well=False, found=type(error).__name__, mend=mend)]
    if not me.get("ok"):
        return [Finding("token", well=False, found="Telegram refuses it", mend="Ask @BotFather for the token")]
    token = Finding("token", well=True, found=f"@{me['result'].get('username')}")
    return [token, _webhook(settings, hook.get("result", {})), _clock(date)]


def _webhook(settings: Settings, hook: dict[str, object]) -> Finding:
    url = str(hook.get("url", ""))
    if not settings.webhook_url:
        if url:
            mend = "Polling takes it off at its start. Make sure no other worker uses this bot"
            return Finding("webhook", well=True, found="one is set", mend=mend)
        return Finding("webhook", well=True, found="none: the bot polls")
    if not url.startswith(settings.webhook_url):
        return Finding("webhook", well=False, found=url or "none", mend="Start the bot: it sets the webhook itself")
    trouble = hook.get("last_error_message")
    found = f"waiting updates: {hook.get('pending_update_count')}"
    return Finding("webhook", well=not trouble, found=str(trouble or found), mend="Check the proxy" if trouble else "")


def _clock(date: str | None) -> Finding:
    if not date:
        return Finding("clock", well=True, found="not compared")
    drift = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    mend = "" if drift < _LARGEST_DRIFT else "Set the machine's clock by NTP"
    return Finding("clock", well=drift < _LARGEST_DRIFT, found=f"differs by {drift:.0f} s", mend=mend)


def print_report(settings: Settings, findings: list[Finding], *, as_json: bool) -> bool:
    """The settings with secrets masked, and what was found; whether all is well."""
    fields = settings.model_dump()  # walking the settings themselves would come upon the secret once it was read
    values = {f"IBOK_{name.upper()}": _shown(value) for name, value in fields.items()}
    well = all(finding.well for finding in findings)
    if as_json:
        print(json.dumps({"settings": values, "findings": [asdict(one) for one in findings], "well": well}))  # noqa: T201
        return well
    console = Console(highlight=False, soft_wrap=True)
    _lines(console.print, values, findings)
    return well


def _lines(say: Callable[..., None], values: dict[str, str], findings: list[Finding]) -> None:
    for name, value in values.items():
        say(f"  {name} = {value}", markup=False)
    say()
    for one in findings:
        say(f"{'✔' if one.well else '✘'} {one.what}: {one.found}", markup=False)
        if one.mend:
            say(f"    → {one.mend}", markup=False)


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "***"
    return "not set" if value in (None, "") else redact(str(value))
