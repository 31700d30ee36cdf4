"""The chat page: writing, hearing, pressing, editing, deleting, and what stands around the messages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect
from telegram import BotCommand, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from tests.browser.stage import MARIA, OLENA, PETRO, Stage, chat_of, keys

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_is_typed_reaches_the_bot_and_its_answer_comes_formatted(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await maria.get_by_label("Wiadomość", exact=True).fill("Ile mam do zapłaty?")
    await maria.get_by_label("Wiadomość", exact=True).press("Enter")
    heard = (await stage.update()).message
    assert heard
    assert heard.text == "Ile mam do zapłaty?"
    await stage.bot.send_message(MARIA, "Do zapłaty: <b>512,63 zł</b>", parse_mode="HTML")
    await expect(maria.locator(".message.bot b")).to_have_text("512,63 zł")
    await expect(maria.locator(".message.person").last).to_contain_text("Ile mam do zapłaty?")
    await expect(chat_of(page, "Petro").locator(".message")).to_have_count(1)


async def test_shift_enter_makes_a_line(stage: Stage) -> None:
    page = await stage.open()
    field = chat_of(page, "Maria").get_by_label("Wiadomość", exact=True)
    await field.press_sequentially("a")
    await field.press("Shift+Enter")
    await field.press_sequentially("b")
    await field.press("Enter")
    heard = (await stage.update()).message
    assert heard
    assert heard.text == "a\nb"


async def test_a_press_edits_in_place_and_the_focus_stays(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    sent = await stage.bot.send_message(MARIA, "Zaznacz", reply_markup=keys(("☐ 184,20 zł",), ("☐ 328,43 zł",)))
    await maria.get_by_role("button", name="☐ 328,43 zł").click()
    pressed = (await stage.update()).callback_query
    assert pressed
    assert (pressed.data, pressed.from_user.id) == ("☐ 328,43 zł", MARIA)
    await pressed.edit_message_text("Zaznaczono 1", reply_markup=keys(("☐ 184,20 zł",), ("☑ 328,43 zł",)))
    await pressed.answer("Zaznaczono")
    box = maria.locator(f'[data-id="{sent.message_id}"]')
    await expect(box).to_contain_text("Zaznaczono 1")
    await expect(box.locator("time")).to_contain_text("edytowano")
    await expect(maria.locator(".message.bot")).to_have_count(1)
    await expect(maria.get_by_role("button", name="☑ 328,43 zł")).to_be_focused()
    await expect(page.locator(".toasts")).to_have_text("Zaznaczono")


async def test_an_alert_waits_for_ok(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.send_message(MARIA, "Uwaga", reply_markup=keys(("Dalej",)))
    await page.get_by_role("button", name="Dalej").click()
    pressed = (await stage.update()).callback_query
    assert pressed
    await pressed.answer("Sesja wygasła", show_alert=True)
    box = page.get_by_role("dialog", name="Wiadomość od bota")
    await expect(box).to_contain_text("Sesja wygasła")
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()


async def test_a_copy_button_copies_and_says_so(stage: Stage) -> None:
    page = await stage.open()
    number = "61109010140000071219812874"
    button = InlineKeyboardButton("Kopiuj rachunek", copy_text=CopyTextButton(number), style="primary")
    await stage.bot.send_message(MARIA, "Rachunek", reply_markup=InlineKeyboardMarkup([[button]]))
    await page.get_by_role("button", name="Kopiuj rachunek").click()
    await expect(page.locator(".toasts")).to_have_text(f"Skopiowano: {number}")
    assert await page.evaluate("navigator.clipboard.readText()") == number


async def test_a_deleted_message_leaves(stage: Stage) -> None:
    page = await stage.open()
    sent = await stage.bot.send_message(MARIA, "Zaraz zniknę")
    await expect(page.get_by_text("Zaraz zniknę")).to_be_visible()
    await stage.bot.delete_message(MARIA, sent.message_id)
    await expect(page.get_by_text("Zaraz zniknę")).to_have_count(0)


async def test_arrow_up_edits_and_deletes_the_last_own_message(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    field = maria.get_by_label("Wiadomość", exact=True)
    await field.fill("14395")
    await field.press("Enter")
    await stage.update()
    await expect(maria.locator(".message.person")).to_have_count(2)
    await field.press("ArrowUp")
    await expect(maria.get_by_text("Edytujesz wiadomość")).to_be_visible()
    await expect(field).to_have_value("14395")
    await field.fill("14935")
    await field.press("Enter")
    edited = (await stage.update()).edited_message
    assert edited
    assert edited.text == "14935"
    await expect(maria.locator(".message.person").last).to_contain_text("edytowano")
    await field.press("ArrowUp")
    await maria.get_by_role("button", name="Usuń").click()
    await expect(maria.locator(".message.person")).to_have_count(1)


async def test_commands_are_filtered_and_chosen_with_arrows(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.set_my_commands([BotCommand(name, name) for name in ("start", "odczyt", "opinia", "pomoc")])
    maria = chat_of(page, "Maria")
    field = maria.get_by_label("Wiadomość", exact=True)
    await maria.get_by_role("button", name="Polecenia bota").click()
    await expect(maria.get_by_role("option")).to_have_count(4)
    await field.press_sequentially("/o")
    await expect(maria.get_by_role("option")).to_have_count(2)
    await field.press("ArrowDown")
    chosen = maria.get_by_role("option", selected=True)
    await expect(chosen).to_contain_text("/opinia")
    assert await field.get_attribute("aria-activedescendant") == await chosen.get_attribute("id")
    await field.press("Enter")
    heard = (await stage.update()).message
    assert heard
    assert heard.text == "/opinia"
    await expect(maria.get_by_role("listbox")).to_be_hidden()


async def test_a_reply_keyboard_answers_for_the_person(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.send_message(PETRO, "Як?", reply_markup=ReplyKeyboardMarkup([["Телефон", "Лист"], ["Ні"]]))
    petro = chat_of(page, "Petro")
    await petro.get_by_role("group", name="Klawiatura odpowiedzi").get_by_role("button", name="Лист").click()
    heard = (await stage.update()).message
    assert heard
    assert heard.text == "Лист"
    await expect(petro.get_by_role("button", name="Лист")).to_be_focused()


async def test_the_bot_is_seen_typing_until_it_speaks(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await stage.bot.send_chat_action(MARIA, "typing")
    await expect(maria.get_by_text("bot pisze…")).to_be_visible()
    await stage.bot.send_message(MARIA, "Już")
    await expect(maria.get_by_text("bot pisze…")).to_have_count(0)


async def test_blocking_tells_the_bot(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await maria.get_by_role("button", name="Zablokuj").click()
    await expect(maria.get_by_text("bot zablokowany")).to_be_visible()
    told = (await stage.update()).my_chat_member
    assert told
    assert told.new_chat_member.status == "kicked"
    await maria.get_by_role("button", name="Odblokuj").click()
    await expect(maria.get_by_text("bot zablokowany")).to_have_count(0)


async def test_news_of_somebody_not_shown_wear_a_badge_and_leave_the_typing_alone(stage: Stage) -> None:
    page = await stage.open()
    await page.get_by_role("button", name="Olena", exact=True).click()
    field = chat_of(page, "Maria").get_by_label("Wiadomość", exact=True)
    await field.press_sequentially("pół zda")
    await stage.bot.send_message(OLENA, "Nowe zgłoszenie")
    pill = page.get_by_role("button", name="Olena, nowe wiadomości: 1")
    await expect(pill).to_be_visible()
    await expect(field).to_be_focused()
    await pill.click()
    await expect(chat_of(page, "Olena").get_by_text("Nowe zgłoszenie")).to_be_visible()
    await expect(page.get_by_role("button", name="Olena", exact=True)).to_have_attribute("aria-pressed", "true")


async def test_who_reads_above_is_told_of_news_below(stage: Stage) -> None:
    page = await stage.open()
    for number in range(30):
        await stage.bot.send_message(MARIA, f"wiadomość {number}")
    maria = chat_of(page, "Maria")
    await expect(maria.get_by_text("wiadomość 29")).to_be_in_viewport()
    await maria.get_by_role("log").evaluate("log => (log.scrollTop = 0)")
    await expect(maria.get_by_text("/start")).to_be_in_viewport()
    await stage.bot.send_message(MARIA, "ostatnia")
    await maria.get_by_role("button", name="Nowe wiadomości").click()
    await expect(maria.get_by_text("ostatnia")).to_be_in_viewport()
    await expect(maria.get_by_role("button", name="Nowe wiadomości")).to_be_hidden()


async def test_a_newcomer_joins_by_the_dialog(stage: Stage) -> None:
    page = await stage.open(width=1800)
    await _join(page, "Zofia", "Nowa")
    await expect(chat_of(page, "Zofia Nowa").get_by_text("pracownik")).to_be_visible()


async def _join(page: Page, first: str, last: str) -> None:
    await page.get_by_role("button", name="Osoba").click()
    box: Any = page.get_by_role("dialog", name="Nowa osoba")
    await box.get_by_label("Imię").fill(first)
    await box.get_by_label("Nazwisko").fill(last)
    await box.get_by_label("Rola").select_option("staff")
    await box.get_by_role("button", name="Dodaj").click()
