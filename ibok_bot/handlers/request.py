"""python-telegram-bot's calls over aiohttp: many at once, and errors that tell "was not sent" from "in doubt"."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, lru_cache
from types import SimpleNamespace
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL


class NotSent(NetworkError):
    """The call never left this machine: doing it again cannot double anything."""


class InDoubt(TimedOut):
    """The call went out and no answer came: Telegram may have done it."""


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class AiohttpRequest(BaseRequest):
    """One pool of connections. Replies and mass sending each have their own, so that neither waits for the other."""

    def __init__(
        self, connections: int = 64, timeout: float = 20.0, media_timeout: float = 60.0, keep_alive: float = 60.0
    ) -> None:
        self._connections = connections
        self._keep_alive = keep_alive
        self._timeout = timeout
        self._media_timeout = media_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return self._timeout

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._keep_alive)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[_watched()]
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 - the signature is the base class's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - one limit covers the whole call
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """One call. Raises NotSent or InDoubt."""
        wait = self._media_timeout if request_data and request_data.multipart_data else self._timeout
        if isinstance(read_timeout, (int, float)):
            wait = read_timeout
        return await self.exchange(method, url, _body(request_data), wait)

    async def exchange(
        self, method: str, url: str, body: aiohttp.FormData | bytes | None, wait: float
    ) -> tuple[int, bytes]:
        """One call, the answer as it came. Raises NotSent or InDoubt, which name no address: it holds the token."""
        await self.initialize()
        if self._session is None:
            raise NotSent("the pool is closed")
        limits = _limits(wait)
        kind = _FORM if isinstance(body, bytes) else None
        failure: NotSent | InDoubt
        call = _Call()
        try:
            async with self._session.request(
                method, _address(url), data=body, headers=kind, timeout=limits, trace_request_ctx=call
            ) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            if call.left and not isinstance(error, _NEVER_LEFT) and not _cut_short(error):
                failure = InDoubt(f"in doubt: {type(error).__name__}")
            else:
                failure = NotSent(f"not sent: {type(error).__name__}")
        raise failure  # out here it has no context: what aiohttp raised holds the address


@dataclass(slots=True)
class _Call:
    """Whether the call began to leave: before that, nothing can have been done."""

    left: bool = False


def _watched() -> aiohttp.TraceConfig:
    async def leaves(_session: object, context: SimpleNamespace, _what: object) -> None:
        context.trace_request_ctx.left = True

    watch = aiohttp.TraceConfig()
    watch.on_request_headers_sent.append(leaves)
    return watch


def _cut_short(error: BaseException | None) -> bool:
    """Whether the connection closed before all of the call was written: half a call is none."""
    while error is not None:
        if isinstance(error, aiohttp.ClientConnectionResetError) and "write to closing" in str(error):
            return True
        error = error.__cause__
    return False


@lru_cache(512)
def _address(url: str) -> URL:
    return URL(url)


@cache
def _limits(wait: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=wait + 5, connect=wait, sock_connect=5, sock_read=wait)


def encoded(fields: dict[str, str]) -> bytes:
    """Plain fields as a form. aiohttp's own way makes an object a field first."""
    return urlencode(fields).encode()


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if data is None:
        return None
    if not data.multipart_data:
        return encoded(data.json_parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def make_bot(token: str, api_url: str, request: BaseRequest, updates_request: BaseRequest) -> Bot:
    """A bot on these pools; its calls go to `<api_url>/bot<token>/<method>`."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the only way to opt in to durations that do not warn
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=updates_request,
    )
