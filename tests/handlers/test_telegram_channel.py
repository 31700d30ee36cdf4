"""Telegram as a channel, against the local Telegram: what people see, and what happens when calls fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from ibok_bot.dialogs.exchange import Pressed, Typed
from ibok_bot.documents.papers import File
from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import Paper, Table
from ibok_bot.handlers import telegram as channel_module
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.handlers.telegram import TelegramChannel, set_up_commands
from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Message, Person
from ibok_bot.turns.messages import Button, Gone, Incoming, Outgoing, Screen, Unanswered

_KEYS = ((Button("Tak", "a:1:0"), Button("Nie", "a:1:1")),)
_TABLE = Table("dziennik.csv", (("Data",), ("24.11.2026",)))


@dataclass
class Chat:
    """Anna's chat with the bot."""

    simulator: Simulator
    channel: TelegramChannel
    anna: Person
    presses: list[dict[str, object]] = field(default_factory=list)

    @property
    def said(self) -> list[Message]:
        """What the bot said, oldest first."""
        return [message for message in self.simulator.people.messages(self.anna.id) if message.from_bot]

    def typed(self) -> Incoming:
        """Anna wrote something."""
        message = self.simulator.people.write(self.anna.id, "hej")
        return Incoming("telegram", 1, ChatId(self.anna.id), Typed("hej"), message_id=message.id)

    def pressed(self, message: int | None, data: str = "a:1:0") -> Incoming:
        """Anna pressed a button."""
        press = str(len(self.presses) + 1)
        self.simulator.people.presses[press] = self.presses.append
        return Incoming("telegram", 2, ChatId(self.anna.id), Pressed(data), message_id=message, press_id=press)

    async def show(
        self, incoming: Incoming, *screens: Screen, toast: str | None = None, live: int | None = None
    ) -> int | None:
        return await self.channel.show(incoming, Outgoing(screens, toast), live)

    def trouble(self, kind: Kind, method: str | None = "sendMessage", times: int = 1, seconds: float = 1.0) -> None:
        self.simulator.faults.waiting.append(Fault(kind, times, method, seconds=seconds))

    def calls(self, method: str) -> int:
        return self.simulator.calls.get(method, 0)


@pytest.fixture
async def chat(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    monkeypatch.setattr(channel_module, "_TRIES", (0.01, 0.02, 0.03))
    request = AiohttpRequest()
    async with Simulator() as simulator:
        channel = TelegramChannel(make_bot(simulator.token, simulator.url, request, request), Press())
        chat = Chat(simulator, channel, simulator.people.add("Anna"))
        chat.typed()
        yield chat
        await request.shutdown()


async def test_screens_come_in_order_and_the_live_one_is_named(chat: Chat) -> None:
    live = await chat.show(chat.typed(), Screen("<b>Pomoc</b>"), Screen("Saldo?", _KEYS, live=True))
    assert [message.text for message in chat.said] == ["Pomoc", "Saldo?"]
    assert live == chat.said[1].id
    assert [entity.kind for entity in chat.said[0].entities] == ["bold"]


async def test_without_a_live_screen_the_keyboard_in_force_stays(chat: Chat) -> None:
    before = await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True))
    assert await chat.show(chat.typed(), Screen("Pomoc"), live=before) == before
    assert chat.said[0].buttons


async def test_only_the_newest_screen_keeps_its_buttons(chat: Chat) -> None:
    before = await chat.show(chat.typed(), Screen("Pierwsze?", _KEYS, live=True))
    await chat.show(chat.typed(), Screen("Drugie?", _KEYS, live=True), live=before)
    assert [bool(message.buttons) for message in chat.said] == [False, True]


async def test_a_press_edits_in_place_and_is_acknowledged(chat: Chat) -> None:
    before = await chat.show(chat.typed(), Screen("Pierwsze?", _KEYS, live=True))
    after = await chat.show(chat.pressed(before), Screen("Drugie?", _KEYS, True, True), toast="Już", live=before)
    assert after == before
    assert [message.text for message in chat.said] == ["Drugie?"]
    assert [press.get("text") for press in chat.presses] == ["Już"]


async def test_the_same_answer_twice_is_the_same_screen(chat: Chat) -> None:
    before = await chat.show(chat.typed(), Screen("Pierwsze?", _KEYS, live=True))
    for _time in range(2):
        assert await chat.show(chat.pressed(before), Screen("Drugie?", _KEYS, True, True), live=before) == before
    assert len(chat.said) == 1


async def test_what_cannot_be_edited_is_said_anew(chat: Chat) -> None:
    gone = await chat.show(chat.typed(), Screen("Pierwsze?", _KEYS, live=True))
    assert gone is not None
    chat.simulator.people.delete(chat.anna.id, gone)
    after = await chat.show(chat.pressed(gone), Screen("Drugie?", _KEYS, True, True), live=gone)
    assert after == chat.said[-1].id != gone


