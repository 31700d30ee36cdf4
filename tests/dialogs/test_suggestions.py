"""Suggestions: written at any time, signed or without a name; read and answered by the staff."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from ibok_bot.dialogs.exchange import Sent
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.staff import Role
from ibok_bot.domain.suggestions import LONGEST
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.surveys import Suggestion
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in

PHOTO = Media(MediaKind.PHOTO, "photo-1")


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


async def clerk(office: OpenOffice, number: int = 70) -> Chat:
    chat = office.chat(number)
    await chat.says("/start")
    await let_in(chat, Role.CLERK, f"Anna Próbna {number}")
    return chat


async def suggests(chat: Chat, words: str, way: str = "Send under my name") -> str:
    await chat.says("/suggestion")
    await chat.presses("This chat")
    await chat.says(words)
    said = await chat.presses(way)
    return said.split("number: <b>")[1].split("<")[0]


async def test_a_signed_one_is_read_answered_and_the_answer_comes_to_its_author_alone(office: OpenOffice) -> None:
    chat, other, staff = await somebody(office), await somebody(office, "business", 8), await clerk(office)
    number = await suggests(chat, "Dodajcie <b>wykres</b>\nzużycia.")
    await staff.says("/suggestions")
    said = await staff.presses(number)
    assert "&lt;b&gt;wykres" in said
    assert "signed" in said
    await staff.presses("Write the answer")
    assert "So the customer will see it" in await staff.says("Dziękujemy, będzie w styczniu.")
    assert "answered" in await staff.presses("Send the answer")
    [(to, screen)] = await office.post()
    assert to == chat.number
    assert "Dziękujemy, będzie w styczniu." in screen.html
    assert number in screen.html
    assert "Dziękujemy" in await chat.says("/suggestion")
    assert "Dziękujemy" not in await other.says("/suggestion")


async def test_an_anonymous_one_has_no_account_no_hour_and_no_answer(office: OpenOffice) -> None:
    chat, staff = await somebody(office), await clerk(office)
    number = await suggests(chat, "Za drogo.", "Send without my name")
    async with office.database.read() as conn:
        [row] = (await conn.execute(select(Suggestion))).mappings().all()
    assert row["account_id"] is None
    assert row["given_at"].isoformat() == "2026-11-23T23:00:00+00:00"  # midnight in Warsaw
    assert row["id"] >= 2**40
    await staff.says("/suggestions")
    assert "cannot be answered" in await staff.presses(number)
    assert "Write the answer" not in staff.labels
    assert "read" in await staff.presses("Mark as read")
    assert number not in await chat.says("/suggestion")


async def test_words_before_the_category_are_kept(office: OpenOffice) -> None:
    chat = await somebody(office)
    await chat.says("/suggestion")
    said = await chat.says("Remind me of the reading by SMS.")
    assert "Something else" in said
    assert "Remind me of the reading by SMS." in said
    assert "Send under my name" in chat.labels


async def test_a_photo_with_a_caption_goes_with_it(office: OpenOffice) -> None:
    chat, staff = await somebody(office), await clerk(office)
    await chat.says("/suggestion")
    await chat.presses("Power supply")
    assert "add a few words" in await chat.does(Sent("photo", PHOTO))
    await chat.does(Sent("photo", PHOTO, caption="Ten słup jest krzywy"))
    assert chat.last.screens[-1].media == PHOTO
    number = (await chat.presses("Send under my name")).split("number: <b>")[1].split("<")[0]
    await staff.says("/suggestions")
    await staff.presses(number)
    assert staff.last.screens[-1].media == PHOTO


async def test_a_photo_can_be_added_and_left_out_again(office: OpenOffice) -> None:
    chat = await somebody(office)
    await chat.says("/suggestion")
    await chat.presses("Power supply")
    await chat.says("Krzywy słup")
    await chat.presses("Add a photo")
    await chat.does(Sent("photo", PHOTO))
    assert "Without the photo" in chat.labels
    await chat.presses("Without the photo")
    assert chat.last.screens[-1].media is None


@pytest.mark.parametrize("words", ["a" * (LONGEST + 1), "\u200b \u2060"])
async def test_what_cannot_be_read_is_asked_again(office: OpenOffice, words: str) -> None:
    chat = await somebody(office)
    await chat.says("/suggestion")
    await chat.presses("This chat")
    assert "⚠️" in await chat.says(words)
    assert "Send under my name" not in chat.labels


async def test_of_two_clerks_one_answers(office: OpenOffice) -> None:
    chat, first, second = await somebody(office), await clerk(office), await clerk(office, 71)
    number = await suggests(chat, "Pomysł")
    for one in (first, second):
        await one.says("/suggestions")
        await one.presses(number)
        await one.presses("Write the answer")
        await one.says(f"Odpowiedź {one.number}")
    await first.presses("Send the answer")
    assert "answered meanwhile" in await second.presses("Send the answer")
    assert len(await office.post()) == 1


async def test_more_than_ten_signed_ones_a_day_are_kindly_refused(office: OpenOffice) -> None:
    chat = await somebody(office)
    for place in range(10):
        await suggests(chat, f"Pomysł {place}")
    await chat.says("/suggestion")
    await chat.presses("This chat")
    await chat.says("Jeszcze jeden")
    assert "enough for one day" in await chat.presses("Send under my name")
    office.clock.go(days=1)
    await chat.logs_in("registered")
    assert await suggests(chat, "Nazajutrz")


async def test_the_staffs_list_has_pages_and_filters(office: OpenOffice) -> None:
    chat, staff = await somebody(office), await clerk(office)
    for place in range(8):
        await suggests(chat, f"Pomysł {place}")
        office.clock.go(minutes=1)
    assert "page 1 of 2" in await staff.says("/suggestions")
    assert "Pomysł 7" in staff.text
    assert "Pomysł 0" in await staff.presses("Next")
    assert "There are none" in await staff.presses("Answered ones")
    assert "Pomysł 7" in await staff.presses("All of them")
