"""What a test of the chat page has in its hands."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from ibok_bot.simulator.server import Simulator

MARIA, PETRO, OLENA = 1001, 1002, 1003

# Every visible text against what is painted behind it, by the formula of WCAG 2.
FAINT = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (box) => {
    for (let at = box; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return style.backgroundImage.match(/rgba?\\([^)]+\\)/g).map(parts);
      const [r, g, b, a = 1] = parts(style.backgroundColor);
      if (a === 1) return [[r, g, b]];
    }
    return [[255, 255, 255]];
  };
  const faint = [];
  for (const box of document.querySelectorAll("body *")) {
    const own = [...box.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("").trim();
    if (!own || !box.checkVisibility() || !/[\\p{L}\\d]/u.test(own)) continue;
    for (const ground of behind(box)) {
      const [a, b] = [light(parts(getComputedStyle(box).color)), light(ground)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${box.className} ${own}`);
    }
  }
  return faint;
}"""
SMALL = """() => [...document.querySelectorAll("button, summary, textarea, select, .pick, .file")]
  .filter((box) => box.checkVisibility())
  .map((box) => [box.getBoundingClientRect(), box])
  .filter(([size]) => size.height < 44 || size.width < 44)
  .map(([size, box]) => `${size.width} x ${size.height} ${box.className} ${box.textContent}`)"""
WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((box) => box.checkVisibility() && !box.closest(".people"))
  .filter((box) => box.getBoundingClientRect().right > innerWidth + 0.5)
  .map((box) => `${box.tagName} ${box.className}`)"""


@dataclass
class Stage:
    """The local Telegram, a bot of the real library, and pages that must keep quiet in the console."""

    simulator: Simulator
    bot: Bot
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _offset: int = 0
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def open(
        self, width: int = 1360, height: int = 800, scheme: Literal["light", "dark"] = "light", *, wait: bool = True
    ) -> Page:
        """The page, with all chats read."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="pl-PL",
            timezone_id="Europe/Warsaw",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(5000)
        self._contexts.append(context)
        page = await context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.simulator.url}/chat/")
        if wait:
            await page.locator(".message").first.wait_for()
        return page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    async def close(self) -> None:
        """Close the pages."""
        while self._contexts:
            await self._contexts.pop().close()

    async def update(self) -> Update:
        """What the bot hears next."""
        while True:
            for update in await self.bot.get_updates(offset=self._offset, limit=1, timeout=5):
                self._offset = update.update_id + 1
                if not (update.message and update.message.text == "/start"):
                    return update


def chat_of(page: Page, name: str) -> Locator:
    """A person's column."""
    return page.get_by_role("region", name=f"Rozmowa: {name}")


def keys(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Buttons whose data are their labels."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows])


def png(width: int = 60, height: int = 40) -> bytes:
    """A picture, all of one blue."""
    rows = (b"\0" + b"\x1c\x6f\xb8" * width) * height
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
