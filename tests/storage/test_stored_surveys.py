"""Stored surveys: answered once, changed only under a name, without a name linked to nobody; suggestions likewise."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import Customer
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.ids import AccountId, PayerId, SessionId
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.suggestions import SuggestionCategory, SuggestionDraft, SuggestionState
from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.surveys import Answer, Kept, Picked, Progress, Rated, Skipped, SurveyState, Written
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.surveys import Suggestion, SurveyAnswer, SurveyTaking
from ibok_bot.storage.suggestions import Suggestions
from ibok_bot.storage.survey_desk import Respondent, SurveyDesk
from ibok_bot.storage.surveys import Surveys
from tests.databases import opened
from tests.storage.people import NOW, NRB, add_account
from tests.surveys import ANONYMOUS, SIGNED

GIVEN: dict[str, Answer] = {
    "heat": Picked((0,)), "when": Picked((0, 2)), "mark": Rated(6), "why": Written("Za drogo 💸\n'; --"),
}  # fmt: skip


async def customer(conn: AsyncConnection, number: str = "10000007", nrb: str = NRB[0]) -> Customer:
    account = await add_account(conn, number, nrb, f"nr{number}@example.org")
    payer = await conn.scalar(select(Account.payer_id).where(Account.id == account))
    return Customer(SessionId(1), account, PayerId(payer or 0))


async def published(conn: AsyncConnection, text: str = SIGNED) -> Kept:
    survey = read_survey(text.encode(), warsaw_day(NOW))
    desk = SurveyDesk(conn, NOW)
    await desk.load(survey)
    kept = await desk.find(survey.name)
    assert kept is not None
    assert kept.survey == survey
    assert kept.state(NOW) is SurveyState.DRAFT
    assert await desk.publish(kept, CONSOLE)
    assert not await desk.publish(kept, CONSOLE)
    again = await desk.find(survey.name)
    assert again is not None
    return again


async def answer(conn: AsyncConnection, account: AccountId, kept: Kept, given: dict[str, Answer]) -> bool:
    shelf = Surveys(conn, NOW)
    await shelf.keep(account, kept.id, given)
    return await shelf.send(account, kept, given)


async def test_answers_come_back_as_they_were_given_and_can_be_changed(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who, kept = await customer(conn), await published(conn)
        shelf = Surveys(conn, NOW)
        [offer] = await shelf.offered(who, "pl")
        assert offer.progress is Progress.NEW
        await shelf.keep(who.account, kept.id, {"heat": Picked((1,))})
        await shelf.keep(who.account, kept.id, GIVEN)
        assert await shelf.answers(who.account, kept) == GIVEN
        assert (await shelf.offered(who, "pl"))[0].progress is Progress.BEGUN
        assert await shelf.send(who.account, kept, GIVEN)
        assert await shelf.send(who.account, kept, GIVEN), "the same again does no harm"
        assert await shelf.answers(who.account, kept) == GIVEN
        assert (await shelf.offered(who, "pl"))[0].progress is Progress.SENT
        assert await answer(conn, who.account, kept, {"heat": Picked((1,)), "mark": Rated(10)})
        assert await shelf.answers(who.account, kept) == {"heat": Picked((1,)), "mark": Rated(10)}
        assert (await SurveyDesk(conn, NOW).page(0, 5))[0].answered == 1


async def test_nothing_stored_leads_from_anonymous_answers_to_an_account(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who, kept = await customer(conn), await published(conn, ANONYMOUS)
        late = NOW + timedelta(hours=5)
        shelf = Surveys(conn, late)
        await shelf.keep(who.account, kept.id, GIVEN)
        assert await shelf.send(who.account, kept, GIVEN)
        assert await shelf.answers(who.account, kept) == {}
        rows = (await conn.execute(select(SurveyAnswer))).mappings().all()
        assert {row["account_id"] for row in rows} == {None}
        assert {row["answered_at"] for row in rows} == {kept.valid_from}
        assert len({row["respondent"] for row in rows}) == 1
        takings = (await conn.execute(select(SurveyTaking))).mappings().all()
        assert [set(row) for row in takings] == [{"survey_id", "account_id", "answers", "sent"}]
        assert takings[0]["answers"] is None
        assert not await answer(conn, who.account, kept, GIVEN)
        assert len((await conn.execute(select(SurveyAnswer.id))).all()) == len(GIVEN)


async def test_keys_and_respondents_are_in_no_order(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        kept, keys, names = await published(conn, ANONYMOUS), [], []
        for number in range(8):
            who = await customer(conn, f"1000{number:04}", f"{number:08}{'7' * 18}")
            before = set((await conn.execute(select(SurveyAnswer.id))).scalars())
            assert await answer(conn, who.account, kept, {"heat": Picked((1,)), "mark": Rated(number)})
            rows = (await conn.execute(select(SurveyAnswer.id, SurveyAnswer.respondent))).all()
            new = [row for row in rows if row.id not in before]
            keys.append(min(row.id for row in new))
            names.append(new[0].respondent)
        assert keys != sorted(keys)
        assert names != sorted(names)


async def test_of_two_at_once_one_is_sent(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            who, kept = await customer(conn), await published(conn, ANONYMOUS)
            await Surveys(conn, NOW).keep(who.account, kept.id, GIVEN)

        async def send() -> bool:
            async with database.write() as conn:
                return await Surveys(conn, NOW).send(who.account, kept, GIVEN)

        assert sorted(await asyncio.gather(send(), send(), send())) == [False, False, True]
        async with database.read() as conn:
            assert len((await conn.execute(select(SurveyAnswer.id))).all()) == len(GIVEN)


@pytest.mark.parametrize(
    ("audience", "meant"),
    [("all", True), ("customer:10000007", True), ("customer:10000014", False), ("language:uk", False),
     ("language:pl,en", True), ("overdue", False), ("town:Warszawa", False)],
)  # fmt: skip
async def test_it_is_offered_to_its_audience_alone(database_url: str, audience: str, meant: bool) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who = await customer(conn)
        kept = await published(conn, SIGNED.replace("title =", f'audience = "{audience}"\ntitle =', 1))
        shelf = Surveys(conn, NOW)
        assert bool(await shelf.offered(who, "pl")) is meant
        assert (await shelf.one(who, "pl", "short") is not None) is meant
        await shelf.keep(who.account, kept.id, GIVEN)
        assert await shelf.one(who, "pl", "short") is not None, "who has begun may go on"


async def test_days_are_days_in_warsaw(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who = await customer(conn)
        await published(conn, SIGNED.replace("title =", "from = 2026-11-25\nto = 2026-11-25\ntitle =", 1))
        midnight = NOW.replace(hour=23, minute=0, second=0, microsecond=0)
        for at, open_then in (
            (midnight - timedelta(seconds=1), False), (midnight, True),
            (midnight + timedelta(hours=24, seconds=-1), True), (midnight + timedelta(hours=24), False),
        ):  # fmt: skip
            assert bool(await Surveys(conn, at).offered(who, "pl")) is open_then, at


async def test_counts_texts_and_rows_of_many(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        kept = await published(conn)
        for number in range(7):
            who = await customer(conn, f"1000{number:04}", f"{number:08}{'7' * 18}")
            given = GIVEN | {"mark": Rated(number), "why": Written(f"w{number}") if number % 2 else Skipped()}
            assert await answer(conn, who.account, kept, given)
        desk = SurveyDesk(conn, NOW)
        coded = await desk.coded(kept.id)
        assert coded["heat"] == [("0", 7)]
        assert coded["when"] == [("0,2", 7)]
        assert sorted(coded["why"]) == [("-", 4), ("t", 3)]
        assert len(coded["mark"]) == 7
        texts = [*await desk.texts(kept.id, "why", 0, 2), *await desk.texts(kept.id, "why", 2, 2)]
        assert sorted(texts) == ["w1", "w3", "w5"]
        people: list[Respondent] = []
        after = ""
        while page := await desk.respondents(kept.id, after, 3):
            people += page
            after = page[-1].name
        assert sorted(one.answers["mark"].mark for one in people if isinstance(one.answers["mark"], Rated)) == list(
            range(7)
        )
        assert len({one.name for one in people}) == 7


async def test_a_draft_is_replaced_and_thrown_away_but_never_one_that_is_published(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        desk, survey = SurveyDesk(conn, NOW), read_survey(SIGNED.encode(), warsaw_day(NOW))
        first = await desk.load(survey)
        assert await desk.load(survey) == first
        assert await desk.count() == 1
        kept = await desk.find("short")
        assert kept is not None
        assert await desk.discard(kept)
        assert await desk.find("short") is None
        kept = await published(conn)
        assert not await desk.discard(kept)
        assert await desk.load(survey) is None
        assert await desk.close(kept, CONSOLE)
        assert not await desk.close(kept, CONSOLE)
        assert await desk.load(survey) is None


async def test_suggestions_are_listed_read_and_answered_once(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who = await customer(conn)
        other = await customer(conn, "10000014", NRB[1])
        shelf = Suggestions(conn, NOW)
        draft = SuggestionDraft(SuggestionCategory.BOT, "Więcej 📊\nproszę", "photo")
        number = await shelf.add(who.account, draft)
        assert number is not None
        one = await shelf.one(number)
        assert one is not None
        assert (one.words, one.signed, one.given_at, one.state) == (draft.words, True, NOW, SuggestionState.NEW)
        assert one.photo is not None
        assert one.photo.file_id == "photo"
        assert await shelf.of(other.account, 5) == []
        await shelf.mark_read(one.id)
        assert await shelf.count(SuggestionState.READ) == 1
        assert await shelf.answer(one, "Już robimy", CONSOLE) == who.account
        assert await shelf.answer(one, "Inaczej", CONSOLE) is None
        [mine] = await shelf.of(who.account, 5)
        assert (mine.reply, mine.state) == ("Już robimy", SuggestionState.ANSWERED)


async def test_an_anonymous_suggestion_keeps_the_day_alone(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        who, shelf = await customer(conn), Suggestions(conn, NOW)
        number = await shelf.add(who.account, SuggestionDraft(SuggestionCategory.BOT, "x", None, signed=False))
        [row] = (await conn.execute(select(Suggestion))).mappings().all()
        assert row["account_id"] is None
        assert row["given_at"].isoformat() == "2026-11-23T23:00:00+00:00"
        one = await shelf.one(number or "")
        assert one is not None
        assert await shelf.answer(one, "x", CONSOLE) is None
