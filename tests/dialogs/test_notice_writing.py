"""A notice is written in the chat, seen as customers will see it, and goes out by the button that says to how many."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from ibok_bot.domain.broadcasts import BroadcastState
from ibok_bot.domain.media import Entity, Media, MediaKind
from ibok_bot.domain.notices import Category
from ibok_bot.domain.staff import Role
from ibok_bot.i18n import LANGUAGES
from ibok_bot.storage.schema.deliveries import Broadcast
from ibok_bot.storage.schema.watching import NoticeDraft
from tests.dialogs.notices import (
    PDF,
    PHOTO,
    bold,
    clerk,
    crowd_from,
    customers,
    newest,
    sent,
    status,
    writes,
)
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def drafts(office: OpenOffice) -> int:
    async with office.database.read() as conn:
        return await conn.scalar(select(func.count()).select_from(NoticeDraft)) or 0


async def broadcasts(office: OpenOffice) -> int:
    async with office.database.read() as conn:
        return await conn.scalar(select(func.count()).select_from(Broadcast)) or 0


async def test_it_is_seen_in_each_language_exactly_as_it_is_then_delivered(office: OpenOffice) -> None:
    await customers(office, 3)
    chat = await clerk(office)
    await chat.says("/newnotice", "Przerwa <3>")
    await chat.does(bold("Od 8:00 & dalej", 3, 4))
    await chat.presses("Add English")
    await chat.says("Outage", "From 8:00")
    await chat.presses("That is all")
    await chat.presses("Planned work")
    await chat.presses("A week")
    said = await chat.presses("All customers")
    previews = [screen.html for screen in chat.last.screens[:-1]]
    assert "Above are the messages" in said
    assert "<b>3</b>\xa0chats get it" in said or "<b>3</b> chats get it" in said
    assert "who reads in Ukrainian gets it in Polish" in said
    assert await broadcasts(office) == 0, "nothing goes out before the button"
    await chat.presses("Send to 3\xa0chats")
    assert "is posted" in chat.text
    delivered = {screen.html for _chat, screen in await office.post()}
    assert set(previews) <= delivered
    assert any("Przerwa &lt;3&gt;" in html and "<b>8:00</b> &amp; dalej" in html for html in delivered)
    assert await drafts(office) == 0
    assert (await status(office, await newest(office))).notice.category is Category.WORK


@pytest.mark.parametrize(
    ("button", "typed", "then"),
    [
        ("Title in Polish", "Inny tytuł", "Inny tytuł"),
        ("Text in Polish", "Inna treść", "Inna treść"),
        ("For whom", "overdue", "customers with overdue dues"),
        ("Until when", "14.12.2026", "on the board until 14 Dec 2026"),
    ],
)
async def test_every_part_is_changed_without_losing_the_rest(
    office: OpenOffice, button: str, typed: str, then: str
) -> None:
    await customers(office)
    chat = await clerk(office)
    before = await writes(chat)
    await chat.presses("Change something")
    await chat.presses(button)
    said = await chat.says(typed)
    if "That is all" in chat.labels:
        said = await chat.presses("That is all")
    assert then in said
    kept = {"Przerwa 3 grudnia", "Od 8:00 do 12:00.", "category: Planned work", "until 1 Dec 2026"}
    lost = {word for word in kept if word in before and word not in said}
    assert len(lost) <= 1, lost


async def test_urgency_category_and_languages_change_by_a_button(office: OpenOffice) -> None:
    await customers(office)
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("Change something")
    assert "urgent: it does not wait" in await chat.presses("Mark as urgent")
    await chat.presses("Change something")
    assert "urgent" not in await chat.presses("Not urgent after all")
    await chat.presses("Change something")
    await chat.presses("Category")
    assert "category: Safety" in await chat.presses("Safety")
    await chat.presses("Change something")
    await chat.presses("Languages")
    await chat.presses("Add Ukrainian")
    await chat.says("Відключення")
    said = await chat.says("З 8:00")
    assert "who reads in English gets it in Polish" in said
    await chat.presses("Change something")
    await chat.presses("Languages")
    assert "in English, in Ukrainian gets it in Polish" in await chat.presses("Without Ukrainian")


async def test_a_draft_is_kept_when_somebody_leaves_and_thrown_away_when_they_say_so(office: OpenOffice) -> None:
    chat = await clerk(office)
    await chat.says("/newnotice", "Szkic", "/menu")
    assert "Szkic" in await chat.says("/newnotice")
    assert "The text in Polish?" in await chat.presses("Go on with it")
    await chat.says("/cancel", "/newnotice")
    assert "The title in Polish?" in await chat.presses("Begin a new one")
    assert await drafts(office) == 0
    await customers(office)
    await writes(chat)
    await chat.presses("Throw it away")
    assert "Preview" in await chat.presses("Keep it")
    await chat.presses("Throw it away")
    assert "Nobody got anything" in await chat.presses("Throw it away")
    assert (await drafts(office), await broadcasts(office)) == (0, 0)


async def test_a_photo_with_a_caption_is_a_text_and_without_one_asks_for_it(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await chat.says("/newnotice", "Z plakatem")
    said = await chat.does(sent(PHOTO))
    assert "A file is attached already" in said
    assert "More languages?" in await chat.does(sent(PHOTO, "Podpis"))
    await chat.presses("That is all")
    await chat.presses("Other news")
    await chat.presses("Without an end")
    await chat.presses("All customers")
    assert chat.last.screens[0].media == PHOTO
    await chat.presses("Send to")
    [(_to, screen)] = await office.post()
    assert screen.media is not None
    assert screen.media.file_id == PHOTO.file_id
    assert "Podpis" in screen.html


async def test_wrong_files_and_texts_are_refused_with_the_reason_and_nothing_is_lost(office: OpenOffice) -> None:
    chat = await clerk(office)
    await chat.says("/newnotice")
    assert "too long by 5" in await chat.says("x" * 125)
    await chat.says("Tytuł")
    assert "Only a photo or a PDF" in await chat.sends("sticker")
    word = Media(MediaKind.DOCUMENT, "doc", mime="application/msword", name="a.doc")
    assert "Only a photo or a PDF" in await chat.does(sent(word, "x"))
    huge = Media(MediaKind.DOCUMENT, "pdf", size=60_000_000, mime="application/pdf")
    assert "at most 50 MB" in await chat.does(sent(huge, "x"))
    assert "too long by" in await chat.says("x" * 4090)
    assert "There is nothing to read" in await chat.does(bold("\u0007", 0, 1))
    assert "Beside a photo or file" in await chat.does(sent(PDF, "x" * 1020))
    assert "The text in Polish?" in chat.text
    assert "Tytuł" in (await chat.says("/newnotice"))


async def test_a_file_that_leaves_no_room_for_the_words_is_not_taken(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await writes(chat, text="x" * 2000)
    await chat.presses("Change something")
    await chat.presses("Photo or PDF")
    assert "too long by" in await chat.does(sent(PDF))
    await chat.presses("↩ Back")
    await chat.presses("Text in Polish")
    await chat.says("krótko")
    await chat.presses("Change something")
    await chat.presses("Photo or PDF")
    await chat.does(sent(PDF))
    assert chat.last.screens[0].media == PDF
    await chat.presses("Change something")
    await chat.presses("Photo or PDF")
    await chat.presses("Without a file")
    assert chat.last.screens[0].media is None


async def test_whatever_the_formatting_the_message_is_sound(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await chat.says("/newnotice", "Tytuł")
    broken = (Entity("bold", -3, 900), Entity("text_link", 0, 2, "javascript:x"), Entity("nonsense", 1, 1))
    await chat.does(sent(PHOTO, "a<b & c"))
    await chat.presses("↩ Back")
    await chat.does(type(bold("", 0, 0))("a<b & c", broken))
    assert "javascript" not in chat.text


@pytest.mark.parametrize(
    ("kind", "wrong", "right", "said"),
    [
        ("Town", "123", "Warszawa", "customers in Warszawa"),
        ("Postcode", "abc", "00-9", "postcode begins with 00-9"),
        ("Network operator", "a b!", "STO", "in the network of STO"),
        ("Tariff group", "?", "G11, G12", "of the tariff G11, G12"),
        ("Language", "de", "uk", "speak with us in: Ukrainian"),
        ("Metering points", "590123", "590243800000000019", "metering point"),
        ("One customer", "a b", "10000007", "10000007 alone"),
    ],
)
async def test_conditions_are_typed_checked_and_counted(
    office: OpenOffice, kind: str, wrong: str, right: str, said: str
) -> None:
    from ibok_bot.domain.ppe import is_valid  # noqa: PLC0415

    if kind == "Metering points":
        right = next(f"59024380000000{n:04d}" for n in range(10_000) if is_valid(f"59024380000000{n:04d}"))
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("Change something")
    await chat.presses("For whom")
    await chat.presses(kind)
    assert "⚠️" in await chat.says(wrong)
    assert said in await chat.says(right)
    assert f"{kind}" not in chat.labels, "each condition stands once"
    await chat.presses("Overdue dues")
    assert "and: customers with overdue dues" in chat.text


async def test_nobody_in_the_audience_is_said_and_cannot_be_sent_to(office: OpenOffice) -> None:
    chat = await clerk(office)
    await writes(chat)
    assert "do not use the bot" in chat.text
    assert "Put it on the board" in chat.labels
    await chat.presses("Change something")
    await chat.presses("For whom")
    await chat.presses("One customer")
    assert "no customer fits" in await chat.says("99999999")
    await chat.presses("That is all")
    assert not [label for label in chat.labels if "Send" in label or "board" in label]


async def test_a_time_is_typed_kept_and_taken_back(office: OpenOffice) -> None:
    await customers(office, 2)
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("At a time")
    for typed, why in (("soon", "no day and hour"), ("24.11.2026 8:00", "has passed"), ("1.1.2029 8:00", "a year away"),
                       ("15.12 8:00", "it would be over")):  # fmt: skip
        assert why in await chat.says(typed)
    assert "goes out: 25 Nov 2026, 08:00" in await chat.says("jutro 8:00")
    assert "goes out: at once" in await chat.presses("Rather at once")
    await chat.presses("At a time")
    await chat.says("tomorrow 8:00")
    assert "It goes out at 25 Nov 2026, 08:00" in await chat.presses("Plan for 2\xa0chats")
    assert await office.post() == []
    office.clock.go(hours=20)
    assert len(await office.post()) >= 2


async def test_at_night_it_is_said_that_it_waits_for_the_morning(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    office.clock.go(hours=9)
    assert "quiet hours: it goes out from 25 Nov 2026, 07:00 on" in await writes(chat)
    await chat.presses("Change something")
    assert "quiet hours" not in await chat.presses("Mark as urgent")
    await chat.presses("Change something")
    await chat.presses("Not urgent after all")
    said = await chat.presses("Send to 1")
    assert "07:00 on" in said
    assert "on its way" not in said
    assert "07:00 on" in await chat.presses("See how it goes")


async def test_a_crowd_waits_for_a_second_person_who_is_told(office: OpenOffice) -> None:
    crowd_from(office, 2)
    await customers(office, 3)
    author, other = await clerk(office), await clerk(office, 8, "Jan Drugi")
    said = await writes(author)
    assert "a second person of the staff" in said
    await author.presses("Ask to approve · 3")
    assert "We have asked 1\xa0colleague" in author.text
    assert [to for to, _screen in await office.post()] == [other.number]
    assert "Anna Próbna wants to send it to 3" in office.channel.pushed[0][1].html
    found = await status(office, await newest(office))
    assert found.notice.published_at is None, "nobody sees it on the board"
    assert found.progress is not None
    assert found.progress.state is BroadcastState.AWAITING_APPROVAL


async def test_a_crowd_without_a_second_person_is_said(office: OpenOffice) -> None:
    crowd_from(office, 0)
    await customers(office, 1)
    author = await clerk(office)
    await writes(author)
    assert "an administrator must invite somebody" in await author.presses("Ask to approve")


async def test_two_presses_send_once(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await writes(chat)
    data = chat.button("Send to").data or ""
    await chat.presses_data(data, chat.live)
    await chat.presses_data(data, chat.live)
    assert await broadcasts(office) == 1


async def test_what_was_sent_is_no_draft_any_more_for_the_way_back(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await writes(chat)
    await chat.presses("Send to")
    assert "The title in Polish?" in await chat.says("/newnotice")


@pytest.mark.parametrize("who", ["guest", "customer", "dispatcher"])
async def test_others_cannot_write(office: OpenOffice, who: str) -> None:
    chat = office.chat(7)
    if who == "customer":
        await chat.logs_in("registered")
    if who == "dispatcher":
        await let_in(chat, Role.DISPATCHER)
    assert "no command /newnotice" in await chat.says("/newnotice")


async def test_a_clerk_whose_access_ends_in_the_middle_sends_nothing(office: OpenOffice) -> None:
    await customers(office, 1)
    chat: Chat = office.chat(7)
    member = await let_in(chat, Role.CLERK)
    await chat.says("/menu")
    await writes(chat)
    data = chat.button("Send to").data or ""
    await put_out(office, member)
    assert "Your access to this has ended" in await chat.presses_data(data, chat.live)
    assert await broadcasts(office) == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_step_speaks_every_language(office: OpenOffice, language: str) -> None:
    await customers(office, 1)
    chat = await clerk(office, language=language)
    await chat.says("/newnotice", "Tytuł", "Treść")
    for place in (0, 0, 0, 0):
        await chat.presses_data(f"a:{_turn(chat)}:{place}", chat.live)
    expected = {"pl": "Powyżej wiadomość", "en": "Above is the message", "uk": "Вище повідомлення"}
    assert expected[language] in chat.text


def _turn(chat: Chat) -> int:
    data = next(b.data for screen in chat.last.screens for row in screen.rows for b in row if b.data)
    return int(data.split(":")[1])
