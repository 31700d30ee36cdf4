"""A local Telegram: the Bot API as strict as the real one for what the office uses, and a door for people."""

from __future__ import annotations

import asyncio
from typing import Self, cast

import msgspec
from aiohttp import web

from ibok_bot.simulator.faults import Fault, Faults, Kind
from ibok_bot.simulator.methods import Happened, Methods
from ibok_bot.simulator.page import add_page
from ibok_bot.simulator.parameters import TAKES, Json, Refused, bad, decoded
from ibok_bot.simulator.people import People
from ibok_bot.simulator.person_api import Listeners, add_person_api
from ibok_bot.simulator.updates import Queue
from ibok_bot.simulator.world import World

DEFAULT_TOKEN = "7000000001:local-telegram-needs-no-secret-token-AAAA"  # noqa: S105 - it opens nothing
_NAMES = {name.lower(): name for name in TAKES}
"""Telegram minds no case in the names of methods."""
_LONGEST_BODY = 50 * 1024 * 1024
_ENCODE = msgspec.json.Encoder().encode


class Simulator:
    """The local Telegram, as an async context: it listens on loopback from entry to leaving."""

    def __init__(
        self, token: str = DEFAULT_TOKEN, host: str = "127.0.0.1", port: int = 0, *, quiet: bool = False
    ) -> None:
        self.token = token
        self.world = World(quiet=quiet)
        self.queue = Queue()
        self.faults = Faults()
        self.calls: dict[str, int] = {}
        self.listeners = Listeners(self.world)
        self._methods = Methods(self.world, self.queue, self._tell)
        self._table = self._methods.table()
        self.people = People(self.world, self.queue, self._methods.presses, self._tell)
        self._where = (host, port)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self._where[0]}:{self._where[1]}"

    async def __aenter__(self) -> Self:
        """Listen. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=_LONGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        app.router.add_get("/file/bot{token}/{path}", self._file)
        app.router.add_post("/control/faults", self._add_fault)
        app.router.add_delete("/control/faults", self._clear_faults)
        app.router.add_get("/control/stats", self._stats)
        add_person_api(app, self.people, self.listeners)
        add_page(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, *self._where)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._where = (self._where[0], self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close all connections."""
        await self.queue.close()
        self.listeners.close()
        if self._runner:
            await self._runner.cleanup()

    def _tell(self, happened: Happened) -> None:
        self.listeners.tell(happened)
        self.people.notice(happened)

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        given_name = request.match_info["method"]
        method = _NAMES.get(given_name.lower(), given_name)
        self.calls[method] = self.calls.get(method, 0) + 1
        try:
            self._admit(request.match_info["token"], method)
            given = decoded(method, await self._given(request))
            return await self._with_faults(request, method, given)
        except Refused as refused:
            return _json(refused.as_json(), refused.code)

    def _admit(self, token: str, method: str) -> None:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        if method not in TAKES:
            raise Refused(404, "Not Found: method not found")

    async def _with_faults(self, request: web.Request, method: str, given: Json) -> web.StreamResponse:
        fault = self.faults.strike(method, given.get("chat_id"))
        match fault.kind if fault else None:
            case Kind.TOO_MANY if fault:
                wait = max(1, round(fault.seconds))
                raise Refused(429, f"Too Many Requests: retry after {wait}", wait)
            case Kind.BROKEN:
                return web.Response(status=502, text="Bad Gateway")
            case Kind.REFUSED_TOKEN:
                raise Refused(401, "Unauthorized")
            case Kind.NO_RICH:
                given = _as_before_rich(method, given)
            case Kind.DROPPED_BEFORE:
                return _drop(request)
            case Kind.SLOW if fault:
                await asyncio.sleep(fault.seconds)
        result = await self._result(method, given)
        if fault and fault.kind is Kind.DROPPED_AFTER:
            return _drop(request)
        return _json({"ok": True, "result": result})

    async def _result(self, method: str, given: Json) -> object:
        if method == "getUpdates":
            if "allowed_updates" in given:
                self.queue.allowed = tuple(cast("list[str]", given["allowed_updates"]))
            offset, limit = cast("int", given.get("offset", 0)), cast("int", given.get("limit", 100))
            return await self.queue.poll(offset, limit, cast("int", given.get("timeout", 0)))
        return self._table[method](given)

    async def _given(self, request: web.Request) -> Json:
        """The parameters, from the address, a form, or JSON; uploads are kept, and named by their id."""
        given: Json = dict(request.query)
        if request.content_type == "application/json":
            body = await request.read()
            try:
                return given | (msgspec.json.decode(body, type=dict[str, object]) if body else {})
            except msgspec.MsgspecError:
                raise bad("can't parse request body as a JSON object") from None
        form = await request.post()
        uploads = {
            name: self.world.keep_file(value.filename, value.content_type, value.file.read())
            for name, value in form.items()
            if isinstance(value, web.FileField)
        }
        for name, value in form.items():
            if isinstance(value, str):
                attached = uploads.get(value.removeprefix("attach://")) if value.startswith("attach://") else None
                given[name] = attached.id if attached else value
        named = {f"attach://{name}" for name in uploads}
        direct = {name: file.id for name, file in uploads.items() if f"attach://{name}" not in form.values()}
        return given | direct if named else given

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["path"])
        if request.match_info["token"] != self.token or file is None:
            return _json(Refused(404, "Not Found").as_json(), 404)
        return web.Response(body=file.data, content_type=file.mime)

    async def _add_fault(self, request: web.Request) -> web.Response:
        self.faults.waiting.append(msgspec.convert(await request.json(), Fault))
        return _json({"ok": True})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self.faults.waiting.clear()
        return _json({"ok": True})

    async def _stats(self, _request: web.Request) -> web.Response:
        return _json({"calls": self.calls, "waiting": self.queue.waiting})


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=_ENCODE(body), status=status, content_type="application/json")


def _as_before_rich(method: str, given: Json) -> Json:
    """What a server of before June 2026 makes of a call. Raises Refused."""
    if method == "sendRichMessage":
        raise Refused(404, "Not Found: method not found")
    return {name: value for name, value in given.items() if name != "rich_message"}


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
