"""The composition root: the only place where things are built and joined."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ibok_bot.config import Settings
from ibok_bot.delivery.dispatchers import Dispatchers
from ibok_bot.delivery.limits import Limits
from ibok_bot.delivery.planned import Planning
from ibok_bot.delivery.post import Post
from ibok_bot.delivery.progress import Followed
from ibok_bot.delivery.reminders import Rounds
from ibok_bot.delivery.schedule import Scheduler, Work
from ibok_bot.delivery.sender import Sender
from ibok_bot.delivery.surveys import SurveyRounds
from ibok_bot.delivery.tidying import tidying
from ibok_bot.dialogs.engine import Engine
from ibok_bot.documents.press import Press
from ibok_bot.domain.quiet import QuietHours
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Voice
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.transactions import Database
from ibok_bot.storage.upgrade import status, upgrade
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.catalogue import DIALOGS
from ibok_bot.turns.desk import Desk, DeskMaker, Doorplate
from ibok_bot.turns.mail import Mailer
from ibok_bot.turns.reception import Reception
from ibok_bot.turns.tools import Hashing, Keys, Tools
from ibok_bot.web.api.catalogue import ENDPOINTS
from ibok_bot.web.api.service import Api

Clock = Callable[[], datetime]


class CannotStart(Exception):
    """The office cannot open, and why, and what to do about it."""


def utc_now() -> datetime:
    """The clock of the real office."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """Everything that answers people, whatever the channel."""

    settings: Settings
    supplier: Supplier
    database: Database
    reception: Reception
    keys: Keys
    clock: Clock
    press: Press
    doorplate: Doorplate
    bells: list[Callable[[], None]] = field(default_factory=list)
    """Rung whenever a turn leaves something to be sent."""

    def sender(self, channel: str, post: Post, *, bot: int, limits: Limits, carries_broadcasts: bool = True) -> Sender:
        """What sends in one channel; `bot` is the number under which its senders take turns."""
        made = Sender(
            self.database,
            channel,
            post,
            bot=bot,
            clock=self.clock,
            quiet=QuietHours(*self.supplier.quiet_hours, ZoneInfo(self.settings.timezone)),
            limits=limits,
            carries_broadcasts=carries_broadcasts,
        )
        self.bells.append(made.ring)
        return made

    def followed(self, channel: str, post: Post, sender: Sender) -> Followed:
        """What keeps pages of sendings up to date for the staff who look at them, at the sender's pace."""
        desks = DeskMaker(self.supplier, self.keys.of("mailed codes"), ZoneInfo(self.settings.timezone), self.doorplate)
        return Followed(self.database, channel, post, Engine[Desk](DIALOGS), desks, self.clock, sender.asides)

    def works(self) -> Mapping[str, Work]:
        """Scheduled work, by its word."""
        timezone = ZoneInfo(self.settings.timezone)
        rounds = Rounds(self.database, self.supplier, self.clock, timezone)
        surveys = SurveyRounds(self.database, self.supplier, self.clock, timezone)
        planning = Planning(self.database, QuietHours(*self.supplier.quiet_hours, timezone), self.clock, timezone)
        dispatchers = Dispatchers(self.database, self.clock, timezone)
        return {
            "tidying": tidying(self.database, self.clock),
            **rounds.works(),
            **surveys.works(),
            **planning.works(),
            **dispatchers.works(),
        }

    def scheduler(self) -> Scheduler:
        """Does scheduled work when it is due."""
        return Scheduler(self.database, self.works(), self.clock)

    def api(self) -> Api:
        """What the supplier's systems may ask of this office."""

        def ring() -> None:
            for bell in self.bells:
                bell()

        return Api(ENDPOINTS, self.database, self.supplier, self.clock, after_commit=ring)

    async def ready(self) -> str | None:
        """What keeps the office from answering now; None when nothing does."""
        try:
            found = await asyncio.wait_for(status(self.settings.database), timeout=5)
        except Exception as error:  # noqa: BLE001 - whatever the driver says, the answer is "not ready"
            return f"database: {type(error).__name__}"
        return None if found.up_to_date else "database: the schema is out of date"


@asynccontextmanager
async def open_office(settings: Settings, *, clock: Clock = utc_now) -> AsyncIterator[Office]:
    """The office on its database, closed in the end. Raises CannotStart or WrongSettings."""
    supplier = read_supplier(settings.supplier)
    keys = Keys(settings.secret)
    await ready_schema(settings)
    database = Database(make_engine(settings.database))
    hashing, press = Hashing(), Press()
    mailer = _mailer(settings, supplier)
    bells: list[Callable[[], None]] = []

    def tools(voice: Voice) -> Tools:
        return Tools(database, hashing, keys, mailer, clock, voice)

    def ring() -> None:
        for bell in bells:
            bell()

    doorplate = Doorplate()
    make_desk = DeskMaker(supplier, keys.of("mailed codes"), ZoneInfo(settings.timezone), doorplate)
    reception = Reception(database, Engine[Desk](DIALOGS), make_desk, tools, clock=clock, after_commit=ring)
    try:
        yield Office(settings, supplier, database, reception, keys, clock, press, doorplate, bells)
    finally:
        press.close()
        hashing.close()
        await database.dispose()


async def ready_schema(settings: Settings) -> None:
    """SQLite in the data folder is upgraded by itself; a shared database only by its operator. Raises CannotStart."""
    if settings.embedded:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        found = await status(settings.database)
    except Exception as error:  # noqa: BLE001 - drivers differ; the operator needs one line
        raise CannotStart(
            f"The database cannot be reached ({type(error).__name__}). Check IBOK_DATABASE_URL, and that it runs"
        ) from None
    if found.up_to_date:
        return
    if settings.embedded and not settings.database_url:
        await upgrade(settings.database)
        return
    now = found.current or "nothing yet"
    raise CannotStart(f"The database is at {now}, this release needs {found.head}. Run: ibok-bot db upgrade")


def _mailer(settings: Settings, supplier: Supplier) -> Mailer | None:
    if not settings.smtp_url:
        return None
    return Mailer(settings.smtp_url.get_secret_value(), settings.mail_from, supplier.name)
