"""Language and messages: changed at once, remembered, and the open question is asked again in the new language."""

from __future__ import annotations

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
        await chat.presses("Off: New invoices")
        assert "New invoices: off" in chat.text
        await chat.presses("Hide sums")
        await chat.says("/menu", "/settings")
        assert "New invoices: off" in chat.text
        assert "Sums in messages: <b>hidden</b>" in chat.text
        await chat.presses("On: New invoices")
        assert "✅ New invoices" in chat.text
        await chat.presses("Polski")
        assert "Ustawienia" in chat.text
