"""Reading updates: private chats are heard, everything else is silence, and nothing breaks the reader."""

from __future__ import annotations

import contextlib
import copy
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from ibok_bot.dialogs.exchange import Pressed, Sent, Typed
from ibok_bot.domain.media import Entity, Media, MediaKind, Spot
from ibok_bot.handlers.updates import ALLOWED, Ignored, Membership, Read, read_update
from ibok_bot.turns.messages import Incoming, NotAnUpdate

Json = dict[str, object]
_ANNA: Json = {"id": 1001, "is_bot": False, "first_name": "Anna", "language_code": "uk"}
_CHAT: Json = {"id": 1001, "type": "private", "first_name": "Anna"}
_GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Sąsiedzi"}
_BASE: Json = {"message_id": 7, "from": _ANNA, "chat": _CHAT, "date": 1790000000}
_TEXT: Json = {"update_id": 5, "message": _BASE | {"text": "Dzień dobry"}}
_PRESS: Json = {
    "update_id": 6,
    "callback_query": {"id": "99", "from": _ANNA, "chat_instance": "1", "data": "a:3:0", "message": _BASE},
}
_BLOCK: Json = {
    "update_id": 8,
    "my_chat_member": {
        "chat": _CHAT,
        "from": _ANNA,
        "date": 1790000000,
        "old_chat_member": {"user": _ANNA, "status": "member"},
        "new_chat_member": {"user": _ANNA, "status": "kicked", "until_date": 0},
    },
}


def read(update: Json) -> Read:
    return read_update(msgspec.json.encode(update))


def test_a_text() -> None:
    sent_at = datetime.fromtimestamp(1790000000, UTC)
    assert read(_TEXT) == Incoming("telegram", 5, 1001, Typed("Dzień dobry"), "uk", 7, sent_at=sent_at)  # type: ignore[arg-type]


def test_a_press_names_the_message_and_itself() -> None:
    assert read(_PRESS) == Incoming("telegram", 6, 1001, Pressed("a:3:0"), "uk", 7, "99")  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("left", True), ("member", False)])
def test_blocking_and_coming_back(status: str, *, blocked: bool) -> None:
    update = copy.deepcopy(_BLOCK)
    update["my_chat_member"]["new_chat_member"]["status"] = status  # type: ignore[index]
    assert read(update) == Membership(8, 1001, blocked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind",
    ["photo", "document", "location", "contact", "sticker", "voice", "video", "video_note", "audio", "dice", "poll",
     "venue", "story"],
)  # fmt: skip
def test_things_that_are_no_text(kind: str) -> None:
    found = read({"update_id": 5, "message": _BASE | {kind: {}, "caption": "proszę"}})
    assert isinstance(found, Incoming)
    assert isinstance(found.heard, Sent)
    assert found.heard.kind == kind


_SILENCE: dict[str, Json] = {
    "group": {"message": _BASE | {"chat": _GROUP, "text": "/start"}},
    "a bot": {"message": _BASE | {"from": _ANNA | {"is_bot": True}, "text": "hej"}},
    "nobody": {"message": {k: v for k, v in _BASE.items() if k != "from"} | {"text": "hej"}},
    "pinned": {"message": _BASE | {"pinned_message": _BASE}},
    "edited": {"edited_message": _BASE | {"text": "hej"}},
    "channel": {"channel_post": _BASE | {"text": "hej"}},
    "inline": {"inline_query": {"id": "1", "from": _ANNA, "query": "", "offset": ""}},
    "poll": {"poll": {"id": "1"}},
    "reaction": {"message_reaction": {"chat": _CHAT}},
    "business": {"business_message": _BASE | {"text": "hej"}},
    "press in a group": {
        "callback_query": {"id": "1", "from": _ANNA, "data": "a", "message": _BASE | {"chat": _GROUP}}
    },
    "press by another": {"callback_query": {"id": "1", "from": _ANNA | {"id": 2}, "data": "a", "message": _BASE}},
    "inline press": {"callback_query": {"id": "1", "from": _ANNA, "data": "a", "inline_message_id": "x"}},
    "blocked in a group": {"my_chat_member": {"chat": _GROUP, "new_chat_member": {"status": "left"}}},
    "unknown": {"brand_new_kind": {"a": 1}},
    "nothing": {},
}


@pytest.mark.parametrize("update", _SILENCE.values(), ids=_SILENCE.keys())
def test_silence(update: Json) -> None:
    found = read({"update_id": 5} | update)
    assert isinstance(found, Ignored)
    assert found.update_id == 5


def test_a_press_on_a_message_that_telegram_shows_no_more() -> None:
    gone = {"message_id": 7, "chat": _CHAT, "date": 0}
    found = read({"update_id": 6, "callback_query": {"id": "9", "from": _ANNA, "data": "a:1:0", "message": gone}})
    assert isinstance(found, Incoming)
    assert found.message_id == 7


