"""Log in, log out, the journal, and what strangers and owners see."""

from __future__ import annotations

from pathlib import Path

import pytest

from ibok_bot.domain.papers import Table
from tests.office import open_office


async def test_a_customer_logs_in_and_sees_the_menu(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.says("/start")
        assert "Welcome" in chat.text
        await chat.presses("Log in")
        assert "What is your e-mail?" in await chat.says("hello?") or "Password" in chat.text
        await chat.logs_in("registered")
        assert "You are logged in." in chat.text
        assert "💰 Dues" in chat.labels


async def test_a_password_is_deleted_from_the_chat_and_kept_nowhere(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/login", "tomasz@example.com", "my-clear-secret-42")
        assert len(office.channel.forgotten) == 1
        await chat.logs_in("registered")
        assert len(office.channel.forgotten) == 2
    path = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"tomasz@example.com" in raw
    assert b"my-clear-secret-42" not in raw
    assert "zielony rower na moście".encode() not in raw


async def test_every_failed_login_has_the_same_answer(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        known, unknown = office.chat(501), office.chat(502)
        await known.says("/login", "tomasz@example.com", "wrong password")
        await unknown.says("/login", "nobody@example.com", "wrong password")
        assert known.text.replace("tomasz", "nobody") == unknown.text


async def test_after_login_one_goes_on_where_one_was_heading(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/balance")
        assert "Please log in first" in chat.text
        login = office.personas["registered"].login
        assert login is not None
        await chat.says(login.email, login.password)
        assert "You are logged in." in chat.text
        assert "To pay:" in chat.text


async def test_tries_are_slowed_down_but_not_for_the_owner(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, stranger = office.chat(501), office.chat(666)
        await owner.logs_in("registered")
        await owner.says("/logout")
        await owner.presses("Log out here")
        await stranger.says("/login", "tomasz@example.com")
        for number in range(4):
            await stranger.says(f"wrong {number}")
        assert "try again in 1" in await stranger.says("zielony rower na moście")
        assert "You are logged in." in await owner.logs_in("registered")
        office.clock.go(minutes=2)
        assert "You are logged in." in await stranger.logs_in("registered")


async def test_the_owner_is_told_of_a_series_and_of_a_new_login_and_may_freeze(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, stranger = office.chat(501, "pl"), office.chat(666)
        await owner.logs_in("registered")
        office.clock.go(minutes=1)
        await stranger.says("/login", "tomasz@example.com", "wrong 1", "wrong 2", "wrong 3")
        [(chat, series)] = await office.post()
        assert chat == 501
        assert "nie zdołał zalogować" in series.html
        await stranger.logs_in("registered")
        chat, push = (await office.post())[-1]
        assert (chat, "Nowe logowanie" in push.html) == (501, True)
        await owner.presses_data(push.rows[0][0].data or "")
        await owner.presses("Zablokuj konto")
        assert "zablokowane" in owner.text
        assert "Please log in first" in await stranger.says("/balance")
        await stranger.says("tomasz@example.com", "zielony rower na moście")
        assert "do not match" in stranger.text
        assert "Najpierw trzeba się zalogować" in await owner.says("/balance")


async def test_only_a_linked_chat_may_raise_the_alarm(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        stranger = office.chat(666)
        assert "no longer in force" in await stranger.presses_data("e:alarm:1-1")
        assert "no longer in force" in await stranger.says("/alarm")


async def test_the_younger_chat_is_not_believed_against_the_older(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, thief = office.chat(501), office.chat(666)
        await owner.logs_in("registered")
        office.clock.go(hours=1)
        await thief.logs_in("registered")
        push = (await office.post())[-1][1]
        await owner.presses_data(push.rows[0][0].data or "")
        await owner.presses("Close the account")
        await thief.says("/start")
        assert "no longer in force" in await thief.presses_data("e:alarm:1-0")


async def test_the_journal_shows_sessions_and_tries_but_no_password(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/login", "tomasz@example.com", "secret one", "secret two", "secret one")
        await chat.logs_in("registered")
        await chat.says("/journal")
        assert "still open, in this chat" in chat.text
        await chat.presses("Failed tries")
        assert "hidden · the same as in try 1" in chat.text
        assert "wrong password" in chat.text
        assert "secret" not in chat.text
        await chat.presses("Save as a file")
        [table] = chat.last.screens[-1].files
        assert isinstance(table, Table)
        assert len(table.rows) == 1 + 1 + 3
        assert not any("secret" in cell for row in table.rows for cell in row)


async def test_an_idle_session_ends_and_the_journal_says_so(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        office.clock.go(minutes=31)
        assert "Please log in first" in await chat.says("/journal")
        login = office.personas["registered"].login
        assert login is not None
        await chat.says(login.email, login.password)
        assert "left idle" in chat.text


async def test_logging_out_everywhere_ends_the_other_chat_too(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        here, there = office.chat(501), office.chat(502)
        await here.logs_in("registered")
        await there.logs_in("registered")
        await here.says("/logout")
        await here.presses("everywhere")
        assert "Sessions ended: 2" in here.text
        assert "Please log in first" in await there.says("/balance")


@pytest.mark.parametrize("email", ["tomasz@example.com", "TOMASZ@Example.COM"])
async def test_the_email_is_not_case_sensitive(sqlite_url: str, email: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/login", email, "zielony rower na moście")
        assert "You are logged in." in chat.text


async def test_a_password_may_begin_with_a_slash(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/login", "tomasz@example.com", "/hunter2 is a bad one")
        assert "do not match" in chat.text
        assert len(office.channel.forgotten) == 1
        assert "🏠 Menu" in await chat.says("/menu")
