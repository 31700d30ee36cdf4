"""A random walk through all dialogs in every language: always an answer, never an exception, all of it markup."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from ibok_bot.dialogs.exchange import Pressed, Sent, Typed
from ibok_bot.domain.staff import Role
from ibok_bot.i18n import LANGUAGES
from ibok_bot.simulator.html import CannotParse, parse
from ibok_bot.storage.schema.conversations import DeadLetter
from tests.databases import Templates
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in

AWKWARD = (
    "<b>",
    "&amp;",
    "_*[x](y)",
    "🙂👩‍👩‍👧",
    "\u202eabc\u202c",
    "'\"`",
    "{n}",
    "%s",
    "a" * 4096,
    "\x00",
    "０",
    "-1",
    "0",
)


COMMANDS = (
    *[
        "menu",
        "balance",
        "templates",
        "account",
        "invoices",
        "readings",
        "tariffs",
        "notices",
        "outages",
        "outage",
        "login",
        "register",
        "recovery",
        "logout",
        "journal",
    ],
    *[
        "settings",
        "language",
        "help",
        "help jak zapłacić",
        "helpsearch",
        "tour",
        "back",
        "cancel",
        "alarm",
        "survey",
        "suggestion",
        "surveys",
        "suggestions",
        "privacy",
        "staff",
        "team",
        "newnotice",
        "broadcasts",
        "contact",
        "letters",
        "inbox",
        "dispatch",
        "planned",
        "plannedoutages",
        "claim",
        "nonsense",
    ],
)


class Walk(RuleBasedStateMachine):
    """Somebody who taps and types anything."""

    url = ""
    updates = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.context = open_office(self.url)
        self.office: OpenOffice = self.loop.run_until_complete(self.context.__aenter__())
        self.office.updates = self.updates

    def teardown(self) -> None:
        self.loop.run_until_complete(self._no_dead_letters())
        self.loop.run_until_complete(self.context.__aexit__(None, None, None))
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    async def _no_dead_letters(self) -> None:
        async with self.office.database.read() as conn:
            assert (await conn.execute(select(func.count()).select_from(DeadLetter))).scalar_one() == 0

    @initialize(
        language=st.sampled_from(LANGUAGES),
        known=st.booleans(),
        role=st.none() | st.sampled_from(Role),
        number=st.integers(10**6, 10**12),
    )
    def begin(self, language: str, known: bool, role: Role | None, number: int) -> None:
        self.chat: Chat = self.office.chat(number, language)
        self.loop.run_until_complete(self.chat.says("/start"))
        if known:
            self.loop.run_until_complete(self.chat.logs_in("registered"))
        if role:
            self.loop.run_until_complete(let_in(self.chat, role))

    def does(self, heard: Typed | Pressed | Sent, message: int | None = None) -> None:
        self.office.clock.go(seconds=20)
        self.loop.run_until_complete(self.chat.does(heard, message))
        assert self.chat.last.screens or self.chat.last.toast, "silence"
        for screen in self.chat.last.screens:
            text, _entities = parse(screen.html)
            assert text.strip()
            for button in (button for row in screen.rows for button in row):
                assert 1 <= len((button.data or "x").encode()) <= 64
                assert 0 < len(button.label) <= 40

    @rule(place=st.integers(0, 12))
    def tap(self, place: int) -> None:
        data = [b.data for screen in self.chat.last.screens for row in screen.rows for b in row if b.data]
        if data:
            self.does(Pressed(data[place % len(data)]), self.chat.live)

    @rule(command=st.sampled_from(COMMANDS))
    def command(self, command: str) -> None:
        self.does(Typed(f"/{command}"))

    @rule(text=st.sampled_from(AWKWARD) | st.text(max_size=40))
    def type(self, text: str) -> None:
        self.does(Typed(text))

    @rule(place=st.integers(0, 9))
    def type_sense(self, place: int) -> None:
        facts = self.office.personas["unregistered" if place % 2 else "registered"]
        invoice = facts.newest_invoice
        login = self.office.personas["registered"].login
        assert login
        words = (facts.customer_number, invoice.number, str(invoice.gross.zloty), login.email, login.password)
        self.does(Typed(words[place % 5]))

    @rule(kind=st.sampled_from(("photo", "sticker", "voice", "location")))
    def send(self, kind: str) -> None:
        self.does(Sent(kind))

    @rule(data=st.text(max_size=30) | st.from_regex(r"[abehlp]:[0-9a-z]{0,9}(:[0-9]{1,3})?", fullmatch=True))
    def forge(self, data: str) -> None:
        self.does(Pressed(data), 1)

    @rule(minutes=st.sampled_from((5, 40, 60 * 25)))
    def wait(self, minutes: int) -> None:
        self.office.clock.go(minutes=minutes)


def test_a_random_walk_always_gets_an_answer(templates: Templates) -> None:
    class Here(Walk):
        url = templates.fresh("sqlite")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10,
            phases=[Phase.generate], stateful_step_count=40, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_markup_that_telegram_would_refuse_is_noticed() -> None:
    with pytest.raises(CannotParse):
        parse("<b>x")
