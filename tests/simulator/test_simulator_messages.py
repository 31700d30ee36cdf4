"""Sending, editing and deleting: what Telegram refuses, and in which words."""

from __future__ import annotations

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Message

from tests.simulator.local import HTML, Json, Local

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def under(*buttons: object) -> Json:
    """An inline keyboard of one row."""
    return {"inline_keyboard": [list(buttons)]}


async def test_a_message_comes_back_as_python_telegram_bot_reads_it(local: Local) -> None:
    sent = await local.say(
        "<b>Saldo</b>: 5 zł", parse_mode=HTML, reply_markup=under({"text": "Ok", "callback_data": "1"})
    )
    message = Message.de_json(sent, None)
    assert message.text == "Saldo: 5 zł"
    assert message.text_html == "<b>Saldo</b>: 5 zł"
    assert message.chat.id == local.anna
    assert message.from_user is not None
    assert message.from_user.is_bot
    assert message.reply_markup is not None
    assert message.reply_markup.inline_keyboard[0][0].callback_data == "1"
    assert message.api_kwargs == {}


async def test_a_wrong_token_and_an_unknown_method(local: Local) -> None:
    async with local.http.post("/bot1:wrong/getMe") as answer:
        assert (answer.status, await answer.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )
    assert await local.refusal("sendNothing") == "Not Found: method not found"


@pytest.mark.parametrize(
    ("given_too", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": HTML},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "Markup"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "protect_content": "perhaps"}, "can't parse protect_content: it is no JSON"),
        ({"text": "x", "chat_id": 1.5}, "can't parse chat_id: wrong type"),
        ({"text": "x", "chat_id": True}, "can't parse chat_id: wrong type"),
        ({"text": "x", "colour": "red"}, "unknown parameter colour (this local server is stricter than Telegram)"),
    ],
)
async def test_a_bad_message_is_refused(local: Local, given_too: Json, words: str) -> None:
    assert await local.refusal("sendMessage", **({"chat_id": local.anna} | given_too)) == f"Bad Request: {words}"
    assert local.simulator.people.messages(local.anna) == []


async def test_tags_do_not_count_for_the_longest_text(local: Local) -> None:
    sent = await local.say(f"<b>{'a' * 4096}</b>", parse_mode=HTML)
    assert len(str(sent["text"])) == 4096


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "ż" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "url": "http://localhost/"}, "BUTTON_URL_INVALID"),
        ({"text": "x", "url": "tel:+48123456789"}, "BUTTON_URL_INVALID"),
        ({"text": "x", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "callback_data": "a", "style": "pink"}, "BUTTON_STYLE_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "callback_data": "a", "url": "https://a.pl"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ("x", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ],
)
async def test_a_bad_button_is_refused(local: Local, button: object, words: str) -> None:
    said = await local.refusal("sendMessage", chat_id=local.anna, text="x", reply_markup=under(button))
    assert said == f"Bad Request: {words}"


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": "ż" * 32, "style": "danger"},
        {"text": "x", "url": "https://a.pl/b"},
        {"text": "x", "copy_text": {"text": "a" * 256}},
    ],
)
async def test_a_good_button_is_taken(local: Local, button: Json) -> None:
    assert (await local.say("x", reply_markup=under(button)))["reply_markup"] == under(button)


async def test_edits(local: Local) -> None:
    sent = await local.say("<b>a</b>", parse_mode=HTML)
    where = {"chat_id": local.anna, "message_id": sent["message_id"]}
    assert await local.refusal("editMessageText", **where, text="<b>a</b>", parse_mode=HTML) == _NOT_MODIFIED
    assert await local.refusal("editMessageReplyMarkup", **where) == _NOT_MODIFIED
    changed = await local.result("editMessageText", **where, text="a")
    assert (changed["text"], "entities" in changed, "edit_date" in changed) == ("a", False, True)
    assert await local.refusal("editMessageText", **(where | {"message_id": 999}), text="b") == (
        "Bad Request: message to edit not found"
    )
    theirs = local.simulator.people.write(local.anna, "hello")
    assert await local.refusal("editMessageText", **(where | {"message_id": theirs.id}), text="b") == (
        "Bad Request: message can't be edited"
    )
    assert await local.refusal("editMessageCaption", **where, caption="b") == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_deletions(local: Local) -> None:
    first, second = await local.say("a"), await local.say("b")
    one = {"chat_id": local.anna, "message_id": first["message_id"]}
    assert (await local.call("deleteMessage", **one))["result"] is True
    assert await local.refusal("deleteMessage", **one) == "Bad Request: message to delete not found"
    several = {"chat_id": local.anna, "message_ids": [first["message_id"], second["message_id"]]}
    assert (await local.call("deleteMessages", **several))["result"] is True
    assert local.simulator.people.messages(local.anna) == []
    assert await local.refusal("deleteMessages", chat_id=local.anna, message_ids=list(range(101))) == (
        "Bad Request: too many message identifiers specified"
    )


