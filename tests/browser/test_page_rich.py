"""Rich messages on the chat page: tables, hidden parts, on a phone, by keyboard, in the dark."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import expect
from telegram import Message

from ibok_bot.dialogs.sheet import Block, Column, Sheet, cell
from ibok_bot.i18n import Verbatim, Voice
from ibok_bot.turns.rich import as_rich
from tests.browser.stage import FAINT, MARIA, SMALL, WIDE, Stage, chat_of, keys
from tests.dialogs.sheets import AWKWARD, READINGS, SETTLEMENT

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WIDE_BLOCK = Block(
    tuple(Column(Verbatim(f"Kolumna{number}"), numeric=number > 0) for number in range(9)),
    (tuple(cell(number * 1000) for number in range(9)),) * 3,
)
_SHEET = Sheet((READINGS, SETTLEMENT, _WIDE_BLOCK, AWKWARD))


async def _send(stage: Stage) -> int:
    html = as_rich(_SHEET, "🏠 › <b>Rozliczenie</b>\nDo zapłaty: 908,20 zł", Voice("pl"))
    given = {
        "chat_id": MARIA,
        "rich_message": {"html": html, "skip_entity_detection": True},
        "reply_markup": keys(("Menu",)),
    }
    sent: Message = await stage.bot.do_api_request("sendRichMessage", api_kwargs=given, return_type=Message)
    return sent.message_id


async def test_tables_have_heads_rows_and_frames(stage: Stage) -> None:
    page = await stage.open()
    await _send(stage)
    box = chat_of(page, "Maria").locator(".message.bot")
    await expect(box.get_by_role("heading", name="Odczyty")).to_be_visible()
    table = box.get_by_role("table").first
    await expect(table.get_by_role("columnheader")).to_have_text(["Data", "Strefa", "kWh"])
    await expect(table.get_by_role("row").nth(2)).to_have_text("14.03.2026noc7,5")
    assert await table.locator("td").first.evaluate("box => getComputedStyle(box).borderTopStyle") == "solid"
    ground = "box => getComputedStyle(box).backgroundColor"
    rows = table.get_by_role("row")
    assert await rows.nth(1).evaluate(ground) != await rows.nth(2).evaluate(ground)
    assert await table.locator("td").nth(2).evaluate("box => getComputedStyle(box).textAlign") == "right"
    await expect(box.get_by_text("</details>")).to_be_visible()
    await expect(box.get_by_role("button", name="Menu")).to_be_visible()


async def test_what_is_folded_opens_by_keyboard(stage: Stage) -> None:
    page = await stage.open()
    await _send(stage)
    hidden = page.get_by_text("Opłata handlowa")
    await expect(page.get_by_text("Pozycje")).to_be_visible()
    await expect(hidden).to_be_hidden()
    await page.get_by_text("Pozycje").press("Enter")
    await expect(hidden).to_be_visible()


async def test_an_edit_turns_text_into_tables_and_back(stage: Stage) -> None:
    page = await stage.open()
    number = (await stage.bot.send_message(MARIA, "Menu", reply_markup=keys(("Dalej",)))).message_id
    where = {"chat_id": MARIA, "message_id": number}
    rich = {"html": "<table bordered><tr><td>12 kWh</td></tr></table>"}
    await stage.bot.do_api_request("editmessagetext", api_kwargs=where | {"rich_message": rich})
    box = chat_of(page, "Maria").locator(f'[data-id="{number}"]')
    await expect(box.get_by_role("cell", name="12 kWh")).to_be_visible()
    await stage.bot.edit_message_text("Menu", MARIA, number)
    await expect(box).to_contain_text("Menu")
    await expect(box.get_by_role("table")).to_have_count(0)


async def test_on_a_phone_only_the_table_scrolls(stage: Stage) -> None:
    await _send(stage)
    page = await stage.open(width=360, height=740)
    await page.get_by_text("Pozycje").click()
    assert [
        one for one in await page.evaluate(WIDE) if one.split()[0] not in {"TABLE", "TBODY", "TR", "TH", "TD"}
    ] == []
    for box in ("html", ".log"):
        assert await page.locator(box).evaluate("box => box.scrollWidth - box.clientWidth") == 0
    frame = page.get_by_role("group", name="Tabela").nth(2)
    assert await frame.evaluate("box => box.scrollWidth > box.clientWidth")
    await frame.focus()
    await page.keyboard.press("ArrowRight")
    await expect(frame).not_to_have_js_property("scrollLeft", 0)
    assert await frame.evaluate("box => getComputedStyle(box).outlineWidth") == "3px"
    assert await page.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_of_a_table_stands_out(stage: Stage, scheme: Literal["light", "dark"]) -> None:
    await _send(stage)
    page = await stage.open(scheme=scheme)
    await page.get_by_text("Pozycje").click()
    await expect(page.get_by_text("Opłata handlowa")).to_be_visible()
    assert await page.evaluate(FAINT) == []
