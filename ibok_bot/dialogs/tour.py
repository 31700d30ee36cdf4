"""A short tour (krótki przewodnik): three screens for whoever starts the bot for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Ask, Button, Choice, Dialog, Entry, Retry, Row, Said, Step, Style
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, paragraphs

_LAST = 3


class Visitor(Protocol):
    """Who is shown around."""

    @property
    def signed_in(self) -> bool: ...


class Desk(Protocol):
    """What the tour needs."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def supplier(self) -> Supplier: ...


@dataclass(frozen=True)
class Page(Step[Desk]):
    """One screen of the tour: what is here, how we talk, what is safe."""

    number: int = 1

    async def ask(self, desk: Desk) -> Ask:
        """Each screen can be left by every button; a guest need not walk to the end to log in."""
        number = min(max(self.number, 1), _LAST)
        guest = not desk.visitor.signed_in
        doors: list[Row] = [(Entry("login", _("Log in")), Entry("register", _("Create an account")))] if guest else []
        onward: list[Button | Row] = [Entry("menu", _("To the menu"), style=Style.PRIMARY)]
        if number < _LAST:
            onward = [(Choice("next", _("Go on"), Style.PRIMARY), Entry("menu", _("Skip")))]
        return Ask(
            paragraphs(_PAGES[number - 1] if number > 1 else _welcome(desk.supplier), _BEGIN if guest else None),
            [*onward, *doors] if number < _LAST else [*doors, *onward],
            crumb=_("{n} of {all}", n=number, all=_LAST),
        )

    async def answer(self, said: Said, desk: Desk) -> Page:
        """The next screen."""
        if said.choice is None:
            raise Retry(_("I did not understand that. Please choose below, or ask for /help."))
        said.one_of(["next"])
        return Page(self.number + 1)


def _welcome(supplier: Supplier) -> Text:
    return paragraphs(
        _("Welcome! This is the customer office: <b>{supplier}</b>", supplier=Verbatim(supplier.name)),
        _PAGES[0],
    )


_BEGIN = _("To begin, log in. The first time, create an account: a recent invoice is enough.")
_PAGES = (
    _(
        "Here, at any hour:\n"
        "💰 what there is to pay, and how\n"
        "🧾 invoices, and why they changed\n"
        "🔢 give the reading of a meter\n"
        "⚡ report that the power is out\n"
        "🧮 which tariff is the cheapest\n"
        "☎️ write to a person in the office"
    ),
    _(
        "<b>How we talk</b>\n"
        "Press a button, or type the answer. The newest message has the buttons in force.\n"
        "↩ Back goes one step back, 🏠 Menu leaves. ❓ Help explains the screen and leaves it open.\n"
        "To look something up, write /help and a few words.\n"
        "Język · Language · Мова: /language"
    ),
    _(
        "<b>What is safe</b>\n"
        "🔐 Nobody of ours asks for your password. One typed here is deleted from the chat at once.\n"
        "💰 The bot moves no money and never asks for a card.\n"
        "⚠️ A broken wire, sparks, smoke: keep away and call 991. Fire or danger to life: 112."
    ),
)


dialog = Dialog[Desk](
    "tour",
    _("❓ Short tour"),
    Page,
    help=_("Three screens show what is here, how we talk, and what is safe. Leave at any time with 🏠 Menu."),
)
