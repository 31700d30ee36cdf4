"""Customers write to the office and clerks answer: both sides of one conversation, and who may see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from ibok_bot.dialogs.exchange import Sent, Typed
from ibok_bot.domain.ids import ChatId
from ibok_bot.domain.media import Entity, Media, MediaKind
from ibok_bot.domain.staff import Role
from ibok_bot.domain.threads import LONGEST, MOST_OPEN
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.staff import AuditEntry
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out

PHOTO = Media(MediaKind.PHOTO, "photo-of-the-meter", size=90_000)
PDF = Media(MediaKind.DOCUMENT, "umowa", size=90_000, mime="application/pdf", name="umowa.pdf")
PROGRAM = Media(MediaKind.DOCUMENT, "program", size=90_000, mime="application/x-msdownload", name="faktura.pdf.exe")
NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def customer(office: OpenOffice, persona: str = "registered", number: int = 501) -> Chat:
    chat = office.chat(number)
    await chat.logs_in(persona)
    return chat


async def clerk(office: OpenOffice, number: int = 7, name: str = "Anna Próbna") -> Chat:
    chat = office.chat(number)
    await let_in(chat, Role.CLERK, name)
    await chat.says("/menu")
    return chat


async def writes(chat: Chat, words: str = "My meter makes a humming noise.") -> str:
    await chat.says("/contact")
    await chat.presses("Write to us")
    await chat.says(words)
    return await chat.presses("Send to the office")


async def takes(chat: Chat, number: int = 1) -> str:
    await chat.says("/inbox")
    await chat.presses(f"Open no. {number}")
    return await chat.presses("Take it")


async def heard(office: OpenOffice, chat: Chat) -> list[str]:
    """What was pushed to this chat since it was last asked."""
    await office.post()
    mine = [screen.html for number, screen in office.channel.pushed if number == chat.number]
    office.channel.pushed[:] = [each for each in office.channel.pushed if each[0] != chat.number]
    return mine


def sizes(chat: Chat) -> list[Media | None]:
    return [screen.media for screen in chat.last.screens if screen.media]


async def test_a_guest_is_told_the_phones_and_may_not_write(office: OpenOffice) -> None:
    guest = office.chat()
    said = await guest.says("/contact")
    assert "22 555 01 00" in said
    assert "991" in said
    assert "log in first" in said
    assert not any("Write to us" in label for label in guest.labels)
    assert "Please log in first" in await guest.presses_data("e:letters:new", guest.live)


async def test_who_was_asked_to_log_in_goes_on_to_writing(office: OpenOffice) -> None:
    guest = office.chat()
    login = office.personas["registered"].login
    assert login
    await guest.says("/contact")
    await guest.presses_data("e:letters:new", guest.live)
    assert "What shall we help with?" in await guest.says(login.email, login.password)


async def test_a_customer_writes_a_clerk_answers_and_it_is_closed_and_rated(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    said = await writes(me)
    assert "has the number <b>1</b>" in said
    assert "Somebody is here now" in said
    assert "24 Nov 2026, 17:00" in said
    assert await heard(office, anna) == ["☎️ Customers wait for an answer: 1"]
    assert "My meter makes a humming noise." in await takes(anna)
    assert "yours, an answer is due" in anna.text
    said = await anna.does(Typed("Please send a photo.", (Entity("bold", 7, 4),)))
    assert "Please <b>send</b> a photo." in said
    assert "This goes to" in said
    await anna.presses("Send")
    assert await heard(office, me) == ["☎️ <b>The office has answered you</b> (conversation no. 1)"]
    said = await me.presses_data("e:letters:1")
    assert "Please <b>send</b> a photo." in said
    assert "Anna" not in said
    assert "the office has answered" in said
    await me.does(Sent("photo", PHOTO, "Here it is."))
    assert "Here it is." in me.text
    assert await heard(office, anna) == ["☎️ The customer has written again: no. 1"]
    await anna.presses_data("e:inbox:1")
    await anna.presses("📎 photo")
    assert sizes(anna) == [PHOTO]
    await anna.presses("To the conversation")
    await anna.presses("Prepared reply")
    await anna.presses("Dziękujemy, sprawdzamy")
    assert "We are looking into it" in anna.text
    await anna.presses("Send and close")
    assert len(await heard(office, me)) == 1
    await me.presses_data("e:letters:1")
    await me.presses("5 · very good")
    assert "Your rating: 5 of 5" in me.text
    await anna.says("/inbox")
    await anna.presses("Closed ones")
    assert "rated 5 of 5" in anna.text


async def test_what_is_written_in_a_closed_one_opens_it_for_anybody(office: OpenOffice) -> None:
    me, anna, jan = await customer(office), await clerk(office), await clerk(office, 8, "Jan Drugi")
    await writes(me)
    await takes(anna)
    await anna.presses("Close as settled")
    assert "is closed" in (await heard(office, me))[0]
    await heard(office, jan)
    await me.presses_data("e:letters:1")
    await me.says("It hums again!")
    assert "waits for an answer" in me.text
    assert await heard(office, jan) == ["☎️ Customers wait for an answer: 1"]
    await takes(jan)
    assert "yours, an answer is due" in jan.text


async def test_the_customer_says_that_it_is_settled_and_the_clerk_hears_of_it(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    await writes(me)
    await takes(anna)
    await heard(office, anna)
    await me.presses_data("e:letters:1")
    await me.presses("It is settled")
    assert "closed" in me.text
    assert await heard(office, anna) == ["☎️ The customer says that it is settled: no. 1"]
    assert "Take the conversation first" in await anna.says("A late answer")


async def test_of_two_clerks_who_take_at_once_one_gets_it(office: OpenOffice) -> None:
    me, anna, jan = await customer(office), await clerk(office), await clerk(office, 8, "Jan Drugi")
    await writes(me)
    for chat in (anna, jan):
        await chat.says("/inbox")
        await chat.presses("Open no. 1")
    await asyncio.gather(anna.presses("Take it"), jan.presses("Take it"))
    shown = {chat.number: await chat.presses_data("e:inbox:1") for chat in (anna, jan)}
    assert sorted("yours, an answer is due" in said for said in shown.values()) == [False, True]
    assert sorted("has it" in said for said in shown.values()) == [False, True]


async def test_who_comes_second_is_told_and_sees_who_has_it(office: OpenOffice) -> None:
    me, anna, jan = await customer(office), await clerk(office), await clerk(office, 8, "Jan Drugi")
    await writes(me)
    await jan.says("/inbox")
    await jan.presses("Open no. 1")
    await takes(anna)
    said = await jan.presses("Take it")
    assert "somebody else has moved it along" in said
    assert "Anna Próbna has it" in said


async def test_a_colleague_takes_over_and_the_answer_under_way_does_not_go_out(office: OpenOffice) -> None:
    me, anna, jan = await customer(office), await clerk(office), await clerk(office, 8, "Jan Drugi")
    await writes(me)
    await takes(anna)
    await anna.says("An answer that I am still writing")
    await jan.says("/inbox")
    await jan.presses("All open (1)")
    await jan.presses("Open no. 1")
    await heard(office, anna)
    await jan.presses("Take it over")
    assert await heard(office, anna) == ["☎️ Jan Drugi has taken over no. 1"]
    assert "is not yours any more" in await anna.presses("Send")
    assert await heard(office, me) == []


async def test_handed_back_it_waits_for_somebody_again(office: OpenOffice) -> None:
    me, anna, jan = await customer(office), await clerk(office), await clerk(office, 8, "Jan Drugi")
    await writes(me)
    await takes(anna)
    await heard(office, jan)
    await anna.presses("Hand back")
    assert "nobody has it" in anna.text
    assert await heard(office, jan) == ["☎️ Customers wait for an answer: 1"]
    await takes(jan)


async def test_what_a_clerk_had_who_left_waits_for_somebody_again(office: OpenOffice) -> None:
    me, jan, gone = await customer(office), await clerk(office, 8, "Jan Drugi"), office.chat(9)
    member = await let_in(gone, Role.CLERK, "Ewa Była")
    await writes(me)
    await takes(gone)
    await put_out(office, member)
    assert "access to this has ended" in await gone.says("An answer all the same")
    await jan.says("/inbox")
    assert "nobody has it" in jan.text
    await jan.presses("Open no. 1")
    await jan.presses("Take it")
    assert "yours, an answer is due" in jan.text


@pytest.mark.parametrize("data", ["e:letters:1", "e:letters:99999999999999999999", "e:letters:-1", "e:letters:x"])
async def test_anothers_conversation_is_out_of_reach(office: OpenOffice, data: str) -> None:
    await writes(await customer(office))
    other = await another(office)
    assert "no such conversation" in await other.presses_data(data, other.live)
    assert "no such conversation" in await other.says(f"/start {data[2:].replace(':', '_')}")
    assert "humming" not in other.text


async def another(office: OpenOffice) -> Chat:
    """Somebody with another account."""
    others = [name for name, facts in office.personas.items() if facts.login and name != "registered"]
    return await customer(office, others[0], 502)


@pytest.mark.parametrize("step", ['{"step":"One","has":{"thread":"1","page":0}}',
                                  '{"step":"File","has":{"thread":"1","message":1}}'])  # fmt: skip
async def test_a_stored_trail_at_anothers_conversation_shows_nothing(office: OpenOffice, step: str) -> None:
    me = await customer(office)
    await me.says("/contact")
    await me.presses("Write to us")
    await me.does(Sent("photo", PHOTO, "humming"))
    await me.presses("Send to the office")
    other = await another(office)
    await other.says("/letters")
    async with office.database.write() as conn:
        await conn.execute(update(Conversation).where(Conversation.chat_id == other.number).values(trail=f"[{step}]"))
    for said in ("more words", "/back", "/help"):
        await other.says(said)
        assert "humming" not in other.text
        assert not sizes(other)
    await me.presses_data("e:letters:1")
    assert "more words" not in me.text


async def test_a_clerk_is_no_customer_and_a_dispatcher_no_clerk(office: OpenOffice) -> None:
    await writes(await customer(office))
    anna = await clerk(office)
    assert "Please log in first" in await anna.presses_data("e:letters:1", anna.live)
    dispatcher = office.chat(9)
    await let_in(dispatcher, Role.DISPATCHER)
    assert "humming" not in await dispatcher.says("/inbox")
    assert "humming" not in await dispatcher.presses_data("e:inbox:1", dispatcher.live)


async def test_words_outside_of_any_form_are_offered_to_the_office(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    said = await me.says("why is my bill so high")
    assert "why is my bill so high" in said
    assert "Send to the office" in me.labels
    await me.says("it was half of that in spring")
    await me.does(Sent("photo", PHOTO, "the bill"))
    assert "has the number <b>1</b>" in await me.presses("Send to the office")
    said = await takes(anna)
    assert "why is my bill so high\n\nit was half of that in spring\n\nthe bill" in said
    assert "📎 photo" in anna.labels


async def test_words_after_a_form_is_over_are_offered_too(office: OpenOffice) -> None:
    me = await customer(office)
    await writes(me)
    assert "thank you very much" in await me.says("thank you very much")
    assert "Add to conversation 1" in me.labels


async def test_what_looks_like_a_password_is_not_kept(office: OpenOffice) -> None:
    me = await customer(office)
    await me.says("/menu")
    assert "hunter2!" not in await me.says("hunter2!")
    assert "Send to the office" not in me.labels
    async with office.database.read() as conn:
        assert not [trail for trail in await conn.scalars(select(Conversation.trail)) if "hunter2" in (trail or "")]


async def test_a_guests_words_are_shown_with_the_phones(office: OpenOffice) -> None:
    guest = office.chat()
    await guest.says("/menu")
    said = await guest.says("my light is out")
    assert "my light is out" in said
    assert "22 555 01 00" in said
    assert "Log in" in guest.labels


async def test_somebody_of_the_staff_is_not_sent_to_the_log_in(office: OpenOffice) -> None:
    anna = await clerk(office)
    assert "did not understand" in await anna.says("where was I")
    assert "🛠 Staff" in anna.labels
    assert "Log in" not in anna.labels


async def test_who_is_logged_out_meanwhile_is_told(office: OpenOffice) -> None:
    me = await customer(office)
    await me.says("why is my bill so high")
    office.clock.go(hours=2)
    assert "logged out meanwhile" in await me.presses("Send to the office")
    assert "why is my bill so high" in me.text


async def test_words_are_looked_up_in_the_help_and_back_they_are_still_there(office: OpenOffice) -> None:
    me = await customer(office)
    await me.says("where is my invoice")
    assert "This may help" in await me.presses("Search in help")
    assert any("Invoice" in label or "invoice" in label for label in me.labels)
    assert "where is my invoice" in await me.presses("Back")
    assert "Send to the office" in me.labels


async def test_stickers_and_voices_get_a_word_at_the_menu(office: OpenOffice) -> None:
    me = await customer(office)
    await me.says("/menu")
    assert "did not understand" in await me.sends("sticker")
    assert "did not understand" in await me.does(Sent("document", PROGRAM, "my invoice"))
    assert "did not understand" in await me.says("why " * 1000)


async def test_files_that_are_not_taken_and_words_that_are_too_long(office: OpenOffice) -> None:
    me = await customer(office)
    await me.presses_data("e:letters:new")
    assert "cannot take this file" in await me.does(Sent("document", PROGRAM))
    assert "too long by 1\N{NO-BREAK SPACE}character" in await me.says("a" * (LONGEST + 1))
    assert "as text, or send a photo" in await me.sends("voice")
    await me.does(Sent("document", PDF))
    assert "📎 umowa.pdf" in me.text
    assert "takes one file" in await me.does(Sent("photo", PHOTO))
    await me.says("The contract")
    await me.presses("Send to the office")


async def test_a_customers_links_show_where_they_lead(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    await me.presses_data("e:letters:new")
    await me.does(Typed("Look here please", (Entity("text_link", 0, 4, "https://evil.example"),)))
    await me.presses("Send to the office")
    assert "evil.example" not in await takes(anna)


async def test_so_many_conversations_and_no_more(office: OpenOffice) -> None:
    me = await customer(office)
    for _each in range(MOST_OPEN):
        await writes(me)
    assert "open already" in await writes(me, "One more thing")
    await me.presses_data("e:letters:1")
    await me.presses("It is settled")
    assert "has the number" in await writes(me, "One more thing")


async def test_at_night_it_says_when_somebody_is_back_and_clerks_sleep(office: OpenOffice) -> None:
    office.clock.at = NIGHT
    me, anna = await customer(office), await clerk(office)
    said = await writes(me)
    assert "we are back on 25 Nov 2026, 08:00" in said
    assert "25 Nov 2026, 12:00" in said
    assert await heard(office, anna) == []
    await writes(me, "Another thing")
    office.clock.at = datetime(2026, 11, 25, 7, 0, 1, tzinfo=UTC)
    assert await heard(office, anna) == ["☎️ Customers wait for an answer: 2"]


async def test_who_waits_too_long_is_marked_late_on_both_sides(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    await writes(me)
    office.clock.go(hours=5)
    await anna.says("/inbox")
    assert "🔴 late: an answer was promised by 24 Nov 2026, 17:00" in anna.text
    await me.logs_in("registered")
    assert "We are late with the answer" in await me.presses_data("e:letters:1")


async def test_every_act_of_a_clerk_is_in_the_audit_log_without_words(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    await writes(me)
    await takes(anna)
    await anna.presses("Hand back")
    await takes(anna)
    await anna.says("The answer")
    await anna.presses("Send and close")
    async with office.database.read() as conn:
        acts = [tuple(row) for row in await conn.execute(select(AuditEntry.action, AuditEntry.item))]
    assert acts[-5:] == [
        ("thread_taken", "1"),
        ("thread_handed_back", "1"),
        ("thread_taken", "1"),
        ("thread_answered", "1"),
        ("thread_closed", "1"),
    ]


async def test_an_answer_goes_to_every_chat_of_the_account_once(office: OpenOffice) -> None:
    me, also, anna = await customer(office), await customer(office, number=503), await clerk(office)
    await writes(me)
    await takes(anna)
    for words in ("First", "Second"):
        await anna.presses_data("e:inbox:1")
        await anna.says(words)
        await anna.presses("Send")
    await office.post()
    told = [number for number, screen in office.channel.pushed if "answered you" in screen.html]
    assert sorted(told) == [ChatId(501), ChatId(503)]
    said = await also.presses_data("e:letters:1")
    assert "First" in said
    assert "Second" in said


async def test_words_after_an_answer_go_into_the_conversation_that_goes_on(office: OpenOffice) -> None:
    me, anna = await customer(office), await clerk(office)
    await writes(me)
    await takes(anna)
    await anna.says("We shall send somebody.")
    await anna.presses("Send")
    await me.says("/menu")
    await me.says("Thank you very much.")
    assert me.labels[:2] == ["Add to conversation 1", "As a new conversation"]
    assert "has the number <b>1</b>" in await me.presses("Add to conversation 1")
    assert "Thank you very much." in await me.presses("See the conversation")
    await me.presses("It is settled")
    await me.says("/menu")
    await me.says("One more thing.")
    assert me.labels[0] == "Send to the office", "a closed one is not opened by chance"
