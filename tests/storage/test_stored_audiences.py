"""Who is in an audience: the same on every database, each chat once, and the same people on the board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, insert, literal, select, update
from sqlalchemy.dialects import oracle
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain import ppe
from ibok_bot.domain.audience import EVERYONE, MOST_POINTS, Audience, Points, parse
from ibok_bot.domain.notices import KIND
from ibok_bot.storage.audiences import count, recipients, spans
from ibok_bot.storage.board import Board
from ibok_bot.storage.schema.base import table
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.schema.metering import Contract, MeteringPoint
from ibok_bot.storage.schema.notices import NoticeRead
from tests.databases import Templates, opened
from tests.storage.board import TODAY, Person, Place, post, reader, settle

WARSAW, LODZ = Place(), Place("Łódź", "90-001", "PGE", "G12")
PEOPLE = (
    Person(1, (WARSAW,)),
    Person(2, (LODZ,), "uk", overdue=True),
    Person(3, (Place(group="G12w"), Place("Łódź", "90-002", "PGE", "G11")), "en"),
    Person(4, (Place("Lodz", "00-001", group="G12"),)),
    Person(5, (Place(group="G12", ended=TODAY.replace(day=23)), Place("Zielona Góra", "65-001", ended=TODAY))),
    Person(6, ()),
)


async def chats(conn: AsyncConnection, audience: Audience, kind: str | None = KIND) -> list[int]:
    return [row.chat_id for row in await conn.execute(recipients(audience, "telegram", TODAY, kind=kind))]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("all", [1, 2, 3, 4, 5, 6]),
        ("town:Warszawa", [1, 3, 5]),
        ("town:warszawa", [1, 3, 5]),
        ("town:łódź", [2, 3]),
        ("town:lodz", [4]),
        ("town:zielona góra,Łódź", [2, 3, 5]),
        ("town:Kutno", []),
        ("postcode:00-950", [1, 3, 5]),
        ("postcode:00", [1, 3, 4, 5]),
        ("postcode:90-00,6", [2, 3, 5]),
        ("operator:PGE", [2, 3]),
        ("operator:sto", [1, 3, 4, 5]),
        ("operator:NONE", []),
        ("tariff:G12", [2, 4]),
        ("tariff:G12W", [3]),
        ("tariff:G11", [1, 3, 5]),
        ("language:uk,en", [2, 3]),
        ("overdue", [2]),
        ("customer:10000003", [3]),
        ("customer:1", []),
        (f"ppe:{PEOPLE[2].ppe(1)},{PEOPLE[0].ppe()}", [1, 3]),
        ("town:Łódź and tariff:G12", [2]),
        ("town:Warszawa and operator:PGE", []),
        ("town:Łódź and language:en", [3]),
        ("town:Łódź overdue language:pl", []),
    ],
)
async def test_conditions_take_in_the_right_people_here_and_on_the_board(
    database_url: str, text: str, numbers: list[int]
) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, PEOPLE)
        audience = parse(text)
        assert await chats(conn, audience) == numbers
        notice = await post(conn, audience=audience)
        board = Board(conn)
        seen = [each.number for key, each in enumerate(PEOPLE, 1) if await board.one(reader(each, key), notice)]
        assert seen == numbers


async def test_the_contract_of_whoever_lived_there_before_counts_for_nobody(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, [Person(1, (Place(group=None),)), Person(2, (Place(group="G11"),))])
        empty = select(MeteringPoint.id).where(MeteringPoint.payer_id == 1).scalar_subquery()
        await conn.execute(update(Contract).values(point_id=empty, tariff_group="G12"))
        assert await chats(conn, parse("tariff:G12")) == []


async def test_a_chat_is_written_to_where_it_can_and_may_be(database_url: str) -> None:
    people = [
        Person(1, unlinked=True), Person(2, blocked=True), Person(3, frozen=True), Person(4, off="notices"),
        Person(5, off="invoices readings"), Person(6, off="invoices notices readings"), Person(7, off="notices2"),
        Person(8, chats=()),
    ]  # fmt: skip
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, people)
        assert await chats(conn, EVERYONE) == [5, 7]
        assert await chats(conn, EVERYONE, None) == [4, 5, 6, 7]
        found = await count(conn, EVERYONE, "telegram", TODAY)
        assert (found.customers, found.without_chat, found.chats) == (8, 4, {"pl": 2})
        assert await chats(conn, parse("language:en"), None) == []


async def test_a_chat_shared_by_several_accounts_gets_it_once(database_url: str) -> None:
    people = [
        Person(1, (LODZ,), chats=(70, 71)), Person(2, chats=(70,), frozen=True), Person(3, chats=(70,)),
        Person(4, chats=(70, 71)),
    ]  # fmt: skip
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, people)
        rows = (await conn.execute(recipients(EVERYONE, "telegram", TODAY))).all()
        assert [(row.account_id, row.chat_id) for row in rows] == [(1, 70), (1, 71)]
        warsaw = (await conn.execute(recipients(parse("town:Warszawa"), "telegram", TODAY))).all()
        assert [(row.account_id, row.chat_id, row.language) for row in warsaw] == [(3, 70, "pl"), (4, 71, "pl")]
        found = await count(conn, parse("town:Warszawa"), "telegram", TODAY)
        assert (found.customers, found.total) == (3, 2)


async def test_the_counts_say_who_has_no_chat(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, [*PEOPLE, Person(7, chats=()), Person(8, (LODZ,), blocked=True)])
        found = await count(conn, EVERYONE, "telegram", TODAY)
        assert (found.customers, found.without_chat, found.total) == (8, 2, 6)
        assert found.chats == {"en": 1, "pl": 4, "uk": 1}
        lodz = await count(conn, parse("town:Łódź language:uk"), "telegram", TODAY)
        assert (lodz.customers, lodz.without_chat, lodz.chats) == (3, 1, {"uk": 1})


async def test_spans_hold_every_recipient_once(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        assert await spans(conn) == []
        await settle(conn, [Person(number) for number in range(1, 8)])
        pieces = await spans(conn, 3)
        assert len(pieces) == 3
        found = [
            row.chat_id
            for span in pieces
            for row in await conn.execute(recipients(EVERYONE, "telegram", TODAY, span=span))
        ]
        assert found == list(range(1, 8))


async def test_rows_are_inserted_straight_from_it(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, PEOPLE)
        notice = await post(conn)
        chosen = recipients(parse("town:Łódź"), "telegram", TODAY, span=(0, 2**40))
        rows = chosen.with_only_columns(
            literal(notice, Integer), TelegramLink.account_id, TelegramLink.linked_at, maintain_column_froms=True
        )
        await conn.execute(insert(table(NoticeRead)).from_select(["notice_id", "account_id", "read_at"], rows))
        found = (await conn.execute(select(NoticeRead.account_id).order_by(NoticeRead.account_id))).scalars()
        assert list(found) == [2, 3]


async def test_the_longest_list_of_points_is_not_too_long(database_url: str) -> None:
    codes = tuple(ppe.make(f"5909999{number:010}") for number in range(10, 10 + MOST_POINTS))
    async with opened(database_url) as database, database.write() as conn:
        await settle(conn, PEOPLE)
        audience = Audience((Points(codes),))
        assert await chats(conn, audience) == [1, 2, 3, 4, 5]
        notice = await post(conn, audience=audience)
        board = Board(conn)
        assert await board.one(reader(PEOPLE[0], 1), notice)
        assert await board.one(reader(PEOPLE[5], 6), notice) is None


TOWNS, GROUPS = ["Warszawa", "Łódź"], ["G11", "G12"]
PLACES = st.builds(
    Place,
    town=st.sampled_from(TOWNS),
    postcode=st.sampled_from(["00-950", "90-001"]),
    operator=st.sampled_from(["STO", "PGE"]),
    group=st.sampled_from([*GROUPS, None]),
)
CROWDS = st.lists(
    st.tuples(st.lists(PLACES, max_size=2).map(tuple), st.sampled_from(["pl", "uk"]), st.booleans()),
    min_size=1,
    max_size=4,
).map(lambda rows: [Person(n, places, word, late) for n, (places, word, late) in enumerate(rows, 1)])
WORDS = st.lists(
    st.sampled_from(["town:Warszawa", "postcode:9", "operator:STO", "tariff:G12", "language:uk", "overdue"]),
    unique=True,
    min_size=1,
).map(" and ".join)


def expected(person: Person, text: str) -> bool:
    """The rule in plain words: one point meets all that is asked of points; the person meets the rest."""
    asked = text.split(" and ")
    tests: dict[str, Callable[[Place], bool]] = {
        "town:Warszawa": lambda p: p.town == "Warszawa",
        "postcode:9": lambda p: p.postcode.startswith("9"),
        "operator:STO": lambda p: p.operator == "STO",
        "tariff:G12": lambda p: p.group == "G12",
    }
    of_points = [tests[word] for word in asked if word in tests]
    return (
        (not of_points or any(all(test(place) for test in of_points) for place in person.places))
        and ("language:uk" not in asked or person.language == "uk")
        and ("overdue" not in asked or person.overdue)
    )


@pytest.mark.parametrize("kind", ["sqlite"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=CROWDS, text=WORDS)
def test_any_audience_holds_whom_it_says(templates: Templates, kind: str, people: list[Person], text: str) -> None:
    async def check() -> None:
        async with opened(templates.fresh(kind)) as database, database.write() as conn:
            await settle(conn, people)
            wanted = [person.number for person in people if expected(person, text)]
            assert await chats(conn, parse(text)) == wanted
            notice, board = await post(conn, audience=parse(text)), Board(conn)
            assert [p.number for key, p in enumerate(people, 1) if await board.one(reader(p, key), notice)] == wanted

    asyncio.run(check())


def test_the_statement_is_one_that_oracle_understands() -> None:
    text = f"town:a postcode:0 operator:a tariff:a language:pl ppe:{PEOPLE[0].ppe()} overdue customer:1"
    everything = parse(text)
    dialect = oracle.dialect()  # type: ignore[no-untyped-call]
    compiled = str(recipients(everything, "telegram", TODAY, span=(0, 1)).compile(dialect=dialect))
    assert "true" not in compiled.lower()
