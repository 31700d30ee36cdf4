"""The README's pictures: the demo is played in headless Chromium as people would play it. `make pictures`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

HERE = Path(__file__).parent / "pictures"
PORT = 8197
URL = f"http://127.0.0.1:{PORT}/chat/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Start the demo in a folder of its own, play, take the pictures, stop it."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed for the pictures. Install it, for example: apt install chromium")
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "ibok_bot", "demo", "--no-browser", "--port", str(PORT)]
        demo = subprocess.Popen(words, cwd=folder)  # noqa: S603 - our own command
        try:
            _wait()
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                _desktop(browser.new_page(viewport={"width": 1360, "height": 900}, locale="pl-PL"))
                phone = {"width": 380, "height": 780}
                _phone(browser.new_page(viewport=phone, locale="pl-PL", color_scheme="dark"))  # type: ignore[arg-type]
                _fault(browser.new_page(viewport={"width": 1360, "height": 900}, locale="pl-PL"))
                _notice(browser.new_page(viewport={"width": 1360, "height": 900}, locale="pl-PL"))
                browser.close()
        finally:
            demo.terminate()
            demo.wait(20)


def _wait() -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(URL, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the demo did not start")


def _desktop(page: Page) -> None:
    page.goto(URL)
    page.wait_for_selector(".chat")
    anna, tomasz, katarzyna = (page.locator(".chat").nth(place) for place in range(3))
    _say(page, anna, "/start", "Dzień dobry")
    _say(page, anna, "/register", "Dalej")
    _press(page, anna, "Dalej", "Podaj numer klienta")
    _log_in(page, tomasz, "tomasz@example.com", "zielony rower na moście")
    _say(page, tomasz, "/balance", "Do zapłaty")
    _log_in(page, katarzyna, "katarzyna@example.com", "trzy liczniki w piwnicy")
    _press(page, katarzyna, "Faktury", "od najnowszej")
    _press(page, katarzyna, "Wykres zużycia", "Najwięcej")
    _press(page, katarzyna, "24 miesiące", "12 faktur")
    page.wait_for_timeout(1500)
    page.screenshot(path=HERE / "desktop.png")


def _phone(page: Page) -> None:
    page.goto(URL)
    page.wait_for_selector(".chat")
    page.get_by_role("button", name="Tomasz").first.click()
    page.wait_for_timeout(600)
    page.screenshot(path=HERE / "phone.png")
    tomasz = page.locator(".chat").first
    _say(page, tomasz, "/readings", "Kod 1.8.1")
    _say(page, tomasz, "16033 28224", "strefy się zamieniły")
    page.wait_for_timeout(600)
    page.screenshot(path=HERE / "readings.png")


def _notice(page: Page) -> None:
    """A clerk between two customers."""
    page.goto(URL)
    page.wait_for_selector(".chat")
    for name in ("Oksana", "Celina", "Tomasz"):
        page.locator(".people").get_by_text(name).click()
        page.wait_for_timeout(300)
    tomasz, celina, oksana = (page.get_by_role("region", name=name) for name in ("Tomasz", "Celina", "Oksana"))
    _say(page, tomasz, "/menu", "Co chcesz zrobić")
    _say(page, oksana, "/login", "e-mail")
    _say(page, oksana, "oksana@example.com", "пароль")
    _say(page, oksana, "синє небо над полем", "Ви увійшли")
    _say(page, celina, "/newnotice", "Tytuł po polsku")
    _say(page, celina, "Przerwa w dostawie prądu 3 grudnia", "Treść po polsku")
    _say(page, celina, "Od 8:00 do 12:00 na ulicy Jasnej nie będzie prądu: wymieniamy transformator.", "Inne języki")
    for label, answer in (
        ("To wszystko", "Czego dotyczy"),
        ("Planowane prace", "Do kiedy"),
        ("Tydzień", "Dla kogo"),
        ("Wszyscy klienci", "Powyżej wiadomość"),
        ("Zmień coś", "Co zmieniamy"),
        ("Oznacz jako pilne", "Powyżej wiadomość"),
        ("Wyślij do", "Raport"),
    ):
        _press(page, celina, label, answer)
    page.wait_for_timeout(1500)
    page.screenshot(path=HERE / "notice.png")


def _fault(page: Page) -> None:
    """Two neighbours and a dispatcher."""
    page.goto(URL)
    page.wait_for_selector(".chat")
    page.locator(".people").get_by_text("Dawid").click()
    page.wait_for_timeout(300)
    neighbours = [page.get_by_role("region", name=name) for name in ("Tomasz", "Katarzyna")]
    dawid = page.get_by_role("region", name="Dawid")
    for chat in neighbours:
        _say(page, chat, "/outages", "Co nie działa")
        _press(page, chat, "Przewód, słup", "Co widać")
        _press(page, chat, "Drzewo na linii", "Zgłoszenie tutaj nie zastępuje telefonu")
        _press(page, chat, "Dzwonię", "Gdzie to jest")
        chat.locator(".more summary").click()
        chat.locator(".location").click()
        chat.locator(".log").get_by_text("O tym już wiemy").wait_for()
        _press(page, chat, "Ja też", "Zgłoszenie przyjęte")
    _say(page, dawid, "/dispatch", "Wszystkie otwarte awarie")
    _press(page, dawid, "AW-104", "3 gospodarstwa")
    _press(page, dawid, "Do operatora", "Od razu dowiedzą się")
    _say(page, dawid, "Ekipa jedzie. Drzewo leży na linii, nie podchodźcie.", "Gotowy tekst")
    _press(page, dawid, "Zapisz, powiadom", "Do zgłaszających")
    for chat in neighbours:
        chat.locator(".log").get_by_text("nie podchodźcie").last.wait_for()
        _press(page, chat, "Pokaż zgłoszenie", "Zajmuje się tym")
    _press(page, dawid, "Odśwież", "doręczone")
    page.wait_for_timeout(1500)
    page.screenshot(path=HERE / "fault.png")


def _log_in(page: Page, chat: Locator, email: str, password: str) -> None:
    _say(page, chat, "/login", "Podaj e-mail")
    _say(page, chat, email, "Podaj hasło")
    _say(page, chat, password, "Zalogowano")


def _say(page: Page, chat: Locator, words: str, answer: str) -> None:
    field = chat.locator("textarea")
    field.fill(words)
    page.wait_for_timeout(150)
    page.keyboard.press("Escape")
    field.press("Enter")
    chat.locator(".log").get_by_text(answer).last.wait_for()


def _press(page: Page, chat: Locator, label: str, answer: str) -> None:
    chat.locator(".keys button", has_text=label).last.click()
    chat.locator(".log").get_by_text(answer).last.wait_for()
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main()
