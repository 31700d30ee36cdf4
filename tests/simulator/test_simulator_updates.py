"""Updates on their way: one poller, offsets, webhooks until 2xx, order in a chat, chats side by side."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Update

from tests.simulator.local import Json, Local, bot


def text_of(update: Json) -> str:
    message = update["message"]
    assert isinstance(message, dict)
    return str(message["text"])


async def test_an_update_stays_until_the_offset_passes_it(local: Local) -> None:
    people = local.simulator.people
    people.write(local.anna, "/start staff_1")
    people.write(local.anna, "b")
    first, second = await local.updates()
    assert (text_of(first), text_of(second)) == ("/start staff_1", "b")
    assert await local.updates(limit=1) == [first]
    assert int(str(second["update_id"])) > int(str(first["update_id"]))
    assert await local.updates(offset=second["update_id"]) == [second]
    assert await local.updates() == [second]
    update = Update.de_json(first, None)
    assert update.message is not None
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}


async def test_long_polling_wakes_at_once(local: Local) -> None:
    waiting = asyncio.create_task(local.updates(timeout=5))
    while not local.simulator.calls.get("getUpdates"):  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.01)
    local.simulator.people.write(local.anna, "hello")
    async with asyncio.timeout(2):
        assert [text_of(update) for update in await waiting] == ["hello"]


async def test_a_second_poller_ends_the_first(local: Local) -> None:
    first = asyncio.create_task(local.call("getUpdates", timeout=5))
    while not local.simulator.calls.get("getUpdates"):  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert await local.updates() == []
    async with asyncio.timeout(2):
        ended = await first
    assert ended["error_code"] == 409
    assert ended["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_every_kind_is_an_update_of_python_telegram_bot(local: Local) -> None:
    people = local.simulator.people
    mine = people.write(local.anna, "a")
    people.edit(local.anna, mine.id, "b")
    people.send(local.anna, {"location": {"latitude": 52.2, "longitude": 21.0}})
    people.send_file(local.anna, "photo", local.simulator.world.keep_file("a.png", "image/png", b"x"), "licznik")
    people.in_group(local.anna, "hello")
    people.block(local.anna, blocked=True)
    kinds = []
    for found in await local.updates():
        update = Update.de_json(found, None)
        kinds.append(next(key for key in found if key != "update_id"))
        assert update.effective_chat is not None
        assert update.api_kwargs == {}
    assert kinds == ["message", "edited_message", "message", "message", "message", "my_chat_member"]


async def test_only_allowed_kinds_come(local: Local) -> None:
    await local.updates(allowed_updates=["callback_query"])
    local.simulator.people.write(local.anna, "a")
    assert await local.updates() == []
    assert local.simulator.queue.waiting == 0


async def test_allowed_kinds_are_remembered_until_told_otherwise(local: Local) -> None:
    await local.updates(allowed_updates=["callback_query"])
    assert await local.updates() == []
    local.simulator.people.write(local.anna, "a")
    await local.updates(allowed_updates=[])
    local.simulator.people.write(local.anna, "b")
    assert [text_of(update) for update in await local.updates()] == ["b"]


async def test_a_press_is_answered_once(local: Local) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Dalej", "callback_data": "next"}]]}
    await local.say("x", reply_markup=keyboard)
    press = asyncio.create_task(local.simulator.people.press_label(local.anna, "Dal"))
    [found] = await local.updates(timeout=5)
    query = Update.de_json(found, None).callback_query
    assert query is not None
    assert (query.data, query.message is not None) == ("next", True)
    assert (await local.call("answerCallbackQuery", callback_query_id=query.id, text="Już"))["result"] is True
    assert await press == {"answered": True, "text": "Już", "show_alert": False}
    for number in (query.id, "nothing"):
        assert await local.refusal("answerCallbackQuery", callback_query_id=number) == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_a_webhook_hears_the_same_update_until_it_says_2xx(local: Local) -> None:
    heard, secrets = list[str](), list[str]()

    async def answer(update: Json) -> int:
        heard.append(text_of(update))
        return 500 if len(heard) < 3 else 204

    async with bot(answer, secrets) as url:
        await local.call("setWebhook", url=url, secret_token="s3cret_-")
        conflict = await local.call("getUpdates")
        assert conflict["error_code"] == 409
        for text in ("a", "b"):
            local.simulator.people.write(local.anna, text)
        await local.settled()
    assert heard == ["a", "a", "a", "b"]
    assert set(secrets) == {"s3cret_-"}
    info = await local.result("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert str(info["last_error_message"]).startswith("Wrong response from the webhook: 500")


async def test_a_stuck_chat_holds_up_no_other(local: Local) -> None:
    release, heard = asyncio.Event(), list[str]()

    async def answer(update: Json) -> int:
        if text_of(update) == "slow":
            await release.wait()
        heard.append(text_of(update))
        if text_of(update) == "quick":
            release.set()
        return 200

    ewa = local.simulator.people.add("Ewa")
    async with bot(answer) as url:
        await local.call("setWebhook", url=url)
        local.simulator.people.write(local.anna, "slow")
        local.simulator.people.write(local.anna, "after")
        local.simulator.people.write(ewa.id, "quick")
        await local.settled()
    assert heard == ["quick", "slow", "after"]


async def test_what_a_webhook_did_not_take_is_polled_later(local: Local) -> None:
    tried = asyncio.Event()

    async def answer(_update: Json) -> int:
        tried.set()
        return 503

    async with bot(answer) as url:
        await local.call("setWebhook", url=url)
        local.simulator.people.write(local.anna, "kept")
        await tried.wait()
        await local.call("deleteWebhook")
        while local.simulator.queue._lines:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    assert [text_of(update) for update in await local.updates()] == ["kept"]


async def test_waiting_updates_are_dropped_on_request(local: Local) -> None:
    local.simulator.people.write(local.anna, "old")
    await local.call("deleteWebhook", drop_pending_updates=True)
    assert await local.updates() == []


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ({"url": "http://example.com/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com/x", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://example.com/x", "secret_token": "a" * 257}, "secret token contains unallowed characters"),
        ({"url": "https://example.com/x", "max_connections": 101}, "bad webhook: max_connections is out of range"),
    ],
)
async def test_a_bad_webhook_is_refused(local: Local, hook: Json, words: str) -> None:
    assert await local.refusal("setWebhook", **hook) == f"Bad Request: {words}"
    assert (await local.result("getWebhookInfo"))["url"] == ""
