"""Calls over aiohttp: what never left is told from what is in doubt, and the token is nowhere."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from ibok_bot.handlers.request import AiohttpRequest, InDoubt, NotSent, make_bot

_SECRET = "AAH-invented_token_of_thirty-five_ab"
TOKEN = f"7000000001:{_SECRET}"
_MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "a"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(status: int, description: str, **parameters: object) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)

    return answer


async def well(request: web.Request) -> web.StreamResponse:
    await request.read()
    return web.json_response({"ok": True, "result": _MESSAGE})


async def well_and_close(request: web.Request) -> web.StreamResponse:
    answer = await well(request)
    answer.force_close()
    return answer


async def reset(request: web.Request) -> web.StreamResponse:
    await request.read()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(request: web.Request) -> web.StreamResponse:
    await request.read()
    await asyncio.sleep(30)
    return web.Response()


async def bad_gateway(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=502, text="<html>Bad Gateway</html>")


@dataclass
class Server:
    """Answers every call with the next of its answers; the last one stays."""

    answers: list[Answer] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


@asynccontextmanager
async def served(*answers: Answer, request: AiohttpRequest | None = None) -> AsyncIterator[tuple[Server, Bot]]:
    server = Server(list(answers))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    used = request or AiohttpRequest()
    try:
        yield server, make_bot(TOKEN, server.url, used, AiohttpRequest())
    finally:
        await used.shutdown()
        await runner.cleanup()


def shown(error: BaseException) -> str:
    """Everything that a log, a debugger or an error tracker could show of it, the suppressed context included."""
    found, text = list[BaseException](), ""
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and one not in found:
            found.append(one)
            text += "".join(traceback.format_exception(one)) + repr(one) + repr(one.args) + repr(vars(one))
            left += [one.__cause__, one.__context__]
    return text


async def failure(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "dzień dobry")
    assert _SECRET not in shown(caught.value)
    return caught.value


async def test_a_call_reaches_the_method_and_its_answer_comes_back() -> None:
    async with served(well) as (server, bot):
        assert (await bot.send_message(1, "a")).message_id == 1
        assert server.paths == [f"/bot{TOKEN}/sendMessage"]


async def test_a_file_goes_as_a_form_with_its_name_and_bytes() -> None:
    got: dict[str, object] = {}

    async def keep(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        for name, value in form.items():
            got[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
        return web.json_response({"ok": True, "result": _MESSAGE})

    async with served(keep) as (_server, bot):
        await bot.send_document(1, b"\x00data", "podpis żółty", filename="dziennik.csv")
    assert ("dziennik.csv", b"\x00data") in got.values()
    assert (got["chat_id"], got["caption"]) == ("1", "podpis żółty")


async def test_a_refused_connection_was_not_sent() -> None:
    async with served(well) as (server, _bot):
        pass
    request = AiohttpRequest()
    error = await failure(make_bot(TOKEN, server.url, request, request))
    await request.shutdown()
    assert isinstance(error, NotSent)
    assert isinstance(error, NetworkError)


async def test_an_unknown_host_was_not_sent() -> None:
    request = AiohttpRequest()
    assert isinstance(await failure(make_bot(TOKEN, "http://no-such-host.invalid", request, request)), NotSent)
    await request.shutdown()


async def test_a_full_pool_was_not_sent() -> None:
    async with served(hang, request=AiohttpRequest(connections=1, timeout=0.2)) as (server, bot):
        first = asyncio.create_task(bot.send_message(1, "a", read_timeout=2))
        while not server.paths:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        assert isinstance(await failure(bot), NotSent)
        assert len(server.paths) == 1
        first.cancel()


async def test_a_reset_after_the_body_is_in_doubt() -> None:
    async with served(reset) as (server, bot):
        error = await failure(bot)
        assert isinstance(error, InDoubt)
        assert isinstance(error, TimedOut)
        assert len(server.paths) == 1


async def test_no_answer_in_time_is_in_doubt() -> None:
    async with served(hang, request=AiohttpRequest(timeout=0.2)) as (_server, bot):
        assert isinstance(await failure(bot), InDoubt)


async def test_half_an_answer_is_in_doubt() -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b'{"ok":')
        assert request.transport is not None
        request.transport.abort()
        return answer

    async with served(half) as (_server, bot):
        assert isinstance(await failure(bot), InDoubt)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (says(400, "Bad Request: message text is empty"), BadRequest),
        (says(401, "Unauthorized"), InvalidToken),
        (says(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (says(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
        (says(500, "Internal Server Error"), NetworkError),
        (bad_gateway, NetworkError),
    ],
    ids=["400", "401", "403", "429", "500", "502"],
)
async def test_answers_that_are_errors(answer: Answer, kind: type[TelegramError]) -> None:
    async with served(answer) as (_server, bot):
        assert isinstance(await failure(bot), kind)


async def test_connections_are_used_again() -> None:
    async with served(well) as (server, bot):
        for _time in range(5):
            await bot.send_message(1, "a")
        assert len(server.connections) == 1


async def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    async with served(well_and_close) as (server, bot):
        for _time in range(3):
            await bot.send_message(1, "a")
        assert (len(server.paths), len(server.connections)) == (3, 3)


async def test_a_connection_that_went_away_while_idle_is_replaced() -> None:
    async def well_then_gone(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        asyncio.get_running_loop().call_later(0.05, request.transport.close)
        return await well(request)

    async with served(well_then_gone) as (server, bot):
        await bot.send_message(1, "a")
        await asyncio.sleep(0.1)
        await bot.send_message(1, "a")
        assert len(server.connections) == 2


async def test_the_pool_opens_again_after_it_was_closed() -> None:
    request = AiohttpRequest()
    async with served(well, request=request) as (_server, bot):
        await bot.send_message(1, "a")
        await request.shutdown()
        assert (await bot.send_message(1, "a")).message_id == 1


def test_neither_the_pool_nor_the_bot_shows_the_token() -> None:
    request = AiohttpRequest()
    make_bot(TOKEN, "http://127.0.0.1:1", request, request)
    assert _SECRET not in repr(request)
    assert request.read_timeout == 20.0
