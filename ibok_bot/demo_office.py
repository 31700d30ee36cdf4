"""`make demo`: the local Telegram, the chat page, invented customers and the bot, in one process."""

from __future__ import annotations

import asyncio
import json
import shutil
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress

from ibok_bot import app, logs, telegram_office
from ibok_bot.config import Settings
from ibok_bot.demo import outages
from ibok_bot.demo.facts import CustomerFacts, MeterFact
from ibok_bot.demo.load import DemoDataPresent, load
from ibok_bot.demo.staff import let_in
from ibok_bot.dialogs.staffwords import ROLE
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.staff import CONSOLE, Role, StaffMember
from ibok_bot.i18n import Voice
from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Person
from ibok_bot.storage.engine import make_engine
from ibok_bot.storage.transactions import Database

Staff = Sequence[tuple[ChatId, StaffMember]]
_CUSTOMERS = 50
_SEED = 1


async def demo(port: int, *, reset: bool, open_browser: bool, stop: asyncio.Event) -> None:
    """Until `stop`. Raises CannotStart when the port is taken."""
    folder = Path("var/demo")
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    simulator = Simulator(port=port)
    settings = Settings(
        data_dir=folder,
        database_url="",
        telegram_token=SecretStr(simulator.token),
        telegram_api_url=f"http://127.0.0.1:{port}",
        webhook_url=None,
        smtp_url=None,
    )
    logs.set_up(settings.log_format)
    await app.ready_schema(settings)
    personas = await _load(settings, _CUSTOMERS, _SEED)
    staff = await _let_staff_in(settings)
    try:
        async with simulator:
            _invite(simulator, personas)
            _seat(simulator, staff)
            _welcome(simulator.url, personas, staff)
            if open_browser:
                webbrowser.open(f"{simulator.url}/chat/")
            await telegram_office.run(settings, stop)
    except OSError:
        raise app.CannotStart(f"Port {port} is in use. Choose another: ibok-bot demo --port {port + 1}") from None


async def load_demo_data(settings: Settings, customers: int, seed: int, *, as_json: bool) -> None:
    """Load and print the personas. Raises CannotStart."""
    await app.ready_schema(settings)
    personas = await _load(settings, customers, seed, show=not as_json)
    if as_json:
        print(json.dumps([persona_json(facts) for facts in personas], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show_personas(Console(highlight=False, soft_wrap=True), personas)


async def _load(settings: Settings, customers: int, seed: int, *, show: bool = True) -> list[CustomerFacts]:
    database = Database(make_engine(settings.database))
    today = warsaw_day(app.utc_now())
    try:
        with Progress(console=Console(stderr=True), disable=not show, transient=True) as bar:
            task = bar.add_task("Customers", total=customers)
            return await load(database, customers, seed, today, progress=lambda done: bar.update(task, completed=done))
    except DemoDataPresent as present:
        raise app.CannotStart(str(present)) from None
    finally:
        await database.dispose()


def _invite(simulator: Simulator, personas: Sequence[CustomerFacts]) -> None:
    """Each persona has a chat of their own."""
    for number, facts in enumerate(personas, 1001):
        first, _space, last = facts.name.partition(" ")
        person = Person(number, first, last, language_code=facts.language, hint=_hint(facts))
        simulator.world.add_person(person)


async def _let_staff_in(settings: Settings) -> Staff:
    database = Database(make_engine(settings.database))
    try:
        staff = await let_in(database, app.utc_now())
        movers = [member for _chat, member in staff if member.role is Role.DISPATCHER]
        await outages.report(database, app.utc_now(), movers[0] if movers else CONSOLE)
        return staff
    finally:
        await database.dispose()


def _seat(simulator: Simulator, staff: Staff) -> None:
    """Each of the staff has a chat in which the bot was started long ago."""
    for chat, member in staff:
        first, _space, last = member.name.partition(" ")
        hint = f"rola: {Voice().plain(ROLE[member.role])}\nWpisz /staff"
        simulator.world.add_person(Person(chat, first, last, role="staff", hint=hint, started=True))


def _hint(facts: CustomerFacts) -> str:
    invoice = facts.newest_invoice
    lines = [
        f"numer klienta: {facts.customer_number}",
        f"numer faktury: {invoice.number}",
        f"kwota brutto: {str(invoice.gross.zloty).replace('.', ',')}",
    ]
    if facts.login:
        lines += [f"e-mail: {facts.login.email}", f"hasło: {facts.login.password}"]
    return "\n".join(lines)


def _welcome(url: str, personas: Sequence[CustomerFacts], staff: Staff) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\n[bold]{url}/chat/[/bold]  ← the chat page. Type /start there. Ctrl-C ends the demo.\n")
    _show_personas(console, personas)
    for _chat, member in staff:
        console.print(f"  {member.name} (staff, {member.role}): type /staff in their chat", markup=False)
    console.print("  More of the staff: Maria invites them under /team; paste the link in any other chat.\n")


def _show_personas(console: Console, personas: Sequence[CustomerFacts]) -> None:
    for facts in personas:
        invoice = facts.newest_invoice
        login = f"{facts.login.email} / {facts.login.password}" if facts.login else "not registered yet"
        console.print(f"  {facts.name} ({facts.persona}, {facts.language}): {login}", markup=False)
        console.print(
            f"      customer number {facts.customer_number}, invoice {invoice.number}, gross {invoice.gross.zloty}",
            markup=False,
        )


def persona_json(facts: CustomerFacts) -> dict[str, object]:
    """One persona as scripts read it; of the meters those that are still mounted."""
    invoice = facts.newest_invoice
    return {
        "persona": facts.persona,
        "language": facts.language,
        "name": facts.name,
        "customer_number": facts.customer_number,
        "invoice_number": invoice.number,
        "invoice_gross": str(invoice.gross.zloty),
        "metering_points": [
            {"ppe": point.ppe, "meters": [_meter_json(meter) for meter in point.meters if meter.removed_on is None]}
            for point in facts.points
        ],
        "login": {"email": facts.login.email, "password": facts.login.password} if facts.login else None,
    }


def _meter_json(meter: MeterFact) -> dict[str, object]:
    """Readings in whole kilowatt-hours, as the display shows them."""
    return {
        "number": meter.number,
        "registers": [
            {"obis": register.obis, "last_reading": f"{register.readings[-1].value.wh // 1000}"}
            for register in meter.registers
        ],
    }
