"""Help: beside any screen without losing it, topic by topic, by words, and the tour of the first start."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.dialogs.exchange import Pressed
from ibok_bot.dialogs.helpdesk import ALL, OF_STAFF
from ibok_bot.dialogs.helptopics import TOPICS, search
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.turns.catalogue import DIALOGS
from tests.office import Chat, open_office
from tests.staff import let_in, put_out

TITLES = {topic.name: topic.title for topic in TOPICS}


class Guest:
    signed_in = False
    staff: StaffMember | None = None


class Boss(Guest):
    staff = StaffMember(MemberId(1), "Ewa", Role.ADMIN)


def title(name: str, language: str = "en") -> str:
    return Voice(language).plain(TITLES[name])


async def turns_help(chat: Chat, label: str) -> str:
    """Press a button in the message of help, which is not the newest screen."""
    return await chat.presses_data(chat.button(label).data or "", 7)


# --- the house's rules


def test_every_dialog_has_a_topic() -> None:
    about = {name for topic in TOPICS for name in topic.dialogs}
    assert {dialog.name for dialog in DIALOGS} - about == set()


def test_every_button_of_a_topic_leads_to_a_dialog() -> None:
    assert {topic.dialogs[0] for topic in TOPICS} <= {dialog.name for dialog in DIALOGS if dialog.link is None}


def test_a_topic_is_seen_by_those_who_may_open_what_it_is_about() -> None:
    access = {dialog.name: dialog.access for dialog in DIALOGS}
    for topic in TOPICS:
        first = access[topic.dialogs[0]]
        assert topic.access == (first if first.of_staff else "public"), topic.name


def test_names_of_topics_fit_a_button_and_are_no_page_of_their_own() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert not {ALL, OF_STAFF} & set(names)
    assert all(re.fullmatch("[a-z]{1,20}", name) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_told_in_every_language(language: str) -> None:
    voice = Voice(language)
    for topic in TOPICS:
        assert 0 < len(voice.plain(topic.title)) <= 26, voice.plain(topic.title)
        assert len(voice.plain(topic.text)) > 80
        assert len(voice.plain(topic.words).split()) >= 6
        if language != "en":
            assert voice.plain(topic.text) != topic.text.key
            assert voice.plain(topic.words) != topic.words.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_is_found_by_its_own_title(topic: object, language: str) -> None:
    assert topic in search(Voice(language).plain(topic.title), language, Boss())[:2]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "asked", "name"),
    [
        ("pl", "jak zapłacić", "pay"),
        ("pl", "ile mam do zaplaty", "pay"),
        ("pl", "nie mam pradu", "outages"),
        ("pl", "brak prondu", "outages"),
        ("pl", "iskrzy skrzynka", "outages"),
        ("pl", "kiedy wylacza prad", "planned"),
        ("pl", "zapomnialem hasla", "password"),
        ("pl", "dlaczego tak drogo", "why"),
        ("pl", "gdzie jest numer licznika", "meter"),
        ("pl", "stan licznika", "readings"),
        ("pl", "chce rozmawiac z czlowiekiem", "contact"),
        ("pl", "faktrua pdf", "invoices"),
        ("pl", "zmiana jezyka", "settings"),
        ("pl", "raty", "late"),
        ("pl", "najtansza taryfa", "tariffs"),
        ("pl", "usunąć dane", "privacy"),
        ("en", "how do I pay", "pay"),
        ("en", "pasword", "password"),
        ("en", "power cut", "outages"),
        ("en", "who logged in", "safety"),
        ("en", "zapłacić", "pay"),
        ("uk", "як заплатити", "pay"),
        ("uk", "нема світла", "outages"),
        ("uk", "забыл пароль", "password"),
        ("uk", "показник лічильника", "readings"),
    ],
)
def test_questions_as_people_ask_them(language: str, asked: str, name: str) -> None:
    assert search(asked, language, Guest())[0].name == name


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_words_show_a_customer_what_is_for_the_staff(asked: str, language: str) -> None:
    assert not any(topic.access.of_staff for topic in search(asked, language, Guest()))


def test_the_staff_find_the_topics_of_their_role() -> None:
    class Clerk(Guest):
        staff = StaffMember(MemberId(1), "Jan", Role.CLERK)

    def names(visitor: Guest) -> set[str]:
        return {topic.name for topic in search("audit log invitation recall dispatcher queue", "en", visitor)}

    assert names(Guest()).isdisjoint({"team", "dispatch", "newnotice", "staff"})
    assert "team" not in names(Clerk())
    assert "team" in names(Boss())


# --- in the chat


async def test_help_beside_a_form_leaves_it_open_and_its_pages_turn_in_place(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.says("/login")
        said = await chat.presses("Help")
        help_message, question = office.channel.shown[-1][1].screens
        assert "❓ Help › Log in" in help_message.html
        assert not help_message.in_place
        assert not help_message.live
        assert "What is your e-mail?" in question.html
        assert question.live
        page = await turns_help(chat, title("login"))
        assert "the message with the password is deleted" in page
        assert [screen.in_place for screen in chat.last.screens] == [True]
        page = await turns_help(chat, "All topics")
        assert "Choose a topic" in page
        said = await turns_help(chat, title("pay"))
        assert "show it the QR code" in said
        login = office.personas["registered"].login
        assert login
        assert "password" in (await chat.says(login.email)).lower()
        assert "You are logged in." in await chat.says(login.password)


async def test_words_after_help_are_looked_up_at_once_and_the_form_stays(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/login")
        said = await chat.says("/help jak zaplacic")
        assert "💰 Jak zapłacić" in said
        assert "Skopiuj rachunek" in said
        assert "Podaj e-mail" in said
        assert "➡️ 💰 Należności" in chat.labels
        said = await chat.says("/help xyzzy")
        assert "W pomocy nic o tym nie ma" in said
        assert "☎️ Zapytaj pracownika" in chat.labels
        assert "Podaj hasło" in await chat.says("tomasz@example.com")


async def test_a_button_of_help_opens_the_dialog_that_a_topic_is_about(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/menu", "/help why more expensive")
        said = await turns_help(chat, "➡️")
        assert "Please log in first; then we go on to" in said


async def test_help_on_a_rich_screen_tells_of_its_own_buttons(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/balance")
        assert "Nothing is paid here" not in await chat.presses("Help")
        await chat.presses("Pay ")
        said = await chat.presses("Help")
        assert "❓ Help › 💰 Dues" in said
        assert "Nothing is paid here" in said
        assert title("pay") in chat.labels
        assert "to the account" in said


async def test_a_button_that_explains_leaves_the_question_open(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        question = await chat.says("/readings")
        said = await chat.presses("Codes on the meter")
        assert "all the energy taken" in said
        assert [screen.in_place for screen in chat.last.screens] == [False, False]
        assert question.split("\n")[-1] in said


async def test_staff_topics_do_not_exist_for_customers(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/menu")
        for name in ("team", "newnotice", "inbox", "surveys", "staff", "dispatch", OF_STAFF, "nonsense"):
            for kind in ("p", "h"):
                said = await chat.presses_data(f"{kind}:{name}", 7)
                assert "Choose a topic" in said
                assert not any("🛠" in label for label in chat.labels)
            said = await chat.presses_data(f"e:helpsearch:{name}", 7)
            assert "no longer here" in said
            said = await chat.says(f"/start helpsearch_{name}")
            assert "no longer here" in said


async def test_a_clerk_reads_what_is_for_clerks_until_the_access_ends(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        member = await let_in(chat, Role.CLERK)
        await chat.says("/menu", "/help")
        await turns_help(chat, "All topics")
        await turns_help(chat, "For the staff")
        assert title("inbox") in chat.labels
        assert title("team") not in chat.labels
        assert "Take a conversation" in await turns_help(chat, title("inbox"))
        await put_out(office, member)
        for data in ("p:inbox", "h:inbox", f"p:{OF_STAFF}"):
            assert "Take a conversation" not in await chat.presses_data(data, 7)
            assert title("inbox") not in chat.labels


async def test_looking_something_up_in_the_dialog(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        assert "What are you looking for" in await chat.says("/helpsearch")
        said = await chat.says("I forgot my pasword")
        assert "This may help" in said
        assert chat.labels[0] == title("password")
        assert "prove with an invoice" in await chat.presses(title("password"))
        assert "This may help" in await chat.presses("Back")
        assert "says nothing about that" in await chat.says("xyzzy")
        assert "☎️ Ask a person" in chat.labels
        assert "at most 200" in await chat.says("a" * 300)
        assert "write the answer as text" in await chat.sends("sticker")
        assert "What are you looking for" in await chat.presses("All topics")
        assert "1.8.0" in await chat.presses(title("meter"))


async def test_what_was_looked_up_is_not_kept(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/helpsearch", "my secret word: plumtree", "/menu", "/help plumtree again")
        async with office.database.read() as conn:
            kept = (await conn.exec_driver_sql("SELECT trail FROM conversation")).all()
            said = (await conn.exec_driver_sql("SELECT replies FROM seen_update")).all()
        assert kept
        assert said
        assert "plumtree" not in f"{kept}{said}"


# --- the tour


async def test_the_first_start_shows_the_tour_and_the_second_the_menu(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        said = await chat.says("/start")
        assert "Welcome" in said
        assert "1 of 3" in said
        assert {"Skip", "Log in", "Create an account"} <= set(chat.labels)
        assert "How we talk" in await chat.presses("Go on")
        assert "What is safe" in await chat.presses("Go on")
        assert "Go on" not in chat.labels
        assert "How we talk" in await chat.presses("Back")
        await chat.presses("Go on")
        await chat.presses("To the menu")
        assert "of 3" not in await chat.says("/start")


@pytest.mark.parametrize("first", ["/menu", "/login", "/help", "/start invoice_abc", "/tariffs", "hello"])
async def test_the_tour_is_never_in_the_way(sqlite_url: str, first: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        assert "of 3" not in await chat.says(first)
        assert first == "/help" or "of 3" not in await chat.says("/start")


async def test_the_tour_can_be_skipped_and_seen_again(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/start")
        assert "Welcome" in await chat.presses("Skip")
        assert "1 of 3" not in chat.text
        await chat.logs_in("registered")
        await chat.says("/help")
        await turns_help(chat, "All topics")
        said = await turns_help(chat, "Short tour")
        assert "1 of 3" in said
        assert "Log in" not in chat.labels


async def test_one_tap_from_the_tour_to_logging_in(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/start")
        assert "What is your e-mail?" in await chat.presses("Log in")


async def test_words_and_stickers_in_the_tour_are_answered(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/start")
        assert "did not understand" in await chat.sends("sticker")
        assert "1 of 3" in chat.text
        assert "my lamp is broken" in await chat.says("my lamp is broken")


async def test_a_tour_at_a_page_that_is_no_more_still_shows_one(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/start")
        old = chat.button("Go on").data or ""
        await chat.presses("Go on")
        assert "out of date" in await chat.does(Pressed(old), chat.live)
