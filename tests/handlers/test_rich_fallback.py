"""Native tables through the channel: shown where they can be, plain where not, and never twice."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from ibok_bot.dialogs.exchange import Pressed
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.papers import Table
from ibok_bot.handlers import telegram as channel_module
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.handlers.telegram import TelegramChannel
from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.rich_blocks import Table as RichTable
from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Message, Person
from ibok_bot.turns.messages import Button, Gone, Incoming, Outgoing, Screen, Unanswered

_KEYS = ((Button("Tak", "a:1:0"), Button("Nie", "a:1:1")),)
_FILE = Table("dziennik.csv", (("Data",), ("24.11.2026",)))
_RICH = "<p>Odczyty</p><table bordered><tr><td>Data</td><td>24.11.2026</td></tr></table>"
_SCREEN = Screen("Odczyty\n<pre>Data  24.11.2026</pre>", _KEYS, live=True, rich=_RICH)
_PLAIN = "Odczyty\nData  24.11.2026"
_WRONG = Screen("Odczyty", _KEYS, live=True, rich="<h3> </h3>")


@dataclass
class Chat:
    """Anna's chat with a bot whose server may be older."""

    simulator: Simulator
    channel: TelegramChannel
    anna: Person
    updates: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def said(self) -> list[Message]:
        return [message for message in self.simulator.people.messages(self.anna.id) if message.from_bot]

    async def show(self, screen: Screen, instead_of: int | None = None) -> int:
        """The bot's answer to a press on a message; without one, it is a message of its own."""
        press = str(next(self.updates))
        self.simulator.people.presses[press] = lambda _answer: None
        incoming = Incoming("telegram", 1, ChatId(self.anna.id), Pressed("o:x"), message_id=instead_of, press_id=press)
        if instead_of is not None:
            screen = Screen(screen.html, screen.rows, in_place=True, live=True, files=screen.files, rich=screen.rich)
        live = await self.channel.show(incoming, Outgoing((screen,)), None)
        assert live is not None
        return live

    def trouble(self, kind: Kind, method: str | None, times: int = 1, seconds: float = 1.0) -> None:
        self.simulator.faults.waiting.append(Fault(kind, times, method, seconds=seconds))

    def calls(self, method: str) -> int:
        return self.simulator.calls.get(method, 0)


