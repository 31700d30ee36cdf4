"""The HTTP server: only Telegram with its secret is heard, 200 comes when the update is done, and nothing is shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from ibok_bot.turns.messages import NotAnUpdate, Unanswered
from ibok_bot.web.server import PortInUse, Webhook, make_app, serve

_PATH = "/telegram/0123456789abcdef0123456789abcdef"
_SECRET = "a-secret_of-the-webhook"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Office:
    """Takes updates as it is told to."""

    url: str = ""
    missing: str | None = None
    trouble: Exception | None = None
    taken: list[bytes] = field(default_factory=list)
    finished: list[bytes] = field(default_factory=list)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    runner: web.AppRunner | None = None

    async def ready(self) -> str | None:
        return self.missing

    async def handle(self, body: bytes) -> None:
        self.taken.append(body)
        self.began.set()
        await self.done.wait()
        if self.trouble:
            raise self.trouble
        self.finished.append(body)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    office.done.set()
    office.runner = await serve(make_app(office.ready, Webhook(_PATH, _SECRET, office.handle)), "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{office.runner.addresses[0][1]}"
    yield office
    office.done.set()
    await office.runner.cleanup()


async def post(
    office: Office, body: bytes = b'{"update_id":1}', secret: bytes | None = _SECRET.encode()
) -> tuple[int, str]:
    """Over a bare connection, where a header may hold any bytes."""
    head = [f"POST {_PATH} HTTP/1.1".encode(), b"Host: localhost", b"Connection: close"]
    head += [b"Content-Length: " + str(len(body)).encode()]
    head += [] if secret is None else [_HEADER.encode() + b": " + secret]
    host, port = office.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"\r\n".join([*head, b"", body]))
        answer = (await reader.read()).decode()
    finally:
        writer.close()
    return int(answer.split()[1]), answer


async def test_an_update_reaches_the_office_as_it_came(office: Office) -> None:
    status, _answer = await post(office)
    assert (status, office.taken) == (200, [b'{"update_id":1}'])


@pytest.mark.parametrize(
    "secret", [None, b"", b"a-secret_of-the-webhoo", b"A-secret_of-the-webhook", b"za\xc5\xbc\xf3\xff"]
)
async def test_without_the_secret_nothing_is_heard(office: Office, secret: bytes | None) -> None:
    status, answer = await post(office, secret=secret)
    assert (status, office.taken) == (403, [])
    assert _SECRET not in answer


async def test_200_comes_only_when_the_update_is_done(office: Office) -> None:
    office.done.clear()
    posting = asyncio.create_task(post(office))
    await office.began.wait()
    await asyncio.sleep(0.05)
    assert not posting.done()
    office.done.set()
    assert (await posting)[0] == 200


async def test_what_is_not_done_must_come_again(office: Office) -> None:
    office.trouble = Unanswered("database unreachable", 2.0)
    status, answer = await post(office)
    assert status == 503
    assert "Retry-After: 2" in answer
    assert "database" not in answer


async def test_what_is_no_update_is_refused(office: Office) -> None:
    office.trouble = NotAnUpdate()
    assert (await post(office, b"{"))[0] == 400


async def test_a_fault_of_ours_comes_again_and_shows_nothing(office: Office) -> None:
    office.trouble = RuntimeError("the customer's name")
    status, answer = await post(office)
    assert status == 500
    assert "customer" not in answer


async def test_a_body_of_a_mebibyte_is_the_longest(office: Office) -> None:
    assert (await post(office, b"x" * 1024 * 1024))[0] == 200
    assert (await post(office, b"x" * (1024 * 1024 + 1)))[0] == 413
    assert len(office.taken) == 1


async def get(office: Office, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(office.url + path) as answer:
        return answer.status, await answer.text()


async def test_health_says_that_the_process_lives(office: Office) -> None:
    office.missing = "database: OperationalError"
    assert await get(office, "/healthz") == (200, "alive\n")


async def test_readiness_says_what_is_missing(office: Office) -> None:
    assert await get(office, "/readyz") == (200, "ready\n")
    office.missing = "database: OperationalError"
    assert await get(office, "/readyz") == (503, "database: OperationalError\n")


@pytest.mark.parametrize("path", ["/", "/telegram", "/telegram/", "/telegram/guess", "/.env"])
async def test_there_is_nothing_else(office: Office, path: str) -> None:
    assert (await get(office, path))[0] == 404


async def test_the_secret_path_is_in_no_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await post(office)
    await post(office, secret=None)
    office.trouble = RuntimeError("fault")
    await post(office)
    assert _PATH not in caplog.text


async def test_without_a_webhook_there_is_only_health() -> None:
    office = Office()
    office.runner = await serve(make_app(office.ready), "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{office.runner.addresses[0][1]}"
    assert (await post(office))[0] == 404
    assert (await get(office, "/readyz"))[0] == 200
    await office.runner.cleanup()


async def test_a_port_in_use_says_so_and_what_to_do(office: Office) -> None:
    port = int(office.url.rpartition(":")[2])
    with pytest.raises(PortInUse, match=rf"127\.0\.0\.1:{port} .*IBOK_LISTEN"):
        await serve(make_app(office.ready), "127.0.0.1", port)


async def test_closing_waits_for_updates_under_way(office: Office) -> None:
    office.done.clear()
    posting = asyncio.create_task(post(office))
    await office.began.wait()
    assert office.runner is not None
    closing = asyncio.create_task(office.runner.cleanup())
    await asyncio.sleep(0.05)
    assert not closing.done()
    office.done.set()
    assert (await posting)[0] == 200
    await closing


async def test_a_caller_who_hangs_up_does_not_cut_the_work_short(office: Office) -> None:
    office.done.clear()
    posting = asyncio.create_task(post(office))
    await office.began.wait()
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)
    await asyncio.sleep(0.05)
    office.done.set()
    assert (await get(office, "/healthz"))[0] == 200
    assert office.finished == [b'{"update_id":1}']
