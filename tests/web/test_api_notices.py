"""Notices over HTTP: posted, tried out, listed, followed, paused, cancelled, recalled, and given other words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from ibok_bot.domain.ids import ChatId, MemberId, NoticeId
from ibok_bot.domain.staff import Act, Role, Side, StaffMember
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.deliveries import Deliveries
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.deliveries import Broadcast, Delivery
from ibok_bot.storage.schema.notices import Notice
from ibok_bot.storage.schema.staff import StaffMember as MemberRow
from ibok_bot.supplier_file import read as read_supplier
from ibok_bot.turns.noticedesk import NoticeDesk
from tests.databases import opened
from tests.storage.board import Person, settle
from tests.storage.people import NOW
from tests.web.api import HELLO, Running, running

NOTICES = "/api/v1/notices"
WITH_TWO = HELLO | {
    "category": "work",
    "texts": {
        "uk": {"title": "Роботи на мережі", "text": "Завтра з <b>8</b>.", "format": "html"},
        "en": {"title": "Work on the network", "text": "From <b>8</b>, 5 < 6."},
    },
    "audience": "TOWN: Warszawa  tariff:g12",
    "valid_from": "2026-11-25T08:00:00+01:00",
    "valid_to": "2026-11-30T00:00:00+01:00",
    "at": "2026-11-24T18:30:00+01:00",
}


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        yield office


async def post(office: Running, token: str, body: object = HELLO, key: str = "k") -> Any:
    answer = await office.ask("POST", NOTICES, body, token=token, key=key)
    assert answer.status == 201, answer.raw
    return answer.json


async def test_what_was_posted_is_found_again(office: Running) -> None:
    token = await office.token()
    posted = await post(office, token, WITH_TWO)
    found = await office.ask("GET", f"{NOTICES}/{posted['notice']['id']}", token=token)
    assert found.json == posted["notice"]
    assert posted["reach"] == {"customers": 0, "without_chat": 0, "chats": {}, "total": 0}
    assert {name: found.json[name] for name in found.json if name not in {"id", "sending"}} == {
        "category": "work",
        "standing": "coming",
        "urgent": False,
        "audience": "town:Warszawa and tariff:g12",
        "texts": {
            "uk": {"title": "Роботи на мережі", "html": "Завтра з <b>8</b>."},
            "en": {"title": "Work on the network", "html": "From &lt;b&gt;8&lt;/b&gt;, 5 &lt; 6."},
        },
        "valid_from": "2026-11-25T07:00:00Z",
        "valid_to": "2026-11-29T23:00:00Z",
        "published_at": "2026-11-24T12:00:00Z",
        "recalled_at": None,
    }
    assert found.json["sending"]["state"] == "scheduled"
    assert found.json["sending"]["starts_at"] == "2026-11-24T17:30:00Z"
    assert office.committed == [1]


async def test_the_audit_log_says_which_system_it_was(office: Running) -> None:
    token = await office.token(name="crm")
    notice = (await post(office, token))["notice"]["id"]
    await office.ask("POST", f"{NOTICES}/{notice}/recall", token=token)
    async with office.database.read() as conn:
        entries = await Audit(conn, office.clock()).entries(0, 2)
    assert [(one.side, one.who, one.act, one.subject) for one in entries] == [
        (Side.TOKEN, "crm", Act.NOTICE_RECALLED, str(notice)),
        (Side.TOKEN, "crm", Act.NOTICE_POSTED, str(notice)),
    ]


async def test_a_preview_shows_the_messages_and_posts_nothing(office: Running) -> None:
    token = await office.token(Scope.NOTICES_WRITE)
    answer = await office.ask("POST", f"{NOTICES}/preview", WITH_TWO, token=token)
    assert answer.status == 200
    assert answer.json["messages"]["uk"].endswith("<b>Роботи на мережі</b>\n\nЗавтра з <b>8</b>.")
    assert set(answer.json["messages"]) == {"uk", "en"}
    async with office.database.read() as conn:
        assert await conn.scalar(select(func.count()).select_from(Notice)) == 0
    assert office.committed == []


async def test_the_list_is_cut_into_pages_that_nothing_new_disturbs(office: Running) -> None:
    token = await office.token()
    for number in range(5):
        await post(office, token, key=f"k{number}")
    first = (await office.ask("GET", f"{NOTICES}?limit=2", token=token)).json
    await post(office, token, key="late")
    second = (await office.ask("GET", f"{NOTICES}?limit=2&cursor={first['next']}", token=token)).json
    last = (await office.ask("GET", f"{NOTICES}?limit=2&cursor={second['next']}", token=token)).json
    assert [[one["id"] for one in page["notices"]] for page in (first, second, last)] == [[5, 4], [3, 2], [1]]
    assert last["next"] is None
    assert first["notices"][0]["title"] == "Nowe godziny"


async def test_a_list_of_nothing_is_empty(office: Running) -> None:
    token = await office.token(Scope.NOTICES_READ)
    assert (await office.ask("GET", NOTICES, token=token)).json == {"notices": [], "next": None}


async def test_the_sums_of_the_messages_add_up_to_the_recipients(office: Running) -> None:
    token = await office.token()
    notice = (await post(office, token))["notice"]["id"]
    states = ["sent"] * 5 + ["unreachable", "in_doubt", "queued"]
    async with office.database.write() as conn:
        deliveries = Deliveries(conn, Visit("telegram", ChatId(1), "pl"), office.clock())
        for chat in range(len(states)):
            await deliveries.add("telegram", ChatId(chat + 10), "{}")
        for number, state in enumerate(states, 1):
            row = {"broadcast_id": 1, "state": state, "attempted_at": office.clock() - timedelta(seconds=30)}
            await conn.execute(update(Delivery).where(Delivery.id == number).values(**row))
        started = {"state": "sending", "recipients": len(states), "frozen_at": office.clock()}
        await conn.execute(update(Broadcast).values(**started))
    sending = (await office.ask("GET", f"{NOTICES}/{notice}", token=token)).json["sending"]
    assert {name: n for name, n in sending["sums"].items() if n} == {
        "sent": 5, "unreachable": 1, "in_doubt": 1, "queued": 1,
    }  # fmt: skip
    assert sum(sending["sums"].values()) == sending["recipients"] == 8
    assert sending["seconds_left"] == 6


async def test_it_is_paused_resumed_and_cancelled(office: Running) -> None:
    token = await office.token()
    at = f"{NOTICES}/{(await post(office, token))['notice']['id']}"
    states = []
    for word in ("pause", "pause", "resume", "resume", "pause", "cancel", "cancel"):
        answer = await office.ask("POST", f"{at}/{word}", token=token)
        states.append((answer.status, answer.json["sending"]["state"]))
    assert states == [(200, "paused")] * 2 + [(200, "scheduled")] * 2 + [(200, "paused")] + [(200, "cancelled")] * 2
    for word in ("pause", "resume"):
        answer = await office.ask("POST", f"{at}/{word}", token=token)
        assert (answer.status, answer.json["type"]) == (409, "urn:ibok:conflict")


async def test_what_everyone_got_can_only_be_recalled(office: Running) -> None:
    token = await office.token()
    at = f"{NOTICES}/{(await post(office, token))['notice']['id']}"
    async with office.database.write() as conn:
        await conn.execute(table(Broadcast).update().values(state="finished", frozen_at=office.clock()))
    cancelled = await office.ask("POST", f"{at}/cancel", token=token)
    assert cancelled.status == 409
    assert "Recall it" in cancelled.json["detail"]
    recalled = await office.ask("POST", f"{at}/recall", token=token)
    assert (recalled.status, recalled.json["standing"]) == (200, "recalled")
    again = await office.ask("POST", f"{at}/recall", token=token)
    assert (again.status, again.json) == (200, recalled.json)


async def test_it_is_given_other_words(office: Running) -> None:
    token = await office.token()
    at = f"{NOTICES}/{(await post(office, token))['notice']['id']}"
    texts = {"pl": {"title": "Inaczej", "text": "Od 9."}, "en": {"title": "Otherwise", "text": "From 9."}}
    answer = await office.ask("PUT", f"{at}/texts", {"texts": texts}, token=token)
    assert answer.status == 200
    assert answer.json["texts"]["en"] == {"title": "Otherwise", "html": "From 9."}
    wrong = await office.ask("PUT", f"{at}/texts", {"texts": {"pl": {"title": " ", "text": "x"}}}, token=token)
    assert (wrong.status, wrong.json["errors"][0]["pointer"]) == (422, "#/texts/pl/title")
    await office.ask("POST", f"{at}/recall", token=token)
    late = await office.ask("PUT", f"{at}/texts", {"texts": texts}, token=token)
    assert late.status == 409


async def test_a_crowd_waits_for_one_of_the_staff(database_url: str) -> None:
    anna = StaffMember(MemberId(1), "Anna", Role.CLERK)
    async with opened(database_url) as database, running(database, approve_above=1) as office:
        async with database.write() as conn:
            await settle(conn, [Person(1), Person(2)])
            row = {"id": 1, "name": "Anna", "role": "clerk", "channel": "telegram", "chat_id": 1, "joined_at": NOW}
            await conn.execute(table(MemberRow).insert(), row)
        token = await office.token(name="crm")
        preview = (await office.ask("POST", f"{NOTICES}/preview", HELLO, token=token)).json
        assert (preview["reach"]["total"], preview["needs_approval"]) == (2, True)
        posted = await post(office, token)
        assert posted["notice"]["standing"] == "draft"
        assert posted["notice"]["sending"]["state"] == "awaiting_approval"
        async with database.read() as conn:
            told = (await conn.scalars(select(Delivery.payload).where(Delivery.chat_id == 1))).all()
        assert len(told) == 1
        assert "crm" in (told[0] or "")
        async with database.write() as conn:
            await NoticeDesk(conn, NOW, read_supplier(None)).approve(NoticeId(posted["notice"]["id"]), anna)
        seen = (await office.ask("GET", f"{NOTICES}/{posted['notice']['id']}", token=token)).json
        assert (seen["standing"], seen["sending"]["state"]) == ("valid", "scheduled")


@pytest.mark.parametrize("word", ["", "/pause", "/resume", "/cancel", "/recall", "/texts"])
async def test_what_is_not_there_is_not_found(office: Running, word: str) -> None:
    method = {"": "GET", "/texts": "PUT"}.get(word, "POST")
    body = {"texts": HELLO["texts"]} if word == "/texts" else None
    answer = await office.ask(method, f"{NOTICES}/77{word}", body, token=await office.token())
    assert (answer.status, answer.json["detail"]) == (404, "There is no such notice.")
