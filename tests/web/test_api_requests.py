"""What the API refuses, and how: problem+json with a place for each mistake; a request with a key takes effect once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from ibok_bot.storage.requests import forget_requests
from ibok_bot.storage.schema.api import ApiRequest
from ibok_bot.storage.schema.notices import Notice
from tests.databases import opened
from tests.office import Clock
from tests.web.api import HELLO, Answer, Running, running

NOTICES, PREVIEW = "/api/v1/notices", "/api/v1/notices/preview"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        yield office


@pytest.fixture
async def anywhere(database_url: str) -> AsyncIterator[Running]:
    async with opened(database_url) as database, running(database) as office:
        yield office


def pointed(answer: Answer) -> tuple[int, list[str]]:
    """The status, and where the mistakes are."""
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json
    assert problem["status"] == answer.status
    assert problem["type"].startswith("urn:ibok:")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request"] == answer.headers["X-Request-Id"]
    return answer.status, [
        one.get("pointer") or one.get("parameter") or one["header"] for one in problem.get("errors", [])
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"category": "gossip"}, "#/category"),
        ({"texts": {"pl": {"title": 3, "text": "x"}}}, "#/texts/pl/title"),
        ({"texts": {"pl": {"title": "x"}}}, "#/texts/pl"),
        ({"texts": {"de": {"title": "x", "text": "x"}}}, "#/texts"),
        ({"texts": {"pl": {"title": "x" * 121, "text": "x"}}}, "#/texts/pl/title"),
        ({"texts": {"pl": {"title": "x", "text": "x", "format": "markdown"}}}, "#/texts/pl/format"),
        ({"valid_to": "2026-11-24T12:00:00"}, "#/valid_to"),
        ({"at": "tomorrow"}, "#/at"),
        ({"urgent": "yes"}, "#/urgent"),
        ({"audience": None}, "#/audience"),
        ({"surprise": 1}, "#"),
    ],
)
async def test_what_does_not_fit_the_description_is_said_with_its_place(
    office: Running, change: dict[str, object], place: str
) -> None:
    token = await office.token()
    answer = await office.ask("POST", PREVIEW, HELLO | change, token=token)
    assert pointed(answer) == (400, [place])


@pytest.mark.parametrize(
    ("change", "place", "word"),
    [
        ({"audience": "town:"}, "#/audience", "Nothing stands after"),
        ({"audience": "everybody"}, "#/audience", "no condition"),
        ({"texts": {}}, "#/texts", "no text"),
        ({"texts": {"pl": {"title": " \u0000 ", "text": "x"}}}, "#/texts/pl/title", "empty"),
        ({"texts": {"uk": {"title": "x", "text": " \n"}}}, "#/texts/uk/text", "empty"),
        ({"texts": {"en": {"title": "x", "text": "x" * 4090}}}, "#/texts/en/text", "4090 characters long"),
        ({"texts": {"pl": {"title": "🔌" * 61, "text": "x"}}}, "#/texts/pl/title", "122 characters long"),
        ({"texts": {"pl": {"title": "x", "text": "<b>x", "format": "html"}}}, "#/texts/pl/text", "never closed"),
        ({"texts": {"pl": {"title": "x", "text": "<script>", "format": "html"}}}, "#/texts/pl/text", "not known"),
        ({"at": "2026-11-24T11:00:00Z"}, "#/at", "past"),
        ({"valid_to": "2026-11-24T12:00:00Z"}, "#/valid_to", "over before"),
        ({"at": "2026-12-24T12:00:00Z", "valid_to": "2026-12-24T12:00:00+01:00"}, "#/valid_to", "over before"),
        ({"valid_from": "0001-01-01T00:00:00+14:00"}, "#/valid_from", "year"),
        ({"valid_to": "9999-12-31T23:59:59-14:00"}, "#/valid_to", "year"),
    ],
)
async def test_what_makes_no_sense_is_said_with_its_place(
    office: Running, change: dict[str, object], place: str, word: str
) -> None:
    token = await office.token()
    answer = await office.ask("POST", PREVIEW, HELLO | change, token=token)
    assert pointed(answer) == (422, [place])
    assert word in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000, b'{"category":"\xff"}', b"\xef\xbb\xbf{}", b"null", b"NaN"])
async def test_what_is_no_json_is_refused(office: Running, raw: bytes) -> None:
    headers = [("Content-Type", "application/json")]
    answer = await office.ask("POST", PREVIEW, raw=raw, token=await office.token(), headers=headers)
    assert pointed(answer) == (400, ["#"])


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonish"])
async def test_a_body_of_another_kind_is_refused(office: Running, kind: str) -> None:
    headers = [("Content-Type", kind)]
    answer = await office.ask("POST", PREVIEW, raw=b"{}", token=await office.token(), headers=headers)
    assert pointed(answer) == (415, [])
    assert answer.headers["Accept"] == "application/json"


async def test_a_body_too_long_is_refused(office: Running) -> None:
    headers = [("Content-Type", "application/json")]
    token = await office.token()
    answer = await office.ask("POST", PREVIEW, raw=b" " * 1024 * 1024 + b"{}", token=token, headers=headers)
    assert pointed(answer) == (413, [])


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=-1", "cursor"),
        ("cursor=", "cursor"),
        ("page=2", "page"),
    ],
)
async def test_a_wrong_parameter_is_named(office: Running, query: str, name: str) -> None:
    answer = await office.ask("GET", f"{NOTICES}?{query}", token=await office.token())
    assert pointed(answer) == (400, [name])


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/notices/", f"{NOTICES}/x", f"{NOTICES}/0", f"{NOTICES}/9223372036854775808", "/api/"]
)
async def test_there_is_nothing_else(office: Running, path: str) -> None:
    assert pointed(await office.ask("GET", path, token=await office.token())) == (404, [])


async def test_a_wrong_method_is_told_the_right_ones(office: Running) -> None:
    answer = await office.ask("DELETE", NOTICES, token=await office.token())
    assert pointed(answer) == (405, [])
    assert answer.headers["Allow"] == "GET, POST"


async def test_a_fault_of_ours_shows_nothing_and_leaves_nothing(
    office: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> None:
        raise RuntimeError("the name of a customer")

    monkeypatch.setattr("ibok_bot.turns.posting.Posting.count", fail)
    answer = await office.ask("POST", NOTICES, HELLO, token=await office.token(), key="k")
    assert pointed(answer) == (500, [])
    assert b"customer" not in answer.raw
    assert await notices(office) == 0


async def test_while_the_database_is_away_the_caller_is_asked_to_come_again(
    office: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> None:
        raise ConnectionResetError

    token = await office.token()
    monkeypatch.setattr("ibok_bot.turns.posting.Posting.count", fail)
    answer = await office.ask("POST", NOTICES, HELLO, token=token, key="k")
    assert pointed(answer) == (503, [])
    assert answer.headers["Retry-After"] == "5"
    monkeypatch.undo()
    assert (await office.ask("POST", NOTICES, HELLO, token=token, key="k")).status == 201


async def notices(office: Running) -> int:
    async with office.database.read() as conn:
        return await conn.scalar(select(func.count()).select_from(Notice)) or 0


@pytest.mark.parametrize("key", [None, "", "a key", "ż", "x" * 101, '"'])
async def test_posting_needs_a_key(office: Running, key: str | None) -> None:
    answer = await office.ask("POST", NOTICES, HELLO, token=await office.token(), key=key)
    assert pointed(answer) == (400, ["Idempotency-Key"])
    assert await notices(office) == 0


async def test_a_repeated_request_is_answered_the_same_and_not_done_again(anywhere: Running) -> None:
    token = await anywhere.token()
    first = await anywhere.ask("POST", NOTICES, HELLO, token=token, key="3f0d6a52-1f0e-4f4e-9c58-0c1a5a1f7b11")
    reordered = dict(reversed(HELLO.items()))
    again = await anywhere.ask("POST", NOTICES, reordered, token=token, key='"3f0d6a52-1f0e-4f4e-9c58-0c1a5a1f7b11"')
    assert (first.status, again.status) == (201, 201)
    assert first.raw == again.raw
    assert first.headers["Location"] == again.headers["Location"] == f"{NOTICES}/{first.json['notice']['id']}"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (await notices(anywhere), len(anywhere.committed)) == (1, 1)


async def test_of_many_at_once_with_one_key_one_is_done_and_all_are_answered(anywhere: Running) -> None:
    token = await anywhere.token()
    answers = await asyncio.gather(
        *(anywhere.ask("POST", NOTICES, HELLO, token=token, key="at-once") for _caller in range(8))
    )
    assert {answer.status for answer in answers} == {201}
    assert len({answer.raw for answer in answers}) == 1
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers].count("true") == 7
    assert await notices(anywhere) == 1


async def test_a_key_that_was_used_for_something_else_is_refused(anywhere: Running) -> None:
    token = await anywhere.token()
    await anywhere.ask("POST", NOTICES, HELLO, token=token, key="k")
    other = await anywhere.ask("POST", NOTICES, HELLO | {"urgent": True}, token=token, key="k")
    elsewhere = await anywhere.ask("POST", f"{NOTICES}/1/pause", token=token, key="k")
    assert pointed(other) == pointed(elsewhere) == (422, ["Idempotency-Key"])
    assert other.json["type"] == "urn:ibok:key-reused"
    assert await notices(anywhere) == 1


async def test_a_key_belongs_to_its_token(office: Running) -> None:
    one, other = await office.token(), await office.token(name="other")
    answers = [await office.ask("POST", NOTICES, HELLO, token=token, key="k") for token in (one, other)]
    assert [answer.json["notice"]["id"] for answer in answers] == [1, 2]


async def test_what_was_refused_may_be_sent_better_with_the_same_key(office: Running) -> None:
    token = await office.token()
    refused = await office.ask("POST", NOTICES, HELLO | {"audience": "town:"}, token=token, key="k")
    better = await office.ask("POST", NOTICES, HELLO, token=token, key="k")
    assert (refused.status, better.status) == (422, 201)


async def test_a_change_may_carry_a_key_too(office: Running) -> None:
    token = await office.token()
    await office.ask("POST", NOTICES, HELLO, token=token, key="new")
    paused = await office.ask("POST", f"{NOTICES}/1/pause", token=token, key="pause")
    await office.ask("POST", f"{NOTICES}/1/resume", token=token)
    again = await office.ask("POST", f"{NOTICES}/1/pause", token=token, key="pause")
    assert again.raw == paused.raw
    assert (await office.ask("GET", f"{NOTICES}/1", token=token)).json["sending"]["state"] == "scheduled"


async def test_a_key_is_forgotten_after_two_days(sqlite_url: str) -> None:
    clock = Clock()
    async with opened(sqlite_url) as database, running(database, clock) as office:
        token = await office.token()
        await office.ask("POST", NOTICES, HELLO, token=token, key="old")
        clock.go(hours=24)
        await office.ask("POST", NOTICES, HELLO, token=token, key="new")
        clock.go(hours=24)
        async with database.write() as conn:
            await forget_requests(conn, clock())
        async with database.read() as conn:
            assert (await conn.scalars(select(ApiRequest.request_key))).all() == ["new"]
        assert (await office.ask("POST", NOTICES, HELLO, token=token, key="old")).status == 201
        assert await notices(office) == 3
