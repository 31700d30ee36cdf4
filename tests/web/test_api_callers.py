"""Who may call the API: tokens, scopes, expiry, pace; and what those learn who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from ibok_bot.domain.ids import ApiTokenId
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.tokens import Tokens
from ibok_bot.web.api.catalogue import ENDPOINTS
from ibok_bot.web.api.endpoint import BASE
from ibok_bot.web.api.tokens import Pace
from tests.databases import opened
from tests.office import Clock
from tests.web.api import HELLO, WEBHOOK, Running, running

NOTICES, DESCRIPTION = "/api/v1/notices", "/api/v1/openapi.json"
OPEN_TO_ALL = {"/healthz", "/readyz", "/metrics", WEBHOOK}


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        yield office


async def test_every_route_but_webhook_health_and_metrics_needs_a_token(office: Running) -> None:
    """The rule of the house, over the routing table: a new route is held to it without anybody's thinking of it."""
    tried = 0
    for route in office.app.router.routes():
        path = route.resource.canonical
        if path in OPEN_TO_ALL:
            continue
        answer = await office.ask(route.method, path.replace("{notice}", "1"))
        assert (answer.status, answer.json["type"]) == (401, "urn:ibok:unauthorised"), f"{route.method} {path} is open"
        tried += 1
    assert tried == len(ENDPOINTS) + 1


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ibok_",
        "Bearer ibok_" + "a" * 43,
        "Basic aWJvazppYm9r",
        "Bearer ibok_a' OR '1'='1' -- aaaaaaaaaaa",
        "Bearer " + "x" * 4000,
    ],
)
async def test_nobody_we_know_is_told_nothing(office: Running, authorization: str | None) -> None:
    headers = [("Authorization", authorization)] if authorization is not None else []
    answer = await office.ask("GET", NOTICES, headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="ibok-bot"')
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json["request"] == answer.headers["X-Request-Id"]


async def test_without_a_token_one_cannot_even_learn_what_there_is(office: Running) -> None:
    there, not_there = await office.ask("DELETE", NOTICES), await office.ask("GET", "/api/v1/nothing")
    assert (there.status, not_there.status) == (401, 401)
    assert there.json | {"request": ""} == not_there.json | {"request": ""}


async def test_a_token_ends_when_its_time_is_over(office: Running) -> None:
    token = await office.token(lasts=timedelta(days=1))
    assert (await office.ask("GET", NOTICES, token=token)).status == 200
    office.clock.go(days=1)
    answer = await office.ask("GET", NOTICES, token=token)
    assert answer.status == 401
    assert "expired" not in answer.raw.decode()  # nobody learns that it once was a token


async def test_a_revoked_token_ends_at_once(office: Running) -> None:
    token = await office.token()
    async with office.database.write() as conn:
        assert await Tokens(conn, office.clock()).revoke(ApiTokenId(1), CONSOLE)
    assert (await office.ask("GET", NOTICES, token=token)).status == 401


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
async def test_each_address_needs_its_own_scope(office: Running, endpoint: object) -> None:
    one = next(known for known in ENDPOINTS if known is endpoint)
    assert one.scope is not None
    others = await office.token(*(scope for scope in Scope if scope is not one.scope))
    path = re.sub(r"\{\w+\}", "1", BASE + one.path)
    answer = await office.ask(one.method, path, HELLO, token=others, key="k")
    assert answer.status == 403
    assert f'error="insufficient_scope", scope="{one.scope}"' in answer.headers["WWW-Authenticate"]
    assert one.scope in answer.json["detail"]


@pytest.mark.parametrize("scope", list(Scope))
async def test_any_token_may_read_the_description(office: Running, scope: Scope) -> None:
    assert (await office.ask("GET", DESCRIPTION, token=await office.token(scope))).status == 200


async def test_too_many_requests_are_asked_to_wait(sqlite_url: str) -> None:
    clock = Clock()
    async with opened(sqlite_url) as database, running(database, clock, Pace(burst=3, per_second=0.5)) as office:
        eager, calm = await office.token(), await office.token(name="other")
        answers = [await office.ask("GET", NOTICES, token=eager) for _time in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["Retry-After"] == "2"
        assert (await office.ask("GET", NOTICES, token=calm)).status == 200
        clock.go(seconds=2)
        assert (await office.ask("GET", NOTICES, token=eager)).status == 200
        assert (await office.ask("GET", NOTICES, token=eager)).status == 429


async def test_the_log_tells_the_token_and_the_route_and_nothing_that_was_sent(office: Running) -> None:
    token = await office.token()
    with capture_logs(processors=[]) as lines:
        await office.ask("POST", NOTICES, HELLO | {"audience": "customer:10000007"}, token=token, key="k")
        await office.ask("GET", f"{NOTICES}?limit=jan.kowalski@example.pl", token=token)
        await office.ask("GET", "/api/v1/jan.kowalski@example.pl", token=token)
    told = [line for line in lines if line["event"] == "api"]
    assert [(line["route"], line["status"]) for line in told] == [(NOTICES, 201), (NOTICES, 400), (None, 404)]
    assert not any(word in str(lines) for word in (token, "10000007", "kowalski", "Nowe godziny"))