async def test_a_file_cannot_become_a_text_in_place(chat: Chat) -> None:
    before = await chat.show(chat.typed(), Screen("Dziennik", _KEYS, live=True, files=(_TABLE,)))
    after = await chat.show(chat.pressed(before), Screen("Menu", _KEYS, True, True), live=before)
    assert after != before
    assert [bool(message.buttons) for message in chat.said] == [False, True]


@pytest.mark.parametrize(("data", "stays"), [("a:1:0", False), ("b:1", False), ("o:invoice:7", True)])
async def test_entry_buttons_of_old_messages_stay_for_ever(chat: Chat, data: str, *, stays: bool) -> None:
    old = await chat.channel.push(ChatId(chat.anna.id), Screen("Nowa faktura", ((Button("Pokaż", data),),)))
    live = await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True))
    await chat.show(chat.pressed(old, data), Screen("Faktura", _KEYS, live=True), live=live)
    assert [bool(message.buttons) for message in chat.said] == [stays, False, True]


async def test_a_press_too_old_to_acknowledge_is_answered_all_the_same(chat: Chat) -> None:
    incoming = chat.pressed(None)
    chat.simulator.people.presses.clear()
    assert await chat.show(incoming, Screen("Menu", _KEYS, live=True), toast="Już") == chat.said[0].id


async def test_a_long_toast_is_cut_and_not_lost(chat: Chat) -> None:
    await chat.show(chat.pressed(None), toast="x" * 500)
    assert [press.get("text") for press in chat.presses] == ["x" * 200]


async def test_buttons_carry_their_style_and_what_they_copy(chat: Chat) -> None:
    await chat.show(
        chat.typed(), Screen("?", ((Button("Usuń", "a:1:0", style="danger"), Button("Konto", copies="PL61")),))
    )
    (row,) = chat.said[0].buttons
    assert row[0] == {"text": "Usuń", "callback_data": "a:1:0", "style": "danger"}
    assert row[1] == {"text": "Konto", "copy_text": {"text": "PL61"}}


async def test_a_long_text_comes_in_parts_with_the_keyboard_on_the_last(chat: Chat) -> None:
    lines = "\n".join(f"<b>{number}</b> zł" for number in range(2000))
    live = await chat.show(chat.typed(), Screen(lines, _KEYS, live=True))
    assert len(chat.said) > 2
    assert "\n".join(message.text for message in chat.said) == lines.replace("<b>", "").replace("</b>", "")
    assert [bool(message.buttons) for message in chat.said] == [False] * (len(chat.said) - 1) + [True]
    assert live == chat.said[-1].id


async def test_a_file_comes_with_its_name_caption_and_keyboard(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("<b>Dziennik</b>", _KEYS, live=True, files=(_TABLE,)))
    (message,) = chat.said
    assert message.document is not None
    assert message.document.name == "dziennik.csv"
    assert message.document.data == "\ufeffData\r\n24.11.2026\r\n".encode()
    assert (message.text, bool(message.buttons)) == ("Dziennik", True)


async def test_a_caption_that_is_too_long_is_a_message_of_its_own(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("x" * 1025, _KEYS, live=True, files=(_TABLE, _TABLE)))
    text, first, second = chat.said
    assert (text.text, first.text, second.text) == ("x" * 1025, "", "")
    assert [bool(message.buttons) for message in chat.said] == [False, False, True]


@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.DROPPED_BEFORE, Kind.TOO_MANY])
async def test_short_troubles_are_outlived(chat: Chat, kind: Kind) -> None:
    chat.trouble(kind)
    await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True))
    assert [message.text for message in chat.said] == ["Saldo?"]


async def test_long_troubles_mean_that_the_update_must_come_again(chat: Chat) -> None:
    chat.trouble(Kind.BROKEN, times=100)
    with pytest.raises(Unanswered):
        await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True))
    assert chat.calls("sendMessage") == 4


async def test_when_telegram_says_wait_long_we_wait_as_long(chat: Chat) -> None:
    chat.trouble(Kind.TOO_MANY, seconds=30)
    with pytest.raises(Unanswered) as caught:
        await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True))
    assert caught.value.wait == 30
    assert chat.calls("sendMessage") == 1


async def test_somebody_who_blocked_the_bot_is_gone(chat: Chat) -> None:
    incoming = chat.typed()
    chat.simulator.people.block(chat.anna.id, blocked=True)
    with pytest.raises(Gone):
        await chat.show(incoming, Screen("Saldo?"))
    with pytest.raises(Gone):
        await chat.channel.push(ChatId(404), Screen("Do nikogo"))