@pytest.fixture(params=[True, False], ids=["greeted", "not greeted"])
async def chat(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """The library names a missing method otherwise before its first greeting."""
    monkeypatch.setattr(channel_module, "_TRIES", (0.01, 0.02, 0.03))
    pool = AiohttpRequest()
    async with Simulator() as simulator:
        bot = make_bot(simulator.token, simulator.url, pool, pool)
        if request.param:
            await bot.initialize()
        anna = simulator.people.add("Anna")
        simulator.people.write(anna.id, "/start")
        yield Chat(simulator, TelegramChannel(bot, Press()), anna)
        await pool.shutdown()


async def test_tables_are_sent_natively_with_their_keyboard(chat: Chat) -> None:
    assert await chat.show(_SCREEN) == chat.said[0].id
    (message,) = chat.said
    assert message.rich is not None
    assert isinstance(message.rich[1], RichTable)
    assert message.buttons
    assert chat.calls("sendMessage") == 0


async def test_a_screen_becomes_rich_and_plain_again_in_place(chat: Chat) -> None:
    first = await chat.show(Screen("Menu", _KEYS, live=True))
    assert await chat.show(_SCREEN, instead_of=first) == first
    assert chat.said[0].rich
    assert chat.said[0].buttons
    assert await chat.show(_SCREEN, instead_of=first) == first
    assert await chat.show(Screen("Menu", _KEYS), instead_of=first) == first
    assert [(message.text, message.rich) for message in chat.said] == [("Menu", None)]


async def test_tables_stay_in_place_though_their_plain_form_is_too_long_for_one_message(chat: Chat) -> None:
    first = await chat.show(Screen("Menu", _KEYS, live=True))
    long = Screen("Data  24.11.2026\n" * 400, _KEYS, live=True, rich=_RICH)
    assert await chat.show(long, instead_of=first) == first
    assert [bool(message.rich) for message in chat.said] == [True]


async def test_nothing_is_looked_for_in_what_people_wrote(chat: Chat) -> None:
    await chat.show(Screen("x", _KEYS, live=True, rich="<p>konto:anna@example</p>"))
    assert [bool(message.rich) for message in chat.said] == [True]


async def test_a_message_with_a_file_cannot_become_rich(chat: Chat) -> None:
    first = await chat.show(Screen("Dziennik", _KEYS, live=True, files=(_FILE,)))
    assert await chat.show(_SCREEN, instead_of=first) == chat.said[1].id != first
    assert chat.said[1].rich


async def test_files_follow_the_tables(chat: Chat) -> None:
    await chat.show(Screen("Odczyty", _KEYS, live=True, files=(_FILE,), rich=_RICH))
    tables, file = chat.said
    assert tables.rich
    assert not tables.buttons
    assert file.document is not None
    assert (file.text, bool(file.buttons)) == ("", True)


async def test_an_older_server_is_asked_once_and_not_again_until_the_next_start(chat: Chat) -> None:
    chat.trouble(Kind.NO_RICH, "sendRichMessage", times=100)
    for _time in range(3):
        await chat.show(_SCREEN)
    assert [(message.text, message.rich) for message in chat.said] == [(_PLAIN, None)] * 3
    assert all(message.buttons for message in chat.said[-1:])
    assert chat.calls("sendRichMessage") == 1


async def test_an_older_server_is_known_by_an_edit_too(chat: Chat) -> None:
    chat.trouble(Kind.NO_RICH, "editMessageText", times=1)
    first = await chat.show(Screen("Menu", _KEYS, live=True))
    assert await chat.show(_SCREEN, instead_of=first) == first
    assert [(message.text, message.rich) for message in chat.said] == [(_PLAIN, None)]
    await chat.show(_SCREEN)
    assert chat.calls("sendRichMessage") == 0


@pytest.mark.parametrize(
    "rich", ["<h3> </h3>", "<p>x</p>" * 501, "<hr>" * 501, "<img src='https://a.pl/b'>", "<a href=''>x</a>"]
)
async def test_a_fault_in_our_tables_concerns_that_message_alone(chat: Chat, rich: str) -> None:
    await chat.show(Screen("Odczyty", _KEYS, live=True, rich=rich))
    await chat.show(_SCREEN)
    wrong, right = chat.said
    assert (wrong.text, wrong.rich) == ("Odczyty", None)
    assert right.rich


async def test_a_fault_in_our_tables_leaves_the_edit_in_place(chat: Chat) -> None:
    first = await chat.show(Screen("Menu", _KEYS, live=True))
    assert await chat.show(_WRONG, instead_of=first) == first
    assert [message.text for message in chat.said] == ["Odczyty"]
    assert chat.calls("sendRichMessage") == 0


async def test_a_fault_in_our_buttons_leaves_nobody_unanswered(chat: Chat) -> None:
    await chat.show(Screen("Odczyty", ((Button("Tak", "x" * 65),),), live=True, rich=_RICH))
    assert [(message.text, message.buttons) for message in chat.said] == [("Odczyty", [])]


async def test_a_refused_token_says_nothing_of_tables(chat: Chat) -> None:
    chat.trouble(Kind.REFUSED_TOKEN, "sendRichMessage")
    await chat.show(_SCREEN)
    assert [bool(message.rich) for message in chat.said] == [True]
    assert chat.calls("sendMessage") == 0


@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.DROPPED_BEFORE, Kind.TOO_MANY])
async def test_short_troubles_are_outlived_without_the_plain_form(chat: Chat, kind: Kind) -> None:
    chat.trouble(kind, "sendRichMessage")
    await chat.show(_SCREEN)
    assert [bool(message.rich) for message in chat.said] == [True]
    assert chat.calls("sendMessage") == 0


@pytest.mark.parametrize(("kind", "seconds"), [(Kind.BROKEN, 1.0), (Kind.DROPPED_AFTER, 1.0), (Kind.TOO_MANY, 30.0)])
async def test_what_may_have_arrived_is_not_sent_in_another_form(chat: Chat, kind: Kind, seconds: float) -> None:
    chat.trouble(kind, "sendRichMessage", times=100, seconds=seconds)
    with pytest.raises(Unanswered):
        await chat.show(_SCREEN)
    assert chat.calls("sendMessage") == 0


async def test_somebody_who_left_gets_no_second_try_and_others_still_get_tables(chat: Chat) -> None:
    with pytest.raises(Gone):
        await chat.channel.push(ChatId(404), _SCREEN)  # "chat not found" is no missing method
    chat.simulator.people.block(chat.anna.id, blocked=True)
    with pytest.raises(Gone):
        await chat.show(_SCREEN)
    assert chat.calls("sendMessage") == 0
    chat.simulator.people.block(chat.anna.id, blocked=False)
    await chat.channel.push(ChatId(chat.anna.id), _SCREEN)
    assert chat.said[-1].rich
