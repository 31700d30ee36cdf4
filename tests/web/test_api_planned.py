"""Planned outages over HTTP: announced under the operator's own number, put again without harm, changed, cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from ibok_bot.domain.staff import Act, Side
from ibok_bot.domain.tokens import Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schedule import Schedule
from ibok_bot.turns.planneddesk import TELL
from tests.databases import opened
from tests.storage.people import NOW
from tests.storage.planned import neighbours
from tests.web.api import Running, running

PLANNED = "/api/v1/outages/planned"
BODY = {
    "operator": "STO",
    "places": ["Łódź, Jasna 1-2", "90-001 Łódź, al. Jasna"],
    "starts_at": "2026-12-04T08:00:00+01:00",
    "ends_at": "2026-12-04T14:00:00+01:00",
    "reason": "wymiana słupa",
}


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        async with database.write() as conn:
            await neighbours(conn)
        yield office


async def put(office: Running, token: str, number: str = "OSD-1", status: int = 200, **changed: Any) -> Any:
    answer = await office.ask("PUT", f"{PLANNED}/{number}", BODY | changed, token=token)
    assert answer.status == status, answer.raw
    return answer.json


async def test_it_is_announced_found_and_put_again_without_harm(office: Running) -> None:
    token = await office.token()
    made = await put(office, token)
    assert made["reach"] == {"points": 3, "customers": 3, "told": 3}
    assert made["outage"] | {"places": BODY["places"]} == {
        "number": "OSD-1", "operator": "STO", "state": "announced", "reason": "wymiana słupa", "version": 1,
        "starts_at": "2026-12-04T07:00:00Z", "ends_at": "2026-12-04T13:00:00Z", "short_notice": False,
        "published_at": "2026-11-24T12:00:00Z", "changed_at": "2026-11-24T12:00:00Z", "places": BODY["places"],
    }  # fmt: skip
    assert sorted(made["outage"]["places"]) == sorted(BODY["places"])
    assert await put(office, token) == made
    assert (await office.ask("GET", f"{PLANNED}/OSD-1", token=token)).json == made
    async with office.database.read() as conn:
        line, *_older = await Audit(conn, NOW).entries(0, 5)
        assert (line.act, line.side, line.subject) == (Act.OUTAGE_ANNOUNCED, Side.TOKEN, "OSD-1")
        assert await Schedule(conn, NOW).has(TELL)


async def test_a_change_and_the_cancelling(office: Running) -> None:
    token = await office.token()
    await put(office, token, "A%2F1")
    changed = await put(office, token, "A%2F1", ends_at="2026-12-04T16:00:00+01:00")
    assert (changed["outage"]["state"], changed["outage"]["version"]) == ("changed", 2)
    for _twice in range(2):
        off = await office.ask("POST", f"{PLANNED}/A%2F1/cancel", token=token)
        assert (off.status, off.json["outage"]["state"]) == (200, "cancelled")
    await put(office, token, "A%2F1", status=409)


async def test_the_list_goes_on_where_it_ended(office: Running) -> None:
    token = await office.token()
    for number in "cab":
        await put(office, token, number)
    first = (await office.ask("GET", f"{PLANNED}?limit=2", token=token)).json
    rest = (await office.ask("GET", f"{PLANNED}?limit=2&cursor={first['next']}", token=token)).json
    assert [one["number"] for one in first["outages"] + rest["outages"]] == ["c", "a", "b"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"operator": "XYZ"}, "#/operator"),
        ({"places": ["Łódź", ", Jasna"]}, "#/places/1"),
        ({"places": ["590999900000000013"]}, "#/places/0"),
        ({"places": [f"Łódź, Jasna {number}" for number in range(1, 202)]}, "#/places"),
        ({"ends_at": "2026-12-04T07:00:00+01:00"}, "#/ends_at"),
        ({"ends_at": "2026-12-24T07:00:00+01:00"}, "#/ends_at"),
        ({"starts_at": "2026-11-24T07:00:00+01:00", "ends_at": "2026-11-24T08:00:00+01:00"}, "#/ends_at"),
        ({"starts_at": "2028-11-24T07:00:00+01:00", "ends_at": "2028-11-24T08:00:00+01:00"}, "#/starts_at"),
        ({"starts_at": "1026-11-24T07:00:00+01:00"}, "#/starts_at"),
    ],
)
async def test_what_makes_no_sense_is_said_with_its_place(
    office: Running, changed: dict[str, Any], pointer: str
) -> None:
    said = await put(office, await office.token(), status=422, **changed)
    assert [mistake["pointer"] for mistake in said["errors"]] == [pointer]


async def test_reading_and_writing_are_two_rights(office: Running) -> None:
    reads, writes = await office.token(Scope.OUTAGES_READ), await office.token(Scope.OUTAGES_WRITE, name="other")
    await put(office, reads, status=403)
    await put(office, writes)
    assert (await office.ask("GET", f"{PLANNED}/OSD-1", token=writes)).status == 403
    assert (await office.ask("GET", f"{PLANNED}/OSD-2", token=reads)).status == 404
    assert (await office.ask("POST", f"{PLANNED}/OSD-2/cancel", token=writes)).status == 404
