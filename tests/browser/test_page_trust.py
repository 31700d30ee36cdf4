"""The chat page: hostile names and texts stay text, other sites stay out, a lost connection comes back."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Route, expect

from ibok_bot.simulator.server import Simulator
from ibok_bot.simulator.world import Person
from tests.browser.stage import MARIA, PETRO, Stage, chat_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

_HOSTILE = "<img src=x onerror=\"document.title='got you'\">"


async def test_hostile_names_and_texts_stay_text(stage: Stage) -> None:
    stage.simulator.world.add_person(Person(1, _HOSTILE, "<b>x</b>", hint=_HOSTILE))
    stage.simulator.people.write(1, _HOSTILE)
    kept = stage.simulator.world.keep_file(f"{_HOSTILE}.txt", "text/html", b"<script>alert(1)</script>")
    stage.simulator.people.send_file(1, "document", kept, _HOSTILE)
    page = await stage.open(width=1800)
    await expect(chat_of(page, _HOSTILE).get_by_text(_HOSTILE, exact=True).first).to_be_attached()
    await expect(page.locator("img[src='x'], .bubble img, h2 b")).to_have_count(0)
    assert "got you" not in await page.title()


async def test_a_day_has_a_date_a_pole_reads(stage: Stage) -> None:
    said = stage.simulator.people.write(MARIA, "dawno")
    said.date = said.date.replace(year=2025, month=3, day=7, hour=9, minute=5)
    page = await stage.open()
    await expect(chat_of(page, "Maria").locator(".day")).to_have_text(["dzisiaj", "07.03.2025"])
    await expect(chat_of(page, "Maria").locator("time").last).to_have_text("10:05")


async def test_the_page_trusts_only_its_own_files(stage: Stage) -> None:
    async with aiohttp.ClientSession(stage.simulator.url) as session:
        for path, kind in (("/chat/", "text/html"), ("/chat/static/app.js", "text/javascript")):
            async with session.get(path) as answer:
                assert answer.content_type == kind
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-cache"
        async with session.get("/", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/chat/"
        for path in ("/chat/static/..%2fpage.py", "/chat/static/none.js"):
            async with session.get(path) as answer:
                assert answer.status == 404
        async with session.get("/chat/api/people", headers={"Origin": "https://example.org"}) as answer:
            assert answer.status == 403


async def test_what_comes_while_a_chat_is_being_read_is_not_lost(stage: Stage) -> None:
    async def slow(route: Route) -> None:
        answer = await route.fetch()
        await stage.bot.send_message(MARIA, "w międzyczasie")
        await stage.bot.send_message(PETRO, "після того")
        await expect(chat_of(page, "Petro").get_by_text("після того")).to_be_visible()
        await route.fulfill(response=answer)

    page = await stage.open()
    before = await chat_of(page, "Maria").locator(".message").first.element_handle()
    await page.route(f"**/people/{MARIA}/messages", slow)
    stage.simulator.world.add_person(Person(7, "Nowy"))
    stage.simulator.people.write(7, "od nieznanego")  # the page reads all chats again
    await before.wait_for_element_state("hidden")  # drawn anew
    await expect(chat_of(page, "Maria").get_by_text("w międzyczasie")).to_be_visible()
    await page.unroute_all(behavior="wait")


async def test_an_empty_telegram_asks_for_somebody(stage: Stage) -> None:
    stage.simulator.world.people.clear()
    page = await stage.open(wait=False)
    await expect(page.get_by_text("Nie ma tu jeszcze nikogo")).to_be_visible()


async def test_a_lost_connection_is_told_and_comes_back_with_what_was_missed(stage: Stage) -> None:
    page = await stage.open()
    port = int(stage.simulator.url.rpartition(":")[2])
    await stage.simulator.__aexit__(None, None, None)
    await expect(page.get_by_text("łączę ponownie…")).to_be_visible()
    field = chat_of(page, "Maria").get_by_label("Wiadomość", exact=True)
    await field.fill("nie zgiń")
    await field.press("Enter")
    await expect(page.locator(".toasts")).to_contain_text("Nie udało się wysłać")
    await expect(field).to_have_value("nie zgiń")
    async with Simulator(port=port) as again:
        again.world.add_person(Person(MARIA, "Maria", "Odnowiona"))
        again.people.write(MARIA, "po przerwie")
        await expect(page.get_by_text("łączę ponownie…")).to_be_hidden(timeout=15_000)
        maria = chat_of(page, "Maria Odnowiona")
        await expect(maria.locator(".message")).to_contain_text(["po przerwie"])
        await expect(chat_of(page, "Petro")).to_have_count(0)
        again.people.write(MARIA, "na żywo")
        await expect(maria.get_by_text("na żywo")).to_be_visible()
    await stage.close()
    refused = ("net::ERR_CONNECTION_REFUSED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_CONNECTION_RESET")
    stage.complaints[:] = [said for said in stage.complaints if not any(word in said for word in refused)]
