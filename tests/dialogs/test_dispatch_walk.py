"""Two dispatchers tap and type anything: each press gets an answer, no report is lost, and nobody hears of it twice."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from ibok_bot.dialogs.exchange import Pressed, Sent, Typed
from ibok_bot.domain.outages import FaultKind
from ibok_bot.i18n import LANGUAGES
from ibok_bot.simulator.html import parse
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.schema.outages import FaultHistory, FaultReport
from tests.databases import Templates
from tests.dialogs.faults import dispatcher, reporter
from tests.office import Chat, OpenOffice, open_office

KINDS = (FaultKind.NO_POWER_AREA, FaultKind.NO_POWER_BUILDING, FaultKind.WIRE_DOWN, FaultKind.METER)
WORDS = ("18:30", "tomorrow 8:00", "1.1.2020 8:00", "20.12 8:00", "A word", "00-950", "Warszawa", "/dispatch", "/back",
         "aw-101", "AW-102", "A-1001", "<b>", "\x00", "x" * 1500, "-1", "👍")  # fmt: skip
WHO = st.integers(0, 1)


class Walk(RuleBasedStateMachine):
    """Both at one desk."""

    url = ""
    updates = itertools.count(1)
    runs = itertools.count(1)
    """Each on the same database, so that each has people of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.context = open_office(self.url)
        self.office: OpenOffice = self.loop.run_until_complete(self.context.__aenter__())
        self.office.updates = self.updates

    def teardown(self) -> None:
        self.loop.run_until_complete(self._sound())
        self.loop.run_until_complete(self.context.__aexit__(None, None, None))
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    async def _sound(self) -> None:
        """No fault of ours; no report is lost; each change of a report was told at most once."""
        async with self.office.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0
            assert await conn.scalar(select(func.count()).select_from(FaultReport)) == self.run * len(KINDS)
            told = await conn.scalars(select(Delivery.topic).where(Delivery.topic.like("fault:%")))
            changes = await conn.scalars(select(FaultHistory.report_id).where(FaultHistory.side == "dispatcher"))
            written = Counter(f"fault:{report}" for report in changes if report)
            assert all(count <= written[topic] for topic, count in Counter(t for t in told if t).items())

    @initialize(language=st.sampled_from(LANGUAGES))
    def begin(self, language: str) -> None:
        run, self.run = self.loop.run_until_complete, next(self.runs)
        first = self.run * 10
        self.chats: list[Chat] = [
            run(dispatcher(self.office, first + place, name, language)) for place, name in enumerate(("Daria", "Jan"))
        ]
        code = f"{self.run:02}-950"
        self.numbers = [
            run(reporter(self.office, first + place, kind, postcode=code)) for place, kind in enumerate(KINDS)
        ]

    def does(self, who: int, heard: Typed | Pressed | Sent, message: int | None = None) -> None:
        self.office.clock.go(seconds=20)
        chat = self.chats[who]
        self.loop.run_until_complete(chat.does(heard, message))
        assert chat.last.screens or chat.last.toast, "silence"
        for screen in chat.last.screens:
            text, _entities = parse(screen.html)
            assert 0 < len(text.strip()) <= 4096
            assert all(0 < len(button.label) <= 40 for row in screen.rows for button in row)

    @rule(who=WHO, place=st.integers(0, 15))
    def tap(self, who: int, place: int) -> None:
        rows = [row for screen in self.chats[who].last.screens for row in screen.rows]
        data = [button.data for row in rows for button in row if button.data and button.data[0] != "l"]
        if data:
            self.does(who, Pressed(data[place % len(data)]), self.chats[who].live)

    @rule(who=WHO, further=st.integers(1, 3))
    def likeliest(self, who: int, further: int) -> None:
        for _press in range(further):
            self.tap(who, 0)

    @rule(who=WHO, places=st.lists(st.integers(0, 9), max_size=4))
    def taps(self, who: int, places: list[int]) -> None:
        for place in places:
            self.tap(who, place)

    @rule(who=WHO, place=st.integers(0, len(KINDS) - 1))
    def open(self, who: int, place: int) -> None:
        self.does(who, Pressed(f"e:dispatch:{self.numbers[place]}"), 1)

    @rule(who=WHO, words=st.sampled_from(WORDS))
    def type(self, who: int, words: str) -> None:
        self.does(who, Typed(words))

    @rule(who=WHO, kind=st.sampled_from(("photo", "location")))
    def send(self, who: int, kind: str) -> None:
        self.does(who, Sent(kind))

    @rule(hours=st.sampled_from((1, 30)))
    def wait(self, hours: int) -> None:
        self.office.clock.go(hours=hours)


def test_two_dispatchers_at_random_lose_nothing_and_tell_nothing_twice(templates: Templates) -> None:
    class Here(Walk):
        url = templates.fresh("sqlite")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15,
            phases=[Phase.generate], stateful_step_count=60, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
