"""Troubles on request: what a bot meets when Telegram or the network is unwell."""

from __future__ import annotations

import time

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from ibok_bot.simulator.faults import Fault, Kind
from ibok_bot.simulator.server import Simulator
from tests.simulator.local import Json, Local, bot


async def trouble(local: Local, **fault: object) -> None:
    """Ask for trouble over HTTP, as another process would."""
    async with local.http.post("/control/faults", json=fault) as answer:
        assert answer.status == 200


def texts(local: Local) -> list[str]:
    return [message.text for message in local.simulator.people.messages(local.anna)]


async def test_too_many_requests_for_the_next_calls_only(local: Local) -> None:
    await trouble(local, kind="too_many", times=2, method="sendMessage", seconds=7)
    assert (await local.call("getMe"))["ok"]
    for _time in range(2):
        assert await local.call("sendMessage", chat_id=local.anna, text="x") == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    await local.say("x")
    assert texts(local) == ["x"]


async def test_trouble_with_one_chat_spares_the_others(local: Local) -> None:
    ewa = local.simulator.people.add("Ewa")
    ewa.started = True
    local.simulator.faults.waiting.append(Fault(Kind.TOO_MANY, chat=ewa.id))
    await local.say("x")
    assert (await local.call("sendMessage", chat_id=ewa.id, text="x"))["error_code"] == 429


@pytest.mark.parametrize(("kind", "done"), [("dropped_before", []), ("dropped_after", ["x"])])
async def test_a_dropped_connection_before_or_after_the_effect(local: Local, kind: str, done: list[str]) -> None:
    await trouble(local, kind=kind)
    with pytest.raises(aiohttp.ClientError):
        await local.call("sendMessage", chat_id=local.anna, text="x")
    assert texts(local) == done
    assert (await local.call("getMe"))["ok"]


async def test_a_broken_server_does_nothing(local: Local) -> None:
    await trouble(local, kind="broken")
    async with local.http.post(
        f"/bot{local.simulator.token}/sendMessage", json={"chat_id": local.anna, "text": "x"}
    ) as answer:
        assert answer.status == 502
    assert texts(local) == []


async def test_a_slow_answer(local: Local) -> None:
    await trouble(local, kind="slow", seconds=0.2)
    began = time.monotonic()
    await local.say("x")
    assert time.monotonic() - began >= 0.2


async def test_a_refused_token_until_the_troubles_are_cleared(local: Local) -> None:
    await trouble(local, kind="refused_token", times=1000)
    assert (await local.call("getMe"))["error_code"] == 401
    async with local.http.delete("/control/faults"):
        pass
    assert (await local.call("getMe"))["ok"]


async def test_every_update_twice(local: Local) -> None:
    heard = list[Json]()

    async def answer(update: Json) -> int:
        heard.append(update)
        return 200

    async with bot(answer) as url:
        local.simulator.queue.twice = True
        await local.call("setWebhook", url=url)
        local.simulator.people.write(local.anna, "x")
        await local.settled()
    assert len(heard) == 2
    assert heard[0] == heard[1]


async def test_python_telegram_bot_meets_its_own_errors(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    url = local.simulator.url
    people, faults = local.simulator.people, local.simulator.faults.waiting
    async with Bot(local.simulator.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as api:
        sent = await api.send_message(local.anna, "<b>x</b>", parse_mode="HTML")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("<b>x</b>", parse_mode="HTML")
        photo = await api.send_photo(local.anna, b"\x89PNG\r\n\x1a\n", caption="y")
        file = await photo.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == b"\x89PNG\r\n\x1a\n"
        faults.append(Fault(Kind.TOO_MANY, seconds=3))
        with pytest.raises(RetryAfter, match="3"):
            await api.send_message(local.anna, "x")
        faults.append(Fault(Kind.BROKEN))
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await api.send_message(local.anna, "x")
        people.block(local.anna, blocked=True)
        with pytest.raises(Forbidden, match="blocked"):
            await api.send_message(local.anna, "x")
        await api.set_webhook(f"{url}/nowhere")
        with pytest.raises(Conflict):
            await api.get_updates()
        await api.delete_webhook()
    wrong = Bot("1:wrong", base_url=f"{url}/bot")
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_a_quiet_telegram_counts_but_keeps_nothing() -> None:
    async with Simulator(quiet=True) as simulator, aiohttp.ClientSession(simulator.url) as http:
        anna = simulator.people.add("Anna")
        anna.started = True
        quiet = Local(simulator, http, anna.id)
        assert (await quiet.say("x"))["text"] == "x"
        assert texts(quiet) == []
        assert simulator.calls == {"sendMessage": 1}


async def test_the_calls_are_counted(local: Local) -> None:
    await local.say("x")
    async with local.http.get("/control/stats") as answer:
        assert await answer.json() == {"calls": {"sendMessage": 1}, "waiting": 0}
