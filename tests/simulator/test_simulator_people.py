"""The door for people: what the chat page, and tests from another process, see and do."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.simulator.local import HTML, Json, Local


def chat(local: Local, rest: str = "") -> str:
    return f"/chat/api/people/{local.anna}/messages{rest}"


async def seen(local: Local) -> list[Json]:
    async with local.http.get(chat(local)) as answer:
        found: list[Json] = await answer.json()
        return found


async def post(local: Local, path: str, **said: object) -> Json:
    async with local.http.post(path, json=said) as answer:
        assert answer.status in {200, 201, 204}
        return await answer.json() if answer.status != 204 else {}


async def test_a_newcomer(local: Local) -> None:
    added = await post(local, "/chat/api/people", first_name="Oksana", language_code="uk", role="staff", hint="kod 1")
    async with local.http.get("/chat/api/people") as answer:
        people = await answer.json()
    assert [person["first_name"] for person in people] == ["Anna", "Oksana"]
    assert (added["language_code"], added["role"], added["hint"], added["blocked"]) == ("uk", "staff", "kod 1", False)


async def test_text_is_shown_safely(local: Local) -> None:
    await local.say("<b>Saldo &lt;script&gt;</b>\n<a href='https://a.pl/?x=\"&amp;y'>tu</a>", parse_mode=HTML)
    await post(local, chat(local), text="<img src=x onerror=alert(1)>")
    theirs, mine = await seen(local)
    assert theirs["html"] == (
        '<b>Saldo &lt;script&gt;</b><br><a href="https://a.pl/?x=&quot;&amp;y" rel="noopener" target="_blank">tu</a>'
    )
    assert mine["html"] == "&lt;img src=x onerror=alert(1)&gt;"
    assert (theirs["from"], mine["from"], mine["edited"]) == ("bot", "person", False)


async def test_a_pasted_deep_link_to_the_bot_starts_it(local: Local) -> None:
    bot = local.simulator.world.bot_name
    for link in (f"https://t.me/{bot}?start=staff_a-B", f"t.me/{bot.upper()}?start=x", "https://t.me/other?start=x"):
        await post(local, chat(local), text=link)
    assert [message["text"] for message in await seen(local)] == [
        "/start staff_a-B",
        "/start x",
        "https://t.me/other?start=x",
    ]


async def test_buttons_of_every_kind(local: Local) -> None:
    row = [
        {"text": "a", "callback_data": "1", "style": "danger"},
        {"text": "b", "url": "https://a.pl"},
        {"text": "c", "copy_text": {"text": "61 1090"}},
    ]
    await local.say("x", reply_markup={"inline_keyboard": [row]})
    [message] = await seen(local)
    assert message["buttons"] == [
        [
            {"label": "a", "kind": "callback", "data": "1", "style": "danger"},
            {"label": "b", "kind": "url", "url": "https://a.pl", "style": None},
            {"label": "c", "kind": "copy", "copy": "61 1090", "style": None},
        ]
    ]


async def test_a_press_by_place_and_a_forged_one(local: Local) -> None:
    sent = await local.say("x", reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "true"}]]})
    path = chat(local, f"/{sent['message_id']}/press")
    for said, data in (({"row": 0, "column": 0}, "true"), ({"data": "forged"}, "forged")):
        press = asyncio.create_task(post(local, path, **said))
        [update] = await local.updates(timeout=5)
        query = update["callback_query"]
        assert isinstance(query, dict)
        assert query["data"] == data
        await local.call("answerCallbackQuery", callback_query_id=query["id"], text="No", show_alert=True)
        assert await press == {"answered": True, "text": "No", "show_alert": True}
        assert await local.updates(offset=int(str(update["update_id"])) + 1) == []
    for rubbish in ({"row": 9, "column": 0}, {"row": "a", "column": 0}, {}):
        async with local.http.post(path, json=rubbish) as answer:
            assert answer.status == 404


async def test_a_document_goes_there_and_back(local: Local) -> None:
    form = aiohttp.FormData({"caption": "umowa"})
    form.add_field("document", b"<script>", filename="ż/a.html", content_type="text/html; charset=utf-8")
    async with local.http.post(chat(local), data=form) as answer:
        document = (await answer.json())["document"]
    assert (document["size"], document["mime"]) == (8, "text/html")
    async with local.http.get(document["url"]) as answer:
        assert await answer.read() == b"<script>"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    [update] = await local.updates()
    message = update["message"]
    assert isinstance(message, dict)
    assert message["caption"] == "umowa"


async def test_location_sticker_edit_delete_block_and_start(local: Local) -> None:
    await post(local, chat(local), location={"latitude": 52.2, "longitude": 21.0})
    await post(local, chat(local), sticker="🙂")
    mine = await post(local, chat(local), text="a")
    async with local.http.put(chat(local, f"/{mine['message_id']}"), json={"text": "b"}) as answer:
        assert answer.status == 204
    await post(local, f"/chat/api/people/{local.anna}/start", payload="invoice_7")
    await post(local, f"/chat/api/people/{local.anna}/block")
    await post(local, f"/chat/api/people/{local.anna}/unblock")
    kinds = [next(key for key in update if key != "update_id") for update in await local.updates()]
    assert kinds == ["message", "message", "message", "edited_message", "message", "my_chat_member", "my_chat_member"]
    assert [message["text"] for message in await seen(local)] == ["", "", "b", "/start invoice_7"]
    async with local.http.delete(chat(local, f"/{mine['message_id']}")) as answer:
        assert answer.status == 204
    assert len(await seen(local)) == 3


async def test_the_bots_words_are_not_the_persons_to_edit(local: Local) -> None:
    sent = await local.say("x")
    async with local.http.put(chat(local, f"/{sent['message_id']}"), json={"text": "y"}) as answer:
        assert answer.status == 403
    assert (await seen(local))[0]["text"] == "x"


async def test_rubbish_at_the_door(local: Local) -> None:
    for body in (b"{", b"[]", b"{}", b'{"text": " "}', b'{"location": 1}'):
        async with local.http.post(chat(local), data=body, headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400
    for path in ("/chat/api/people/9/messages", "/chat/api/files/none"):
        async with local.http.get(path) as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
@pytest.mark.parametrize("path", ["/chat/api/people", "/control/stats", "/chat/"])
async def test_pages_from_elsewhere_are_turned_away(local: Local, path: str, headers: dict[str, str]) -> None:
    async with local.http.get(path, headers=headers) as answer:
        assert answer.status == 403


async def test_events_in_real_time(local: Local) -> None:
    async with local.http.get("/chat/api/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        sent = await local.say("x")
        where = {"chat_id": local.anna, "message_id": sent["message_id"]}
        await local.call("sendChatAction", chat_id=local.anna, action="typing")
        await local.call("editMessageText", **where, text="y")
        await local.call("deleteMessage", **where)
        found = [await next_event(stream) for _event in range(4)]
    assert [kind for kind, _data in found] == ["message", "action", "edit", "delete"]
    assert {data["person"] for _kind, data in found} == {local.anna}
    edited = found[2][1]["message"]
    assert isinstance(edited, dict)
    assert (edited["text"], edited["edited"]) == ("y", True)
    assert found[3][1]["message_id"] == sent["message_id"]


async def next_event(stream: aiohttp.ClientResponse) -> tuple[str, Json]:
    """The next thing that happens on the page."""
    async with asyncio.timeout(5):
        kind, data = (await stream.content.readuntil(b"\n\n")).decode().strip().split("\n")
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def test_a_page_that_does_not_read_never_holds_up_the_bot(local: Local) -> None:
    async with local.http.get("/chat/api/events"):
        for _time in range(1200):
            local.simulator.people.write(local.anna, "x" * 4096)
        assert (await local.say("still quick"))["text"] == "still quick"
        assert local.simulator.listeners._queues == set()


async def test_marks_become_formatting_as_in_the_apps(local: Local) -> None:
    sent = await post(local, chat(local), text="Uwaga: **wyłączenie** i [mapa](https://example.com/m), 2 ** 3")
    assert sent["html"] == (
        'Uwaga: <b>wyłączenie</b> i <a href="https://example.com/m" rel="noopener" target="_blank">mapa</a>, 2 ** 3'
    )
