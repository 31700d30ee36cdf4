"""Settings: the language, what we may write about, and how tables are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Entry, Instead, Said, Step
from ibok_bot.domain.access import Customer, Preferences
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.pushes import PushKind
from ibok_bot.i18n import LANGUAGES, Text, Verbatim, _, lines, paragraphs

KINDS: dict[PushKind, Text] = {
    PushKind.INVOICES: _("New invoices"),
    PushKind.REMINDERS: _("Due-date reminders"),
    PushKind.TEMPLATES: _("Reminders of your predefined transfers"),
    PushKind.READINGS: _("Reading reminders"),
    PushKind.NOTICES: _("News from the notice board"),
    PushKind.CHEAP_HOURS: _("Cheaper hours, every morning"),
}
"""Kinds of messages that a customer chooses. Faults and security are not among them."""

_SHORT: dict[PushKind, Text] = {
    PushKind.INVOICES: _("Invoices"),
    PushKind.REMINDERS: _("Due dates"),
    PushKind.TEMPLATES: _("Transfers"),
    PushKind.READINGS: _("Readings"),
    PushKind.NOTICES: _("News"),
    PushKind.CHEAP_HOURS: _("Cheap hours"),
}
"""The same on a button, which is narrow."""

_NATIVE = {"pl": "Polski", "en": "English", "uk": "Українська"}


class Visitor(Protocol):
    """Whose language it is, and whose apps show Telegram's own tables."""

    language: str
    native_tables: bool


class Wishes(Protocol):
    """What each account wishes to hear of."""

    async def of(self, account: AccountId) -> Preferences: ...
    async def save(self, account: AccountId, preferences: Preferences) -> None: ...


class Desk(Protocol):
    """What the settings need."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def wishes(self) -> Wishes: ...


@dataclass(frozen=True)
class Settings(Step[Desk]):
    """All settings on one page."""

    async def ask(self, desk: Desk) -> Ask:
        """What is set, and a button to change each."""
        wishes = await desk.wishes.of(desk.customer.account)
        switches = [_switch(kind, _SHORT[kind], on=wishes.wants(kind)) for kind in KINDS]
        sums = _("hidden") if wishes.without_amounts else _("shown")
        return Ask(
            paragraphs(
                _("Language: <b>{language}</b>", language=Verbatim(_NATIVE[desk.visitor.language])),
                lines(_("Sums in messages: <b>{sums}</b>", sums=sums), _("Messages we send:"), *_told(wishes)),
                _("Faults and the safety of the account are always told."),
                _tables(on=desk.visitor.native_tables),
            ),
            [
                tuple(Choice(f"say:{code}", Verbatim(_NATIVE[code])) for code in LANGUAGES),
                *zip(switches[::2], switches[1::2], strict=True),
                Choice("sums", _("Show sums") if wishes.without_amounts else _("Hide sums")),
                _switch("tables", _("New tables"), on=desk.visitor.native_tables),
                (Entry("journal", _("🔐 Journal")), Entry("logout", _("Log out"))),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Settings]:
        """Changed at once; the page shows it."""
        what = said.one_of(["sums", "tables", *KINDS, *(f"say:{code}" for code in LANGUAGES)])
        if what.startswith("say:"):
            desk.visitor.language = what.removeprefix("say:")
            return Instead(Settings())
        if what == "tables":
            desk.visitor.native_tables = not desk.visitor.native_tables
            return Instead(Settings())
        wishes = await desk.wishes.of(desk.customer.account)
        if what == "sums":
            changed = replace(wishes, without_amounts=not wishes.without_amounts)
        else:
            changed = wishes.switched(PushKind(what))
        await desk.wishes.save(desk.customer.account, changed)
        return Instead(Settings())


def _told(wishes: Preferences) -> list[Text]:
    return [
        _("✅ {kind}", kind=name) if wishes.wants(kind) else _("▫️ {kind}: off", kind=name)
        for kind, name in KINDS.items()
    ]


def _tables(*, on: bool) -> Text:
    state = (
        _("Tables drawn by new Telegram apps: <b>on</b>") if on else _("Tables drawn by new Telegram apps: <b>off</b>")
    )
    return lines(state, _("An older app shows nothing at all in their place; then switch them off here."))


def _switch(value: str, name: Text, *, on: bool) -> Choice:
    return Choice(value, _("{name}: turn off", name=name) if on else _("{name}: turn on", name=name))


dialog = Dialog(
    "settings",
    _("⚙️ Settings"),
    Settings,
    access=Access.CUSTOMER,
    help=_(
        "Choose the language we speak, and switch off messages you do not want. “Hide sums” keeps amounts out of "
        "messages that a locked phone shows. “New tables” has new Telegram apps draw real tables, in this chat only. "
        "What concerns faults and the safety of your account always comes."
    ),
)
