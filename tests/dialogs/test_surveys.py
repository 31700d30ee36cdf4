"""A customer answers surveys: question by question, with breaks, ways back, and nothing that leads back to a name."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, select, update

from ibok_bot.dialogs.exchange import Pressed, Typed
from ibok_bot.domain.staff import CONSOLE
from ibok_bot.storage.schema.base import made_key, table
from ibok_bot.storage.schema.conversations import Conversation, DeadLetter
from ibok_bot.storage.schema.customers import Account
from ibok_bot.storage.schema.outages import FaultReport, Incident
from ibok_bot.storage.schema.surveys import SurveyAnswer, SurveyTaking
from ibok_bot.storage.survey_desk import SurveyDesk
from tests.office import Chat, OpenOffice, open_office
from tests.surveys import ANONYMOUS, SIGNED, published


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened
        async with opened.database.read() as conn:
            assert (await conn.execute(select(DeadLetter.error))).all() == []


async def somebody(office: OpenOffice, persona: str = "registered", number: int = 7) -> Chat:
    chat = office.chat(number)
    await chat.logs_in(persona)
    return chat


async def answers(office: OpenOffice) -> list[tuple[int | None, str, str | None]]:
    async with office.database.read() as conn:
        rows = select(SurveyAnswer.account_id, SurveyAnswer.question, SurveyAnswer.code)
        return [(a, q, c) for a, q, c in await conn.execute(rows.order_by(SurveyAnswer.question))]


async def to_the_end(chat: Chat, name: str = "Krótka") -> str:
    await chat.says("/survey")
    for label in (name, "Begin", "Electricity", "By night", "weekend", "Go on"):
        await chat.presses(label)
    await chat.presses("7")
    return await chat.says("Dobrze jest,\nale drogo.")


async def test_the_questions_come_one_by_one_and_the_answers_arrive_in_the_end(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    said = await to_the_end(chat)
    assert "Are these your answers?" in said
    assert "By night; At the weekend" in said
    assert "Dobrze jest,\nale drogo." in said
    assert await answers(office) == []
    assert "Do zobaczenia." in await chat.presses("Send the answers")
    assert [(q, c) for _a, q, c in await answers(office)] == [
        ("heat", "0"), ("mark", "7"), ("when", "1,2"), ("why", "t"),
    ]  # fmt: skip
    assert all(account is not None for account, _q, _c in await answers(office))
    assert "answered ✅" in await chat.says("/survey")


async def test_an_answer_may_skip_questions_and_end_the_survey(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await chat.says("/survey")
    await chat.presses("Krótka")
    await chat.presses("Begin")
    assert "Recommend?" in await chat.presses("Otherwise")
    said = await chat.presses("10")
    assert "Are these your answers?" in said
    assert "When?" not in said
    assert "Why?" not in said
    await chat.presses("Send the answers")
    assert [q for _a, q, _c in await answers(office)] == ["heat", "mark"]


async def test_what_was_left_over_by_a_change_of_mind_is_not_sent(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await to_the_end(chat)
    await chat.presses("Change an answer")
    await chat.presses("1. How do you heat?")
    said = await chat.presses("Otherwise")
    assert "When?" not in said
    await chat.presses("Send the answers")
    assert [q for _a, q, _c in await answers(office)] == ["heat", "mark", "why"]


async def test_signed_answers_can_be_changed_until_the_survey_ends(office: OpenOffice) -> None:
    kept = await published(office)
    chat = await somebody(office)
    await to_the_end(chat)
    await chat.presses("Send the answers")
    await chat.says("/survey")
    await chat.presses("Krótka")
    assert "Are these your answers?" in await chat.presses("Change my answers")
    assert "Thank you!" in await chat.presses("Send the answers"), "nothing was changed, and that is fine"
    await chat.says("/survey")
    await chat.presses("Krótka")
    await chat.presses("Change my answers")
    await chat.presses("Change an answer")
    await chat.presses("Recommend?")
    await chat.presses("9")
    await chat.presses("Send the answers")
    assert [(q, c) for _a, q, c in await answers(office)] == [("heat", "0"), ("mark", "9"), ("when", "1,2")]
    async with office.database.write() as conn:
        assert await SurveyDesk(conn, office.clock()).close(kept, CONSOLE)
    await chat.says("/survey")
    assert "Krótka" not in chat.text


async def test_a_break_of_a_day_and_a_new_login_lose_nothing(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await chat.says("/survey")
    for label in ("Krótka", "Begin", "Electricity", "By day", "Go on"):
        await chat.presses(label)
    await chat.says("/menu")
    office.clock.go(days=1)
    other = await somebody(office, number=8)
    assert "begun, not sent yet" in await other.says("/survey")
    await other.presses("Krótka")
    assert "Recommend?" in await other.presses("Go on")
    await other.says("/survey")
    await other.presses("Krótka")
    await other.presses("Throw my answers away")
    assert "How do you heat?" in await other.presses("Begin")


async def test_back_shows_the_question_before_with_its_answer(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await chat.says("/survey")
    for label in ("Krótka", "Begin", "Electricity"):
        await chat.presses(label)
    said = await chat.presses("Back")
    assert "How do you heat?" in said
    assert "Your answer now: Electricity" in said


async def test_after_an_anonymous_survey_nothing_leads_from_answers_to_the_account(office: OpenOffice) -> None:
    kept = await published(office, ANONYMOUS)
    chat = await somebody(office)
    assert "has no names" in await _intro(chat)
    office.clock.go(minutes=7)
    await chat.presses("Begin")
    for label in ("Electricity", "By night", "Go on", "7"):
        await chat.presses(label)
    await chat.says("Sekret")
    assert "cannot be changed" in chat.text
    await chat.presses("Send the answers")
    async with office.database.read() as conn:
        rows = (await conn.execute(select(SurveyAnswer))).mappings().all()
        assert len(rows) == 4
        assert {row["account_id"] for row in rows} == {None}
        assert {row["answered_at"] for row in rows} == {kept.valid_from}
        assert min(row["id"] for row in rows) >= 2**40
        [taking] = (await conn.execute(select(SurveyTaking.answers, SurveyTaking.sent))).all()
        assert tuple(taking) == (None, 1)
        trails = (await conn.execute(select(Conversation.trail))).scalars().all()
        assert not any("heat" in trail or "Sekret" in trail for trail in trails)


async def _intro(chat: Chat) -> str:
    await chat.says("/survey")
    return await chat.presses("Krótka")


async def test_an_anonymous_survey_is_answered_once(office: OpenOffice) -> None:
    await published(office, ANONYMOUS)
    chat = await somebody(office)
    await _intro(chat)
    for label in ("Begin", "Otherwise", "10", "Send the answers"):
        await chat.presses(label)
    assert "cannot be changed" in await _intro(chat)
    assert "Begin" not in chat.labels
    assert "Change my answers" not in chat.labels
    assert len(await answers(office)) == 2


async def test_two_chats_of_one_account_send_one_answer(office: OpenOffice) -> None:
    await published(office, ANONYMOUS)
    chat, other = await somebody(office), await somebody(office, number=8)
    await _intro(chat)
    for label in ("Begin", "Otherwise", "10"):
        await chat.presses(label)
    await _intro(other)
    await other.presses("Go on")
    await chat.presses("Send the answers")
    assert "answered this survey already" in await other.presses("Send the answers")
    assert len(await answers(office)) == 2


@pytest.mark.parametrize("words", ["11", "-1", "7,5", "siedem"])
async def test_a_mark_that_is_none_is_asked_again(office: OpenOffice, words: str) -> None:
    await published(office)
    chat = await somebody(office)
    await _intro(chat)
    await chat.presses("Begin")
    await chat.presses("Otherwise")
    assert "Recommend?" in await chat.says(words)
    assert "⚠️" in chat.text
    assert "Why?" in await chat.says("8")


async def test_a_required_question_cannot_be_skipped_by_an_old_button(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await _intro(chat)
    await chat.presses("Begin")
    assert "Skip" not in chat.labels
    for label in ("Otherwise", "7"):
        await chat.presses(label)
    assert "Are these your answers?" in await chat.presses("Skip")


async def test_a_survey_for_others_does_not_exist_by_any_way(office: OpenOffice) -> None:
    number = office.personas["business"].customer_number
    text = SIGNED.replace("title =", f'audience = "customer:{number}"\ntitle =', 1)
    await published(office, text)
    chat = await somebody(office)
    assert "Krótka" not in await chat.says("/survey")
    for way in ("/start survey_short", "/start survey_nothing"):
        assert "not meant for this account" in await chat.says(way)
    assert "not meant for this account" in await chat.presses_data("e:survey:short")
    assert await answers(office) == []


async def test_a_deep_link_opens_a_survey_and_a_guest_logs_in_first(office: OpenOffice) -> None:
    await published(office)
    chat = office.chat(9)
    assert "Please log in first" in await chat.says("/start survey_short")
    login = office.personas["registered"].login
    assert login
    assert "Krótka ankieta" in await chat.says(login.email, login.password)


async def test_a_draft_and_a_closed_survey_cannot_be_answered(office: OpenOffice) -> None:
    kept = await published(office)
    chat = await somebody(office)
    await _intro(chat)
    await chat.presses("Begin")
    async with office.database.write() as conn:
        await SurveyDesk(conn, office.clock()).close(kept, CONSOLE)
    assert "This survey is over" in await chat.presses("Electricity")
    async with office.database.read() as conn:
        assert (await conn.execute(select(SurveyTaking.survey_id))).all() == []


async def test_the_language_of_the_author_is_polish_where_there_is_no_other(office: OpenOffice) -> None:
    await published(office)
    chat = office.chat(7, "uk")
    await chat.logs_in("registered")
    await chat.says("/survey")
    await chat.presses("Krótka")
    assert "Czym ogrzewasz?" in await chat.presses("Почати")


async def test_after_a_fault_one_question_comes_and_only_to_its_reporter(office: OpenOffice) -> None:
    chat, stranger = await somebody(office), await somebody(office, "business", 8)
    async with office.database.write() as conn:
        login = office.personas["registered"].login
        assert login
        account = await conn.scalar(select(Account.id).where(Account.email == login.email))
        now = office.clock()
        incident = made_key(
            await conn.execute(
                insert(table(Incident)).values(
                    number="I-1", kind="no_supply", state="resolved", version=1, opened_at=now, last_reported_at=now,
                    changed_at=now,
                )
            )
        )  # fmt: skip
        await conn.execute(
            insert(table(FaultReport)).values(
                public_id="ab12", number="A-1", account_id=account, incident_id=incident, kind="no_supply",
                reported_at=now,
            )
        )  # fmt: skip
    assert "no such report" in await stranger.presses_data("e:survey:fault_ab12")
    assert "report A-1" in await chat.presses_data("e:survey:fault_ab12")
    await chat.presses("2 – bad")
    await chat.presses_data("e:survey:fault_ab12")
    assert "Thank you" in await chat.presses("4 – good")
    assert [(q, c) for _a, q, c in await answers(office)] == [("mark", "4")]
    assert "After a fault" not in await chat.says("/survey")


async def test_a_repeated_update_sends_once(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    await to_the_end(chat)
    pressed = chat.button("Send the answers")
    for _again in range(2):
        await chat.does(Pressed(pressed.data or ""), chat.live, update=99_999)
    assert len(await answers(office)) == 4


async def test_a_stored_step_of_a_survey_that_lost_its_question_leads_to_the_menu(office: OpenOffice) -> None:
    await published(office)
    chat = await somebody(office)
    async with office.database.write() as conn:
        trail = '[{"step":"AskOne","has":{"survey":"short","question":"nothing"}}]'
        await conn.execute(update(Conversation).where(Conversation.chat_id == 7).values(dialog="survey", trail=trail))
    await chat.does(Typed("x"))
    assert "This survey is over" in chat.text
