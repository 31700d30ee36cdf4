"""The chat page: photos, documents, places and stickers, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.stage import MARIA, Stage, chat_of, png

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_photo_is_enlarged_and_escape_closes_it(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.send_photo(MARIA, png(), caption="Zużycie w 12 miesiącach")
    maria = chat_of(page, "Maria")
    await expect(maria.get_by_text("Zużycie w 12 miesiącach")).to_be_visible()
    await maria.get_by_role("button", name="Powiększ zdjęcie").click()
    shown = page.get_by_role("dialog", name="Zdjęcie").locator("img")
    await expect(shown).to_have_js_property("naturalWidth", 60)
    await page.keyboard.press("Escape")
    await expect(shown).to_be_hidden()
    await expect(maria.get_by_role("button", name="Powiększ zdjęcie")).to_be_focused()


async def test_a_document_is_downloaded_under_its_own_name(stage: Stage) -> None:
    page = await stage.open()
    await stage.bot.send_document(MARIA, b"%PDF-1.7 " + b"x" * 81_000, filename="Druk wpłaty.pdf")
    link = chat_of(page, "Maria").get_by_role("link", name="Druk wpłaty.pdf")
    await expect(link).to_contain_text("81 kB")
    async with page.expect_download() as waiting:
        await link.click()
    download = await waiting.value
    assert download.suggested_filename == "Druk wpłaty.pdf"
    kept = await download.path()
    assert len(Path(kept).read_bytes()) == 81_009  # noqa: ASYNC240 - a small file in a test


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_of_the_person_reaches_the_bot(stage: Stage, kind: str) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    label = {"photo": "Zdjęcie", "document": "Plik"}[kind]
    await maria.get_by_label("Dołącz").click()
    payload: FilePayload = {"name": "licznik.png", "mimeType": "image/png", "buffer": png()}
    await maria.get_by_label(label, exact=True).set_input_files(payload)
    heard = (await stage.update()).message
    assert heard
    assert heard.document.file_name == "licznik.png" if heard.document else heard.photo
    assert bool(heard.document) == (kind == "document")
    got = maria.get_by_role("link", name="licznik.png") if heard.document else maria.get_by_alt_text("Zdjęcie")
    await expect(got).to_be_visible()
    await expect(maria.locator(".more")).not_to_have_attribute("open", "")


async def test_what_was_typed_goes_with_the_file_as_its_caption(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await maria.locator("textarea").fill("Licznik w piwnicy")
    await maria.get_by_label("Dołącz").click()
    payload: FilePayload = {"name": "licznik.png", "mimeType": "image/png", "buffer": png()}
    await maria.get_by_label("Zdjęcie", exact=True).set_input_files(payload)
    heard = (await stage.update()).message
    assert heard
    assert (bool(heard.photo), heard.caption) == (True, "Licznik w piwnicy")
    await expect(maria.locator("textarea")).to_have_value("")


async def test_a_place_and_a_sticker_go_to_the_bot(stage: Stage) -> None:
    page = await stage.open()
    maria = chat_of(page, "Maria")
    await maria.get_by_label("Dołącz").click()
    await maria.get_by_role("button", name="Lokalizacja").click()
    heard = (await stage.update()).message
    assert heard
    assert heard.location
    assert round(heard.location.latitude, 4) == 52.2297
    await expect(maria.get_by_text("52,2297, 21,0122")).to_be_visible()
    await maria.get_by_label("Dołącz").click()
    await maria.get_by_role("button", name="Naklejka").click()
    heard = (await stage.update()).message
    assert heard
    assert heard.sticker
    await expect(maria.get_by_role("img", name="Naklejka")).to_be_visible()
