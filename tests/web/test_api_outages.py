"""Faults over HTTP: reports page after page, incidents, and states that come in once however often they are said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ibok_bot.domain.fault_reports import NewReport
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import Area, FaultKind
from ibok_bot.domain.staff import Act, Side
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.outages import Reports
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from tests.databases import opened
from tests.storage.faults import household
from tests.web.api import Answer, Running, running

OUTAGES = "/api/v1/outages"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        yield office


async def report(office: Running, number: int, kind: FaultKind = FaultKind.NO_POWER_AREA, **more: Any) -> str:
    """A household with a chat reports a fault; the number of the incident."""
    async with office.database.write() as conn:
        home = await household(conn, number)
        talk = {"channel": "telegram", "chat_id": number, "language": "pl", "trail": "[]", "choices": "[]", "turn": 0}
        await conn.execute(table(Conversation).insert(), talk | {"updated_at": office.clock()})
        link = {"account_id": home.account, "channel": "telegram", "chat_id": number, "linked_at": office.clock()}
        await conn.execute(table(TelegramLink).insert(), link)
        new = NewReport(kind, point=home.point, **more)
        return (await Reports(conn, office.clock()).file(home.account, new)).report.incident


async def messages(office: Running) -> int:
    async with office.database.read() as conn:
        return await conn.scalar(select(func.count(Delivery.id)).where(Delivery.topic.like("fault:%"))) or 0


async def move(office: Running, case: str, key: str, token: str | None = None, **body: Any) -> Answer:
    used = token or await office.token()
    return await office.ask("POST", f"{OUTAGES}/incidents/{case}/state", body, token=used, key=key)


async def test_reports_go_out_page_after_page_and_later_ones_follow(office: Running) -> None:
    token = await office.token(Scope.OUTAGES_READ)
    assert (await office.ask("GET", f"{OUTAGES}/reports", token=token)).json == {
        "reports": [], "next": None, "more": False,
    }  # fmt: skip
    for number in range(1, 4):
        await report(office, number, FaultKind.METER)
    first = (await office.ask("GET", f"{OUTAGES}/reports?limit=2", token=token)).json
    second = (await office.ask("GET", f"{OUTAGES}/reports?limit=2&cursor={first['next']}", token=token)).json
    nothing = (await office.ask("GET", f"{OUTAGES}/reports?cursor={second['next']}", token=token)).json
    await report(office, 4, FaultKind.METER)
    later = (await office.ask("GET", f"{OUTAGES}/reports?cursor={nothing['next']}", token=token)).json
    pages = (first, second, nothing, later)
    assert [[one["customer_number"][-1] for one in page["reports"]] for page in pages] == [["1", "2"], ["3"], [], ["4"]]
    assert [page["more"] for page in pages] == [True, False, False, False]


async def test_a_report_says_all_that_a_crew_needs(office: Running) -> None:
    more = {"description": "leans", "phone": "600 100 200", "photos": ("a", "b")}
    case = await report(office, 1, FaultKind.POLE, area=Area(spot=Spot(52_229_700, 21_012_200)), **more)
    [found] = (await office.ask("GET", f"{OUTAGES}/reports?incident={case}", token=await office.token())).json[
        "reports"
    ]
    assert found == {
        "number": found["number"], "incident": case, "kind": "pole", "dangerous": True, "state": "new",
        "status": "open",
        "description": "leans", "address": "ul. Cicha 1, 00-001 Warszawa",
        "where": {"postcode": "00-001", "town": "Warszawa", "latitude": 52.2297, "longitude": 21.0122},
        "phone": "600 100 200", "customer_number": "10000001", "ppe": "590000000000000001",
        "reported_at": "2026-11-24T12:00:00Z", "expected_at": None, "works": None, "photos": 2,
    }  # fmt: skip
    other = await office.ask("GET", f"{OUTAGES}/reports?incident=AW-99999", token=await office.token())
    assert other.json["reports"] == []


async def test_a_state_comes_in_and_every_household_is_told(office: Running) -> None:
    case = await report(office, 1)
    assert await report(office, 2) == case
    token = await office.token(name="scada")
    answer = await move(office, case, "k", token, state="in_progress", expected_at="2026-11-24T18:30:00+01:00",
                        public_note="Ekipa jedzie")  # fmt: skip
    assert (answer.status, answer.json["told"], answer.json["area_told"]) == (200, True, False)
    incident = answer.json["incident"]
    assert (incident["state"], incident["expected_at"], incident["households"]) == (
        "in_progress", "2026-11-24T17:30:00Z", 2,
    )  # fmt: skip
    assert await messages(office) == 2
    assert office.committed == [1]
    whole = (await office.ask("GET", f"{OUTAGES}/incidents/{case}", token=token)).json
    assert whole["incident"] == incident
    assert (whole["history"][-1]["what"], whole["history"][-1]["public_note"]) == ("moved", "Ekipa jedzie")
    async with office.database.read() as conn:
        [entry] = await Audit(conn, office.clock()).entries(0, 1)
    assert (entry.side, entry.who, entry.act) == (Side.TOKEN, "scada", Act.INCIDENT_MOVED)


async def test_what_is_said_again_is_told_to_nobody_again(office: Running) -> None:
    case = await report(office, 1)
    said = {"state": "in_progress", "expected_at": "2026-11-24T18:30:00+01:00", "public_note": "Ekipa jedzie"}
    token = await office.token()
    first = await move(office, case, "k", token, **said)
    replayed = await move(office, case, "k", token, **said)
    assert (replayed.json, replayed.headers["Idempotent-Replayed"]) == (first.json, "true")
    again = await move(office, case, "another", token, **said)
    assert (again.status, again.json["told"]) == (200, False)
    kept = await move(office, case, "third", token, state="in_progress")
    assert (kept.json["told"], kept.json["incident"]["expected_at"]) == (False, "2026-11-24T17:30:00Z")
    inside = await move(office, case, "fourth", token, state="in_progress", internal_note="dog")
    assert inside.json["told"] is False
    assert await messages(office) == 1
    whole = (await office.ask("GET", f"{OUTAGES}/incidents/{case}", token=token)).json
    assert [one["internal_note"] for one in whole["history"]][-1] == "dog"
    news = await move(office, case, "fifth", token, **said | {"public_note": "Jednak później"})
    assert news.json["told"] is True
    assert await messages(office) == 2


async def test_a_time_is_taken_back_with_null(office: Running) -> None:
    case = await report(office, 1)
    await move(office, case, "k", state="verifying", expected_at="2026-11-24T18:30:00+01:00")
    answer = await move(office, case, "k2", state="verifying", expected_at=None)
    assert (answer.json["told"], answer.json["incident"]["expected_at"]) == (True, None)


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"state": "joined"}, 409, None),
        ({"state": "new"}, 200, None),
        ({"state": "withdrawn"}, 409, None),
        ({"state": "verifying", "version": "77"}, 409, None),
        ({"state": "scheduled"}, 422, "#/expected_at"),
        ({"state": "verifying", "expected_at": "2026-11-24T11:00:00Z"}, 422, "#/expected_at"),
        ({"state": "verifying", "expected_at": "0001-01-01T00:00:00+14:00"}, 422, "#/expected_at"),
        ({"state": "verifying", "expected_at": "9999-12-31T23:59:59-14:00"}, 422, "#/expected_at"),
        ({"state": "resolved", "expected_at": "2026-11-25T11:00:00Z"}, 422, "#/expected_at"),
        ({"state": "verifying", "expected_at": "2026-11-24T15:00:00"}, 400, "#/expected_at"),
        ({"state": "verifying", "version": 1}, 400, "#/version"),
        ({"state": "mended"}, 400, "#/state"),
        ({"state": "verifying", "public_note": "x" * 1001}, 400, "#/public_note"),
        ({}, 400, "#"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place_and_nobody_is_told(
    office: Running, body: dict[str, Any], status: int, where: str | None
) -> None:
    case = await report(office, 1)
    answer = await move(office, case, "k", **body)
    assert answer.status == status, answer.raw
    if where:
        assert answer.json["errors"][0]["pointer"] == where
    assert await messages(office) == 0


async def test_incidents_are_listed_by_state_and_by_what_changed(office: Running) -> None:
    cases = [await report(office, number, FaultKind.METER) for number in range(1, 4)]
    office.clock.go(hours=1)
    moved_at = office.clock()
    await move(office, cases[1], "k", state="forwarded", expected_at=(moved_at + timedelta(hours=1)).isoformat())
    office.clock.go(hours=3)
    token = await office.token()

    async def listed(query: str) -> list[str]:
        answer = await office.ask("GET", f"{OUTAGES}/incidents{query}", token=token)
        assert answer.status == 200, answer.raw
        return [one["number"] for one in answer.json["incidents"]]

    assert await listed("") == cases
    assert await listed("?state=forwarded") == [cases[1]]
    assert await listed("?changed_since=2026-11-24T13:00:00Z") == [cases[1]]
    for wrong in ("0.5", "1764000000", "yesterday", "2026-11-24T13:00:00"):
        answer = await office.ask("GET", f"{OUTAGES}/incidents?changed_since={wrong}", token=token)
        assert (answer.status, answer.json["errors"][0]["parameter"]) == (400, "changed_since")
    first = (await office.ask("GET", f"{OUTAGES}/incidents?limit=2", token=token)).json
    assert await listed(f"?limit=2&cursor={first['next']}") == [cases[2]]
    [overdue] = [one for one in first["incidents"] if one["overdue"]]
    assert (overdue["number"], overdue["acting"], overdue["status"]) == (cases[1], "operator", "open")


async def test_the_whole_area_is_told_when_that_is_asked_for(office: Running) -> None:
    case = await report(office, 1)
    await report(office, 2, FaultKind.METER)
    answer = await move(office, case, "k", state="in_progress", tell_area=True)
    assert answer.json["area_told"] is True


@pytest.mark.parametrize("case", ["AW-99999", "A-1001", "AW-", "x", "AW-1%00", "AW-%D9%A3", "AW-" + "9" * 30])
async def test_an_incident_that_is_not_there_is_not_found(office: Running, case: str) -> None:
    assert (await office.ask("GET", f"{OUTAGES}/incidents/{case}", token=await office.token())).status == 404
    assert (await move(office, case, "k", state="verifying")).status == 404


async def test_each_scope_opens_its_own_door_alone(office: Running) -> None:
    case = await report(office, 1)
    writer, reader = await office.token(Scope.OUTAGES_WRITE), await office.token(Scope.OUTAGES_READ)
    other = await office.token(Scope.NOTICES_READ, Scope.NOTICES_WRITE)
    for path in ("/reports", "/incidents", f"/incidents/{case}"):
        assert [(await office.ask("GET", OUTAGES + path, token=token)).status for token in (reader, writer, other)] == [
            200, 403, 403,
        ]  # fmt: skip
        assert (await office.ask("GET", OUTAGES + path)).status == 401
    assert (await move(office, case, "k", reader, state="verifying")).status == 403
    assert (await move(office, case, "k", writer, state="verifying")).status == 200
