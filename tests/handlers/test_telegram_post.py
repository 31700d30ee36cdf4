"""The post: one try for each message, and what came of it told apart as exactly as Telegram lets it be known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ibok_bot.documents.press import Press
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.handlers.post import TelegramPost
from ibok_bot.handlers.request import AiohttpRequest, make_bot
from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.server import Simulator
from ibok_bot.turns.messages import Button, Gone, Screen
from ibok_bot.turns.outcomes import InDoubt, NotSent, Rejected, TooMany

HELLO = Screen("<b>cześć</b>", ((Button("x", "a:1:0"),),))


@asynccontextmanager
async def posted(*, paid: bool = False, patience: float = 5) -> AsyncIterator[tuple[Simulator, TelegramPost, ChatId]]:
    """A post to somebody who has begun a conversation."""
    async with Simulator() as simulator:
        person = simulator.people.add("Ewa").id
        simulator.people.write(person, "/start")
        request, press = AiohttpRequest(timeout=patience), Press()
        post = TelegramPost(make_bot(simulator.token, simulator.url, request, request), press, paid=paid)
        try:
            yield simulator, post, ChatId(person)
        finally:
            await request.shutdown()
            press.close()


def said(simulator: Simulator, chat: int) -> list[str]:
    return [message.text for message in simulator.people.messages(chat) if message.from_bot]


async def test_it_arrives_is_changed_and_taken_back() -> None:
    async with posted() as (simulator, post, chat):
        message = await post.push(chat, HELLO)
        await post.revise(chat, message, Screen("<i>inaczej</i>"))
        await post.revise(chat, message, Screen("<i>inaczej</i>"))
        assert said(simulator, chat) == ["inaczej"]
        await post.recall(chat, message)
        await post.recall(chat, message)
        assert said(simulator, chat) == []


async def test_what_cannot_be_changed_is_refused_with_telegram_s_words() -> None:
    async with posted() as (_simulator, post, chat):
        with pytest.raises(Rejected, match="to edit not found"):
            await post.revise(chat, 99, HELLO)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(Kind.TOO_MANY, seconds=7), TooMany),
        (Fault(Kind.BROKEN), InDoubt),
        (Fault(Kind.DROPPED_BEFORE), InDoubt),
        (Fault(Kind.DROPPED_AFTER), InDoubt),
        (Fault(Kind.SLOW, seconds=3), InDoubt),
        (Fault(Kind.REFUSED_TOKEN), NotSent),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
async def test_each_trouble_is_told_after_a_single_try(fault: Fault, outcome: type[Exception]) -> None:
    async with posted(patience=1) as (simulator, post, chat):
        simulator.faults.waiting.append(fault)
        with pytest.raises(outcome) as told:
            await post.push(chat, HELLO)
        assert sum(simulator.calls.get(name, 0) for name in ("sendMessage",)) == 1
        if isinstance(told.value, TooMany):
            assert told.value.wait == 7
        assert simulator.token.split(":")[1] not in repr(told.getrepr())


async def test_nobody_listening_means_not_sent() -> None:
    async with posted() as (simulator, post, chat):
        await simulator.__aexit__()
        with pytest.raises(NotSent):
            await post.push(chat, HELLO)
        await simulator.__aenter__()


async def test_who_blocked_the_bot_or_never_was_is_gone() -> None:
    async with posted() as (simulator, post, chat):
        simulator.people.block(chat, blocked=True)
        for nobody in (chat, ChatId(424242)):
            with pytest.raises(Gone):
                await post.push(nobody, HELLO)


async def test_a_text_that_telegram_refuses_is_tried_in_no_other_form() -> None:
    async with posted() as (simulator, post, chat):
        with pytest.raises(Rejected, match="t parse entities"):
            await post.push(chat, Screen("<zzz>a</zzz>"))
        assert simulator.calls["sendMessage"] == 1


async def test_a_long_text_goes_in_parts_a_second_apart_and_half_of_it_is_a_doubt() -> None:
    async with posted() as (simulator, post, chat):
        long = Screen("\n".join(["x" * 80] * 80))
        loop = asyncio.get_running_loop()
        began = loop.time()
        await post.push(chat, long)
        assert loop.time() - began >= 1
        assert len(said(simulator, chat)) == 2
        simulator.faults.waiting += [Fault(Kind.SLOW, seconds=0), Fault(Kind.TOO_MANY, seconds=5)]
        with pytest.raises(InDoubt) as told:
            await post.push(chat, long)
        assert told.value.wait == 5


async def test_a_picture_is_pushed_and_its_words_are_changed() -> None:
    async with posted() as (simulator, post, chat):
        file = simulator.world.keep_file("a.png", "image/png", b"\x89PNG\r\n\x1a\n....")
        shown = Screen("podpis", media=Media(MediaKind.PHOTO, file.id))
        message = await post.push(chat, shown)
        await post.revise(chat, message, Screen("inny podpis", media=shown.media))
        assert said(simulator, chat) == ["inny podpis"]
        assert simulator.calls["editMessageCaption"] == 1


async def test_paid_broadcasts_are_told_to_telegram() -> None:
    async with posted(paid=True) as (simulator, post, chat):
        file = simulator.world.keep_file("a.png", "image/png", b"\x89PNG\r\n\x1a\n....")
        await post.push(chat, HELLO)
        await post.push(chat, Screen("podpis", media=Media(MediaKind.PHOTO, file.id)))
        assert len(said(simulator, chat)) == 2
