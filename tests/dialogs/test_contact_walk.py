"""Customer, clerks and a stranger do anything in any order: an answer every time, and the stranger sees nothing."""

from __future__ import annotations

import asyncio
import itertools

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import func, select

from ibok_bot.dialogs.exchange import Heard, Pressed, Sent, Typed
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.conversations import DeadLetter
from tests.databases import Templates
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in

PRIVATE = "humming behind the wardrobe"
PHOTO = Media(MediaKind.PHOTO, "photo", size=9)
PEOPLE = st.sampled_from(("customer", "anna", "jan", "stranger"))


class Office(RuleBasedStateMachine):
    """Four chats of one office."""

    url = ""
    updates = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.context = open_office(self.url)
        self.chats = self.loop.run_until_complete(self._begin())

    async def _begin(self) -> dict[str, Chat]:
        self.office: OpenOffice = await self.context.__aenter__()
        self.office.updates = self.updates
        first = next(self.updates) * 1000
        names = ("customer", "anna", "jan", "stranger")
        chats = {name: self.office.chat(first + place) for place, name in enumerate(names)}
        others = [name for name, facts in self.office.personas.items() if facts.login and name != "registered"]
        await chats["customer"].logs_in("registered")
        await chats["stranger"].logs_in(others[0])
        for name in ("anna", "jan"):
            await let_in(chats[name], Role.CLERK, name)
        await chats["customer"].says("/menu", f"there is {PRIVATE}")
        ways = ("Send to the office", "As a new conversation")
        await chats["customer"].presses(next(each for each in ways if each in chats["customer"].labels))
        return chats

    def teardown(self) -> None:
        self.loop.run_until_complete(self._end())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    async def _end(self) -> None:
        async with self.office.database.read() as conn:
            assert (await conn.execute(select(func.count()).select_from(DeadLetter))).scalar_one() == 0
        await self.context.__aexit__(None, None, None)

    def does(self, who: str, heard: Heard) -> None:
        chat = self.chats[who]
        self.office.clock.go(seconds=5)
        self.loop.run_until_complete(chat.does(heard, chat.live if isinstance(heard, Pressed) else None))
        assert chat.last.screens or chat.last.toast, "silence"
        if who == "stranger":
            assert PRIVATE not in chat.text

    @rule(who=PEOPLE, place=st.integers(0, 9))
    def taps(self, who: str, place: int) -> None:
        data = [b.data for screen in self.chats[who].last.screens for row in screen.rows for b in row if b.data]
        kept = [one for one in data if not one.startswith(("e:logout", "l:"))]
        if kept:
            self.does(who, Pressed(kept[place % len(kept)]))

    @rule(who=PEOPLE, words=st.sampled_from(("a few words", "hunter2!", "<b>bold</b> & so on", "x" * 2000)))
    def types(self, who: str, words: str) -> None:
        self.does(who, Typed(f"{PRIVATE}, {words}" if who == "customer" and " " in words else words))

    @rule(who=PEOPLE)
    def sends_a_photo(self, who: str) -> None:
        self.does(who, Sent("photo", PHOTO, "a photo"))

    @rule(who=PEOPLE, command=st.sampled_from(("contact", "letters", "inbox", "back", "menu")))
    def commands(self, who: str, command: str) -> None:
        self.does(who, Typed(f"/{command}"))

    @rule(who=PEOPLE, dialog=st.sampled_from(("letters", "inbox")), number=st.integers(0, 3))
    def opens(self, who: str, dialog: str, number: int) -> None:
        self.does(who, Pressed(f"e:{dialog}:{number}"))


def test_whatever_they_do(templates: Templates) -> None:
    class Here(Office):
        url = templates.fresh("sqlite")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6,
            phases=[Phase.generate], stateful_step_count=50, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
