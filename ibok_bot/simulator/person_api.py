"""The door for people: what the chat page calls. Only pages of this machine may knock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import quote, urlsplit

from aiohttp import web

from ibok_bot.simulator.links import start_payload
from ibok_bot.simulator.methods import Happened
from ibok_bot.simulator.parameters import Json
from ibok_bot.simulator.people import People
from ibok_bot.simulator.world import Person, World

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_BACKLOG = 1000
_HEARTBEAT = 15.0


class Listeners:
    """Pages that watch in real time; one that cannot keep up is let go."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: set[asyncio.Queue[tuple[str, Json] | None]] = set()

    def tell(self, happened: Happened) -> None:
        """Every page hears of it."""
        if not self._queues:
            return
        data: Json = {"person": happened.person} | (happened.detail or {})
        if happened.message and happened.kind == "delete":
            data["message_id"] = happened.message.id
        elif happened.message:
            data["message"] = self._world.message_page(happened.message)
        for queue in list(self._queues):
            if queue.qsize() >= _BACKLOG:
                self._queues.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait((happened.kind, data))

    def close(self) -> None:
        """Let all pages go."""
        for queue in self._queues:
            queue.put_nowait(None)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events until the page leaves."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)
        queue: asyncio.Queue[tuple[str, Json] | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            await answer.write(b": welcome\n\n")
            while True:
                try:
                    found = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    await answer.write(b": still here\n\n")
                    continue
                if found is None:
                    return answer
                await answer.write(f"event: {found[0]}\ndata: {json.dumps(found[1])}\n\n".encode())
        except ConnectionError:
            return answer
        finally:
            self._queues.discard(queue)


@web.middleware
async def only_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page of another site, or a name that was bent to this machine, is turned away."""
    if request.path.startswith(("/chat", "/control")):
        origin = request.headers.get("Origin")
        named = {urlsplit(f"//{request.host}").hostname} | ({urlsplit(origin).hostname} if origin else set())
        if not named <= _LOOPBACK:
            raise web.HTTPForbidden(text="only pages of this machine\n")
    return await handler(request)


def add_person_api(app: web.Application, people: People, listeners: Listeners) -> None:
    """The routes under /chat/api."""
    door = _Door(people)
    app.middlewares.append(only_this_machine)
    routes = app.router
    routes.add_get("/chat/api/people", door.everybody)
    routes.add_post("/chat/api/people", door.newcomer)
    routes.add_get("/chat/api/people/{id:\\d+}/messages", door.messages)
    routes.add_post("/chat/api/people/{id:\\d+}/messages", door.write)
    routes.add_post("/chat/api/people/{id:\\d+}/messages/{message:\\d+}/press", door.press)
    routes.add_put("/chat/api/people/{id:\\d+}/messages/{message:\\d+}", door.edit)
    routes.add_delete("/chat/api/people/{id:\\d+}/messages/{message:\\d+}", door.delete)
    routes.add_post("/chat/api/people/{id:\\d+}/{word:block|unblock}", door.block)
    routes.add_post("/chat/api/people/{id:\\d+}/start", door.start)
    routes.add_get("/chat/api/commands", door.commands)
    routes.add_get("/chat/api/files/{file}", door.file)
    routes.add_get("/chat/api/events", listeners.stream)


class _Door:
    """One handler a route."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._world = people.world

    async def everybody(self, _request: web.Request) -> web.Response:
        return web.json_response([person.as_page() for person in self._world.people.values()])

    async def newcomer(self, request: web.Request) -> web.Response:
        facts = await _said(request)
        name = str(facts.pop("first_name", "")).strip() or "Gość"
        known = {"last_name", "username", "language_code", "role", "hint"}
        person = self._people.add(name, **{key: str(value) for key, value in facts.items() if key in known})
        return web.json_response(person.as_page(), status=201)

    async def messages(self, request: web.Request) -> web.Response:
        person = self._person(request)
        return web.json_response([self._world.message_page(m) for m in self._people.messages(person.id)])

    async def write(self, request: web.Request) -> web.Response:
        person = self._person(request)
        if request.content_type.startswith("multipart/"):
            return await self._upload(request, person)
        said = await _said(request)
        if isinstance(said.get("text"), str) and str(said["text"]).strip():
            text = str(said["text"])
            payload = start_payload(text, self._world.bot_name)  # the apps would show a link to press
            message = self._people.write(person.id, f"/start {payload}" if payload else text)
        elif isinstance(said.get("location"), dict):
            message = self._people.send(person.id, {"location": said["location"]})
        elif said.get("sticker"):
            sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                       "is_animated": False, "is_video": False, "emoji": said["sticker"]}  # fmt: skip
            message = self._people.send(person.id, {"sticker": sticker})
        else:
            raise web.HTTPBadRequest(text="nothing was said\n")
        return web.json_response(self._world.message_page(message), status=201)

    async def _upload(self, request: web.Request, person: Person) -> web.Response:
        form = await request.post()
        for kind in ("photo", "document"):
            file = form.get(kind)
            if isinstance(file, web.FileField):
                caption = str(form.get("caption", ""))
                kept = self._world.keep_file(file.filename, file.content_type, file.file.read())
                message = self._people.send_file(person.id, kind, kept, caption)
                return web.json_response(self._world.message_page(message), status=201)
        raise web.HTTPBadRequest(text="no file\n")

    async def press(self, request: web.Request) -> web.Response:
        person, number = self._person(request), int(request.match_info["message"])
        said = await _said(request)
        data = said.get("data")
        if data is None:
            message = self._world.chats[person.id].get(number)
            try:
                row, column = cast("int", said["row"]), cast("int", said["column"])
                data = message.buttons[row][column]["callback_data"] if message else ""
            except (LookupError, TypeError):
                raise web.HTTPNotFound(text="no such button\n") from None
        return web.json_response(await self._people.press(person.id, number, str(data)))

    async def edit(self, request: web.Request) -> web.Response:
        person, number, said = self._person(request), self._message(request), await _said(request)
        if self._world.chats[person.id][number].from_bot:
            raise web.HTTPForbidden(text="somebody else's message\n")
        self._people.edit(person.id, number, str(said.get("text", "")))
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        self._people.delete(self._person(request).id, self._message(request))
        return web.Response(status=204)

    async def block(self, request: web.Request) -> web.Response:
        self._people.block(self._person(request).id, blocked=request.match_info["word"] == "block")
        return web.Response(status=204)

    async def start(self, request: web.Request) -> web.Response:
        said = await _said(request)
        self._people.write(self._person(request).id, f"/start {said.get('payload', '')}".strip())
        return web.Response(status=204)

    async def commands(self, request: web.Request) -> web.Response:
        person = self._world.people.get(int(request.query.get("person", "0")))
        return web.json_response(self._world.commands_for(person) if person else [])

    async def file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        name = quote(file.name)
        shown = "inline" if file.mime in {"image/png", "image/jpeg"} else "attachment"
        headers = {"Content-Disposition": f"{shown}; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.data, content_type=file.mime, headers=headers)

    def _person(self, request: web.Request) -> Person:
        person = self._world.people.get(int(request.match_info["id"]))
        if person is None:
            raise web.HTTPNotFound(text="nobody\n")
        return person

    def _message(self, request: web.Request) -> int:
        number = int(request.match_info["message"])
        if number not in self._world.chats[self._person(request).id]:
            raise web.HTTPNotFound(text="no such message\n")
        return number


async def _said(request: web.Request) -> Json:
    """The body. Raises HTTPBadRequest when it is no JSON object."""
    try:
        found = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest(text="a JSON object is expected\n")
    return found