@pytest.mark.parametrize("html", ["<b>Saldo", "<p>Saldo</p>", "Saldo</i>"])
async def test_a_fault_in_our_markup_leaves_nobody_unanswered(chat: Chat, html: str) -> None:
    live = await chat.show(chat.typed(), Screen(html, _KEYS, live=True))
    assert (chat.said[0].text, bool(chat.said[0].buttons)) == ("Saldo", True)
    await chat.show(chat.pressed(live), Screen(html + " 2", _KEYS, True, True), live=live)
    await chat.show(chat.typed(), Screen(html, files=(_TABLE,)))
    assert [message.text.replace(" 2", "") for message in chat.said] == ["Saldo"] * 3


async def test_a_fault_in_our_buttons_leaves_nobody_unanswered(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("<b>Saldo?</b>", ((Button("Tak", "x" * 65),),), live=True))
    assert (chat.said[0].text, chat.said[0].buttons) == ("Saldo?", [])


async def test_old_buttons_that_cannot_be_taken_off_are_no_trouble(chat: Chat) -> None:
    assert await chat.show(chat.typed(), Screen("Saldo?", _KEYS, live=True), live=99999) == chat.said[0].id


async def test_a_password_is_deleted_at_once_and_a_failure_is_no_error(chat: Chat) -> None:
    incoming = chat.typed()
    await chat.channel.forget(incoming)
    assert incoming.message_id not in {message.id for message in chat.simulator.people.messages(chat.anna.id)}
    await chat.channel.forget(incoming)
    chat.trouble(Kind.BROKEN, "deleteMessage", times=100)
    await chat.channel.forget(chat.typed())


class SlowPress(Press):
    async def make(self, paper: Paper) -> File:
        await asyncio.sleep(0.7)
        return await super().make(paper)


async def test_who_waits_for_a_file_sees_that_it_is_coming(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("Dziennik", files=(_TABLE,)))
    assert chat.calls("sendChatAction") == 0
    chat.channel._press = SlowPress()
    await chat.show(chat.typed(), Screen("Dziennik", files=(_TABLE,)))
    assert chat.calls("sendChatAction") == 1


class BrokenPress(Press):
    async def make(self, paper: Paper) -> File:
        raise ZeroDivisionError


async def test_a_file_that_cannot_be_made_leaves_nobody_without_an_answer(chat: Chat) -> None:
    chat.channel._press = BrokenPress()
    keys = ((Button("Menu", "e:menu"),),)
    await chat.show(chat.typed(), Screen("Dziennik", keys, live=True, files=(_TABLE,), without_files="Nie ma pliku."))
    message = chat.simulator.people.messages(chat.anna.id)[-1]
    assert message.text == "Nie ma pliku."
    assert message.buttons


async def test_the_command_menu_is_set_once(chat: Chat) -> None:
    menus = {"pl": [("menu", "Menu")], "uk": [("menu", "Меню")]}
    for _start in range(2):
        await set_up_commands(chat.channel._bot, menus, "pl")
    assert chat.calls("setMyCommands") == 2
    assert [one["description"] for one in chat.simulator.world.commands_for(chat.anna)] == ["Menu"]
    chat.anna.language_code = "uk"
    assert [one["description"] for one in chat.simulator.world.commands_for(chat.anna)] == ["Меню"]


def kept(chat: Chat, kind: MediaKind) -> Media:
    mime = "image/png" if kind is MediaKind.PHOTO else "application/pdf"
    return Media(kind, chat.simulator.world.keep_file("plik", mime, b"\x89PNG\r\n\x1a\n").id)


@pytest.mark.parametrize("kind", MediaKind)
async def test_a_file_that_telegram_keeps_comes_with_the_text_as_its_caption(chat: Chat, kind: MediaKind) -> None:
    live = await chat.show(chat.typed(), Screen("<b>Wyłączenie</b>", _KEYS, live=True, media=kept(chat, kind)))
    [message] = chat.said
    assert (message.text, message.id) == ("Wyłączenie", live)
    assert message.photo if kind is MediaKind.PHOTO else message.document
    assert message.buttons


async def test_a_text_too_long_for_a_caption_comes_below_the_file_with_the_buttons(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("słowo " * 300, _KEYS, live=True, media=kept(chat, MediaKind.PHOTO)))
    picture, words = chat.said
    assert picture.photo
    assert not picture.buttons
    assert words.buttons


async def test_a_file_that_telegram_keeps_no_more_leaves_the_text(chat: Chat) -> None:
    await chat.show(chat.typed(), Screen("Ważne", _KEYS, live=True, media=Media(MediaKind.PHOTO, "gone")))
    [message] = chat.said
    assert message.text == "Ważne"
    assert message.buttons
