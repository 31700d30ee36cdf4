"""The notice board: what is new, opened and read; for those it is for, and for nobody else by any way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ibok_bot.dialogs.audiencewords import in_words, what_is_wrong
from ibok_bot.dialogs.exchange import Pressed
from ibok_bot.domain.audience import Audience, CannotRead, parse
from ibok_bot.domain.ids import NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import from_file
from ibok_bot.domain.notices import Category, Draft, Wording
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.simulator.html import parse as telegram
from ibok_bot.storage.notices import Notices
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.notices import NoticeRead
from tests.counting import statements
from tests.office import NOW, Chat, OpenOffice, open_office

GONE = "There is no such notice for this account."
DRAFT = Draft(
    Category.NEWS,
    {"pl": Wording("Nowość <1>", from_file("<b>Treść</b> & reszta"))},
    Audience(),
    NOW - timedelta(minutes=1),
)


async def posted(office: OpenOffice, draft: Draft = DRAFT, audience: str = "all") -> NoticeId:
    """Put on the board."""
    async with office.database.write() as conn:
        key = await Notices(conn).add(replace(draft, audience=parse(audience)))
        await Notices(conn).publish(key, NOW)
        return key


async def at_the_board(
    office: OpenOffice, persona: str = "registered", language: str = "en", number: int = 501
) -> Chat:
    chat = office.chat(number, language)
    await chat.logs_in(persona)
    await chat.says("/notices")
    return chat


async def test_the_newest_come_first_and_the_unread_are_marked_in_words(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = await at_the_board(office)
        assert "<b>4</b> notices, newest first\n● <b>4</b> unread" in chat.text
        assert chat.text.index("Biuro w święta") < chat.text.index("Cheaper hours") < chat.text.index("Beware of false")
        assert "● <b>Beware of false demands for payment</b>" in chat.text
        assert "Paying and accounts · from 4 Nov 2026 · ⚠️ urgent · unread" in chat.text
        assert "Customer service · 23 Nov 2026 to 3 Jan 2027 · unread" in chat.text
        assert "Wymiana słupów" not in chat.text
        await chat.presses("● Biuro w święta")
        assert chat.text.startswith(
            "🏠 › 📌 Notice board › Notice\n\n<b>Biuro w święta</b>\nCustomer service · 23 Nov 2026 to 3 Jan 2027\n\n"
            "📌 Energia Testowa S.A., customer office\n24 i 31 grudnia biuro jest czynne do <b>13:00</b>."
        )
        await chat.presses("Back")
        assert "● <b>3</b> unread" in chat.text
        assert "\nBiuro w święta\nCustomer service · 23 Nov 2026 to 3 Jan 2027\n" in chat.text
        for title in ("Cheaper", "Beware", "Nowy wzór"):
            await chat.presses(title)
            await chat.presses("All notices")
        assert "all read" in chat.text


async def test_what_is_over_or_was_taken_back_says_so(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        key = await posted(office, replace(DRAFT, file=Media(MediaKind.PHOTO, "a-photo")))
        chat = await at_the_board(office)
        await chat.presses("Earlier ones")
        assert "<b>1</b>" in chat.text
        assert "▫️ Over since 15 Oct 2026." in chat.text
        await chat.presses("Dzień otwarty")
        assert "▫️ Over since 15 Oct 2026." in chat.text
        assert "jak czytać licznik" in chat.text
        async with office.database.write() as conn:
            await Notices(conn).recall(key, NOW)
        await chat.presses_data(f"e:notice:{key}")
        assert "Nowość &lt;1&gt;" in chat.text
        assert "⚠️ Taken back on 24 Nov 2026: it holds no more." in chat.text
        assert "Treść" not in chat.text
        assert chat.last.screens[0].media is None
        await chat.says("/notices")
        assert "Nowość" not in chat.text
        await chat.presses("Earlier ones")
        assert "Taken back on 24 Nov 2026" in chat.text
        await chat.presses("In force now")
        assert "Biuro w święta" in chat.text


async def test_one_category_alone(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_board(office, "business", "pl")
        assert "od najnowszego" in chat.text
        await chat.presses("Wybierz kategorię")
        labels = ["Planowane prace", "Ceny i taryfy", "Prawo i dokumenty", "Płatności i rachunki", "Obsługa klienta"]
        assert chat.labels[:6] == [*labels, "Wszystkie kategorie"]
        await chat.presses("Planowane prace")
        assert "<b>1</b> ogłoszenie\n● <b>1</b> nieprzeczytane\ntylko: Planowane prace" in chat.text
        assert "Wymiana słupów" in chat.text
        assert "Biuro w święta" not in chat.text
        await chat.presses("Wszystkie kategorie")
        assert "Biuro w święta" in chat.text


async def test_many_notices_are_turned_over_page_by_page(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        for number in range(9):
            title = f"Number {number} " + "x" * 60
            await posted(office, replace(DRAFT, texts={"pl": Wording(title, from_file("t"))}))
        chat = await at_the_board(office)
        assert "page 1 of 3" in chat.text
        assert all(len(label) <= 30 for label in chat.labels)
        await chat.presses("Next")
        await chat.presses("Next")
        assert "page 3 of 3" in chat.text
        assert "Next ›" not in chat.labels
        await chat.presses("Previous")
        await chat.presses(chat.labels[0])
        assert "Number 3" in chat.text


async def test_an_empty_board_says_so(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        async with office.database.write() as conn:
            for each in await Notices(conn).newest(0, 99):
                await Notices(conn).change(each.id, replace(DRAFT, audience=parse("customer:1")))
        chat = await at_the_board(office)
        assert "There are no notices now." in chat.text
        await chat.presses("Earlier ones")
        assert "There are no earlier notices." in chat.text


async def test_a_picture_or_a_file_comes_with_it(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        file = Media(MediaKind.DOCUMENT, "a-document")
        key = await posted(office, replace(DRAFT, file=file))
        chat = await at_the_board(office)
        await chat.presses_data(f"e:notice:{key}")
        assert chat.last.screens[0].media == file
        assert "<b>Treść</b> &amp; reszta" in chat.last.screens[0].html


@pytest.mark.parametrize(
    "audience", ["town:Wzorowo", "customer:1", "language:uk", "overdue and tariff:C11", "ppe:590999900000000106"]
)
async def test_what_is_for_others_is_reached_by_no_way(sqlite_url: str, audience: str) -> None:
    async with open_office(sqlite_url) as office:
        if audience.startswith("ppe"):
            audience = f"ppe:{office.personas['business'].identity.points[0].ppe}"
        key = await posted(office, audience=audience)
        chat = await at_the_board(office)
        assert "Nowość" not in chat.text
        for said in (await chat.presses_data(f"e:notice:{key}"), await chat.says(f"/start notice_{key}")):
            assert GONE in said
            assert "Nowość" not in said
        async with office.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(NoticeRead)) == 0


async def test_the_right_is_checked_at_each_press(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        mine = office.personas["registered"].customer_number
        key = await posted(office, audience=f"customer:{mine}")
        chat = await at_the_board(office)
        await chat.presses("Nowość")
        assert "Treść" in chat.text
        async with office.database.write() as conn:
            await Notices(conn).change(key, replace(DRAFT, audience=parse("customer:1")))
        assert GONE in await chat.presses_data(f"e:notice:{key}")
        assert "Treść" not in await chat.says("/help")


@pytest.mark.parametrize("item", ["0", "999999999999999999", "-1", "x", "٣", "1e3", "9" * 40])
async def test_a_forged_number_opens_nothing(sqlite_url: str, item: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_board(office)
        assert GONE in await chat.says(f"/start notice_{item}")
        async with office.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0


async def test_a_draft_and_one_of_tomorrow_do_not_exist(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        tomorrow = await posted(office, replace(DRAFT, valid_from=NOW + timedelta(days=1)))
        async with office.database.write() as conn:
            draft = await Notices(conn).add(DRAFT)
        chat = await at_the_board(office)
        assert "Nowość" not in chat.text
        for key in (draft, tomorrow):
            assert GONE in await chat.says(f"/start notice_{key}")


async def test_a_guest_logs_in_and_then_reads(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        key = await posted(office)
        chat = office.chat()
        await chat.says(f"/start notice_{key}")
        assert "Please log in first" in chat.text
        assert "Treść" not in chat.text
        login = office.personas["registered"].login
        assert login
        await chat.says(login.email, login.password)
        assert "Treść" in chat.text


async def test_two_chats_that_open_it_at_once_both_read_it(database_url: str) -> None:
    async with open_office(database_url) as office:
        key = await posted(office)
        chats = [await at_the_board(office, number=number) for number in (501, 502, 503)]
        await asyncio.gather(*(chat.does(Pressed(f"e:notice:{key}")) for chat in chats))
        shown = {incoming.chat: outgoing for incoming, outgoing in office.channel.shown}
        assert all("Treść" in shown[chat.number].screens[-1].html for chat in chats)
        async with office.database.read() as conn:
            assert await conn.scalar(select(func.count()).select_from(NoticeRead)) == 1
            assert await conn.scalar(select(func.count()).select_from(DeadLetter)) == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", ["Tablica", "Uwaga na fałszywe wezwania", "nieprzeczytane", "Płatności i rachunki"]),
        ("en", ["Notice board", "Beware of false demands", "unread", "Paying and accounts"]),
        ("uk", ["Дошка оголошень", "Обережно", "непрочитане", "Оплата і рахунки", "Biuro w święta"]),
    ],
)
async def test_each_reads_the_board_in_their_language(sqlite_url: str, language: str, said: list[str]) -> None:
    async with open_office(sqlite_url) as office:
        chat = await at_the_board(office, language=language)
        assert [words for words in said if words not in chat.text] == []


async def test_the_board_and_a_notice_cost_few_statements(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        for _each in range(20):
            await posted(office)
        chat = await at_the_board(office)
        with statements(office.database) as sent:
            await chat.says("/notices")
        assert len([each for each in sent if "notice" in each]) == 3
        with statements(office.database) as sent:
            await chat.presses("Nowość")
        assert len([each for each in sent if "notice" in each]) == 6


async def test_the_menu_leads_to_the_board(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/start")
        assert "📌 Tablica" not in chat.labels
        await chat.logs_in("registered")
        await chat.says("/menu")
        await chat.presses("📌 Tablica")
        assert "🏠 › 📌 Tablica" in chat.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_audience_and_every_mistake_has_words(language: str) -> None:
    voice = Voice(language)
    of_points = "town:A,B,C,D,E,F,G postcode:00 operator:STO tariff:G12 ppe:590243800000000012"
    everything = f"{of_points} language:pl,uk overdue customer:1"
    said = telegram(voice.html(in_words(parse(everything))))[0]
    assert said.count("\n") == 7
    assert "A, B, C, D, E" in said
    assert "F" not in said
    assert voice.plain(in_words(parse("all")))
    mistakes = (
        "|x|all overdue|overdue overdue|town:|customer:1,2|town:<|postcode:x|tariff:'|language:de|ppe:1|customer:%"
    )
    for text in mistakes.split("|"):
        with pytest.raises(CannotRead) as caught:
            parse(text)
        words = telegram(voice.html(what_is_wrong(caught.value)))[0]
        assert "town:Warszawa and tariff:G12" in words
        assert caught.value.given in words