async def test_nobody_is_written_to_who_blocked_or_never_started(local: Local) -> None:
    stranger = local.simulator.people.add("Ewa")
    assert await local.refusal("sendMessage", chat_id=stranger.id, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    local.simulator.people.block(local.anna, blocked=True)
    for method, more in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        assert await local.refusal(method, chat_id=local.anna, **more) == "Forbidden: bot was blocked by the user"


async def test_a_photo_and_a_document_as_forms(local: Local) -> None:
    form = aiohttp.FormData({"chat_id": str(local.anna), "caption": "<i>Wykres</i>", "parse_mode": HTML})
    form.add_field("photo", _PNG, filename="a.png", content_type="image/png")
    async with local.http.post(f"/bot{local.simulator.token}/sendPhoto", data=form) as answer:
        photo = Message.de_json((await answer.json())["result"], None)
    assert photo.caption_html == "<i>Wykres</i>"
    form = aiohttp.FormData({"chat_id": str(local.anna), "document": "attach://one"})
    form.add_field("one", b"%PDF-1.7", filename="faktura.pdf", content_type="application/pdf")
    async with local.http.post(f"/bot{local.simulator.token}/sendDocument", data=form) as answer:
        document = Message.de_json((await answer.json())["result"], None).document
    assert document is not None
    assert (document.file_name, document.mime_type, document.file_size) == ("faktura.pdf", "application/pdf", 8)
    file = await local.result("getFile", file_id=photo.photo[-1].file_id)
    async with local.http.get(f"/file/bot{local.simulator.token}/{file['file_path']}") as answer:
        assert await answer.read() == _PNG
    where = {"chat_id": local.anna, "message_id": photo.message_id}
    assert await local.refusal("editMessageCaption", **where, caption="a" * 1025) == (
        "Bad Request: message caption is too long"
    )
    assert await local.refusal("editMessageText", **where, text="a") == (
        "Bad Request: there is no text in the message to edit"
    )
    assert await local.refusal("getFile", file_id="nothing") == "Bad Request: invalid file_id"


@pytest.mark.parametrize(
    ("method", "kind", "data", "words"),
    [
        ("sendPhoto", "photo", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("sendDocument", "document", b"", "file must be non-empty"),
    ],
)
async def test_a_bad_file_is_refused(local: Local, method: str, kind: str, data: bytes, words: str) -> None:
    form = aiohttp.FormData({"chat_id": str(local.anna)})
    form.add_field(kind, data, filename="a")
    async with local.http.post(f"/bot{local.simulator.token}/{method}", data=form) as answer:
        assert (await answer.json())["description"] == f"Bad Request: {words}"
    assert await local.refusal(method, chat_id=local.anna, **{kind: "nothing"}) == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )


async def test_commands_by_language_and_chat(local: Local) -> None:
    def menu(name: str) -> list[Json]:
        return [{"command": name, "description": "x"}]

    scope = {"type": "chat", "chat_id": local.anna}
    await local.call("setMyCommands", commands=menu("start"))
    await local.call("setMyCommands", commands=menu("saldo"), language_code="pl")
    assert await seen_commands(local) == "saldo"
    await local.call("setMyCommands", commands=menu("staff"), scope=scope)
    assert await seen_commands(local) == "staff"
    await local.call("deleteMyCommands", scope=scope)
    assert await seen_commands(local) == "saldo"
    await local.call("setMyCommands", commands=menu("private"), scope={"type": "all_private_chats"})
    assert await seen_commands(local) == "private"
    await local.call("setMyCommands", commands=menu("staff"), scope=scope)
    assert (await local.call("getMyCommands", scope=scope))["result"] == menu("staff")
    await local.call("setMyCommands", commands=[], scope=scope)
    assert (await local.call("getMyCommands", scope=scope))["result"] == []
    assert await seen_commands(local) == "private"
    assert await local.refusal("setMyCommands", commands=menu("Start")) == "Bad Request: BOT_COMMAND_INVALID"
    assert await local.refusal("setMyCommands", commands=menu("a") * 101) == "Bad Request: BOT_COMMANDS_TOO_MUCH"


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({}, "can't parse BotCommandScope: Can't find field \"type\""),
        ({"type": "everywhere"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": 424242}, "chat not found"),
    ],
)
async def test_a_scope_of_commands_that_telegram_does_not_know(local: Local, scope: Json, words: str) -> None:
    for method in ("setMyCommands", "getMyCommands", "deleteMyCommands"):
        more = {"commands": [{"command": "a", "description": "x"}]} if method == "setMyCommands" else {}
        assert await local.refusal(method, scope=scope, **more) == f"Bad Request: {words}"


async def test_a_language_of_commands_has_two_letters(local: Local) -> None:
    refused = await local.refusal("getMyCommands", language_code="polski")
    assert refused == "Bad Request: invalid language code specified"


async def seen_commands(local: Local) -> str:
    """The first command in Anna's menu."""
    async with local.http.get(f"/chat/api/commands?person={local.anna}") as answer:
        return str((await answer.json())[0]["command"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("<>&ab", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "inline_keyboard", "callback_data", "copy_text", "url"]), inner)
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    method=st.sampled_from(["sendMessage", "editMessageText", "setMyCommands", "deleteMessages", "setWebhook"]),
    given_too=st.dictionaries(
        st.sampled_from(["text", "reply_markup", "commands", "scope", "message_ids", "message_id", "parse_mode"]), _JSON
    ),
)
async def test_rubbish_is_answered_never_an_accident(local: Local, method: str, given_too: Json) -> None:
    answer = await local.call(method, **({"chat_id": local.anna} | given_too))
    assert answer["ok"] or str(answer["description"]).startswith("Bad Request: ")


async def test_a_body_that_is_no_json(local: Local) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        async with local.http.post(f"/bot{local.simulator.token}/getMe", data=body, headers=headers) as answer:
            assert answer.status == 400
