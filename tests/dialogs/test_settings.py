"""Language and messages: changed at once, remembered, and the open question is asked again in the new language."""

from __future__ import annotations

import pytest

from ibok_bot.i18n import LANGUAGES
from tests.office import open_office


async def test_the_language_may_change_in_the_middle_of_a_form(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="pl")
        await chat.says("/login", "/language")
        await chat.presses("Українська")
        assert "Відтепер спілкуємося українською." in chat.text
        assert "Вкажіть e-mail." in chat.text
        assert "Пароль до запису" in await chat.says("tomasz@example.com")


async def test_the_language_follows_telegram_at_first_and_is_remembered_then(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language="uk")
        assert "Добрий день" in await chat.says("/start")
        chat.language = "en"
        assert "Добрий день" in await chat.says("/start")
        assert "Welcome" in await office.chat(502, "de").says("/start")


async def test_kinds_and_sums_are_switched_and_kept(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/settings")
        assert "✅ New invoices" in chat.text
        await chat.presses("Invoices: turn off")
        assert "New invoices: off" in chat.text
        await chat.presses("Hide sums")
        await chat.says("/menu", "/settings")
        assert "New invoices: off" in chat.text
        assert "Sums in messages: <b>hidden</b>" in chat.text
        await chat.presses("Invoices: turn on")
        assert "✅ New invoices" in chat.text
        await chat.presses("Polski")
        assert "Ustawienia" in chat.text


async def test_cheaper_hours_are_off_until_asked_for(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        assert "▫️ Cheaper hours, every morning: off" in await chat.says("/settings")
        assert "✅ Reminders of your predefined transfers" in chat.text
        assert "✅ Cheaper hours, every morning" in await chat.presses("Cheap hours: turn on")
        await chat.presses("Transfers: turn off")
        await chat.says("/menu", "/settings")
        assert "✅ Cheaper hours, every morning" in chat.text
        assert "▫️ Reminders of your predefined transfers: off" in chat.text
        assert "▫️ Cheaper hours, every morning: off" in await chat.presses("Cheap hours: turn off")


async def test_native_tables_are_off_until_wished_for_and_belong_to_the_chat(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        assert "new Telegram apps: <b>off</b>" in await chat.says("/settings")
        assert "An older app shows nothing" in chat.text
        assert "new Telegram apps: <b>on</b>" in await chat.presses("New tables: turn on")
        assert "new Telegram apps: <b>on</b>" in await chat.says("/menu", "/settings")
        other = office.chat(502)
        await other.logs_in("registered")
        assert "new Telegram apps: <b>off</b>" in await other.says("/settings")
        assert "new Telegram apps: <b>off</b>" in await chat.presses("New tables: turn off")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_labels_are_short_enough_for_a_phone(sqlite_url: str, language: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat(language=language)
        await chat.logs_in("registered")
        await chat.says("/settings")
        before = chat.labels
        switches = [label for label in before if ": " in label]
        assert len(switches) == 7
        for label in switches:
            await chat.presses(label)
        assert not set(switches) & set(chat.labels)
        assert [label for label in (*before, *chat.labels) if len(label) > 22] == []
