"""The chat page for everybody: by keyboard alone, by ear, on a phone, in the dark."""

from __future__ import annotations

from typing import Literal, cast

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import FAINT, MARIA, PETRO, SMALL, WIDE, Stage, chat_of, keys, png

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _furnish(stage: Stage) -> None:
    rows = keys(("Zaznacz po terminie", "Zaznacz wszystko"), ("↩ Wstecz", "🏠 Menu", "❓ Pomoc"))
    text = "<b>Należności</b>\n<a href='https://example.org'>strona</a> <code>FV/2026/09/00123</code> " + "9" * 90
    await stage.bot.send_message(MARIA, text, parse_mode="HTML", reply_markup=rows)
    await stage.bot.send_photo(MARIA, png(900, 300), caption="Wykres")
    await stage.bot.send_document(MARIA, b"x", filename="druk-" + "bardzo-" * 12 + "dlugi.pdf")
    stage.simulator.people.send(MARIA, {"location": {"latitude": 52.2297, "longitude": 21.0122}})


async def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    seen = []
    for _press in range(60):
        await page.keyboard.press("Tab")
        at = "document.activeElement"
        found = await page.evaluate(f"{at}.getAttribute('aria-label') ?? {at}.innerText ?? ''")
        seen.append(cast("str", found).strip())
        if name in seen[-1]:
            return
    raise AssertionError(f"{name!r} is not among {seen}")


async def test_by_keyboard_alone_to_an_answer(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await _tab_to(page, "Wiadomość")
    await page.keyboard.type("Dzień dobry")
    await page.keyboard.press("Enter")
    await stage.update()
    await stage.bot.send_message(MARIA, "Co dalej?", reply_markup=keys(("Należności",), ("Odczyty",)))
    await expect(maria.get_by_text("Co dalej?")).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(maria.get_by_role("button", name="Odczyty")).to_be_focused()
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    await page.keyboard.press("Enter")
    pressed = (await stage.update()).callback_query
    assert pressed
    assert pressed.data == "Odczyty"
    await pressed.edit_message_text("Podaj odczyt", reply_markup=None)
    await pressed.answer()
    await expect(maria.get_by_label("Wiadomość", exact=True)).to_be_focused()


async def test_every_control_is_reached_by_tab(stage: Stage) -> None:
    await stage.bot.send_message(MARIA, "Pytanie", reply_markup=keys(("Tak",)))
    page = await stage.open(width=360, height=740)
    walk = ("Maria", "Petro", "Olena", "Osoba", "Logowanie", "Zablokuj", "Wiadomości: Maria", "Tak", "Polecenia bota")
    for name in (*walk, "Dołącz", "Wiadomość", "Wyślij"):
        await _tab_to(page, name)


async def test_the_log_in_data_open_by_keyboard(stage: Stage) -> None:
    page = await stage.open()
    how = chat_of(page, "Maria").get_by_role("button", name="Logowanie")
    await expect(how).to_have_attribute("aria-expanded", "false")
    await how.press("Enter")
    await expect(how).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_text("numer klienta: 1000123")).to_be_visible()
    await expect(chat_of(page, "Petro").get_by_role("button", name="Logowanie")).to_be_hidden()


async def test_a_screen_reader_finds_logs_names_and_times(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.send_message(PETRO, "Вітаю")
    log = page.get_by_role("log", name="Wiadomości: Petro Zmyślony")
    await expect(log).to_have_attribute("aria-live", "polite")
    said = log.get_by_role("article").filter(has_text="Вітаю")
    label = await said.get_attribute("aria-label") or ""
    time = await said.locator("time").inner_text()
    assert label == f"Bot, dzisiaj, {time}"
    assert await page.locator("html").get_attribute("lang") == "pl"
    nameless = "b => !(b.ariaLabel || b.innerText.trim() || b.textContent.trim())"
    assert await page.locator("button").evaluate_all(f"all => all.filter({nameless}).length") == 0


async def test_the_attach_menu_closes_on_escape(stage: Stage) -> None:
    page = await stage.open()
    attach = chat_of(page, "Maria").get_by_label("Dołącz")
    await attach.press("Enter")
    place = chat_of(page, "Maria").get_by_role("button", name="Lokalizacja")
    await expect(place).to_be_visible()
    await place.press("Escape")
    await expect(place).to_be_hidden()
    await expect(attach).to_be_focused()


async def test_a_phone_shows_one_chat_that_fits_and_fits_fingers(stage: Stage) -> None:
    await _furnish(stage)
    page = await stage.open(width=360, height=740)
    await expect(page.get_by_role("region")).to_have_count(1)
    assert await page.evaluate(WIDE) == []
    for box in ("html", ".log"):
        assert await page.locator(box).evaluate("box => box.scrollWidth - box.clientWidth") == 0
    assert await page.evaluate(SMALL) == []
    await page.get_by_role("button", name="Petro").click()
    await expect(chat_of(page, "Petro")).to_be_visible()
    await expect(chat_of(page, "Maria")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_stands_out(stage: Stage, scheme: Literal["light", "dark"]) -> None:
    await _furnish(stage)
    page = await stage.open(scheme=scheme)
    await page.get_by_role("button", name="Logowanie").first.click()
    await stage.bot.send_chat_action(MARIA, "typing")
    await expect(page.get_by_text("bot pisze…")).to_be_visible()
    await expect(page.locator(".keys button")).to_have_count(5)
    assert await page.evaluate(FAINT) == []