def test_a_game_button_has_no_data() -> None:
    found = read(
        {"update_id": 6, "callback_query": {"id": "9", "from": _ANNA, "game_short_name": "g", "message": _BASE}}
    )
    assert isinstance(found, Incoming)
    assert found.heard == Pressed("")


def test_updates_like_these_are_asked_for() -> None:
    assert set(ALLOWED) == {next(key for key in one if key != "update_id") for one in (_TEXT, _PRESS, _BLOCK)}


@pytest.mark.parametrize("update", [_TEXT, _PRESS])
def test_python_telegram_bot_reads_the_same(update: Json) -> None:
    theirs, ours = Update.de_json(copy.deepcopy(update)), read(update)
    assert isinstance(ours, Incoming)
    assert theirs.effective_chat is not None
    assert theirs.effective_message is not None
    assert theirs.effective_user is not None
    assert (theirs.update_id, theirs.effective_chat.id) == (ours.update_id, ours.chat)
    assert (theirs.effective_message.message_id, theirs.effective_user.language_code) == (ours.message_id, "uk")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _holders(value: object) -> list[Json]:
    if not isinstance(value, dict):
        return []
    return [value, *(found for inner in value.values() for found in _holders(inner))]


@st.composite
def _mutated(draw: st.DrawFn) -> Json:
    """A real update in which one to three fields are something else, or missing."""
    update = copy.deepcopy(draw(st.sampled_from([_TEXT, _PRESS, _BLOCK])))
    for _turn in range(draw(st.integers(1, 3))):
        holder = draw(st.sampled_from([found for found in _holders(update) if found]))
        key = draw(st.sampled_from(sorted(holder)))
        if draw(st.booleans()):
            holder[key] = draw(_JSON)
        elif key != "update_id":
            del holder[key]
    return update


@settings(deadline=None)
@given(_mutated())
def test_mutated_updates_never_break_the_reader(update: Json) -> None:
    body = msgspec.json.encode(update)
    if type(update["update_id"]) is int:
        assert read_update(body).update_id == update["update_id"]
    else:
        with contextlib.suppress(NotAnUpdate):
            read_update(body)


@settings(deadline=None)
@given(st.binary() | _JSON.map(msgspec.json.encode))
def test_anything_else_is_no_update(body: bytes) -> None:
    with pytest.raises(NotAnUpdate):
        read_update(body)


def test_the_deepest_json_is_only_odd() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(NotAnUpdate):
        read_update(b'{"update_id":1,"message":' + deep + b"}")


def test_half_a_letter_is_only_odd() -> None:
    whole = msgspec.json.encode(_TEXT).replace("Dzień dobry".encode(), b"\\ud83d")
    with pytest.raises(NotAnUpdate):
        read_update(whole)


def heard(**contents: object) -> object:
    found = read({"update_id": 5, "message": _BASE | contents})
    assert isinstance(found, Incoming)
    return found.heard


def test_the_formatting_of_a_text_comes_along() -> None:
    marks = [{"type": "bold", "offset": 0, "length": 5}, {"type": "text_link", "offset": 6, "length": 2, "url": "u"}]
    assert heard(text="Ważne tu", entities=marks) == Typed(
        "Ważne tu", (Entity("bold", 0, 5), Entity("text_link", 6, 2, "u"))
    )


def test_of_a_photo_the_largest_size_is_kept_with_its_caption() -> None:
    sizes: list[Json] = [
        {"file_id": "small", "file_unique_id": "1", "width": 90, "height": 90, "file_size": 900},
        {"file_id": "large", "file_unique_id": "2", "width": 1280, "height": 1280, "file_size": 90_000},
    ]
    bold = {"type": "bold", "offset": 0, "length": 7}
    assert heard(photo=sizes, caption="licznik", caption_entities=[bold]) == Sent(
        "photo", Media(MediaKind.PHOTO, "large", 90_000), "licznik", (Entity("bold", 0, 7),)
    )


def test_a_document_with_what_its_app_says_of_it() -> None:
    file = {"file_id": "f", "file_unique_id": "1", "file_name": "a.pdf", "mime_type": "application/pdf"}
    assert heard(document=file) == Sent("document", Media(MediaKind.DOCUMENT, "f", None, "application/pdf", "a.pdf"))


def test_a_spot_on_the_map() -> None:
    assert heard(location={"latitude": 52.2296756, "longitude": -21.0122287}) == Sent(
        "location", spot=Spot(52229676, -21012229)
    )


@pytest.mark.parametrize(("owner", "phone"), [(1001, "+48600100200"), (1002, None), (None, None)])
def test_only_ones_own_contact_is_a_phone(owner: int | None, phone: str | None) -> None:
    contact = {"phone_number": "+48600100200", "first_name": "A"} | ({"user_id": owner} if owner else {})
    assert heard(contact=contact) == Sent("contact", phone=phone)
