"""The main menu: what there is to do, for a guest and for a customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Ask, Dialog, Entry, Retry, Said, Step
from ibok_bot.domain.staff import StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Verbatim, _, lines


class Visitor(Protocol):
    """Who stands at the desk."""

    @property
    def signed_in(self) -> bool: ...
    @property
    def staff(self) -> StaffMember | None: ...


class Desk(Protocol):
    """What the menu needs to know."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def supplier(self) -> Supplier: ...


@dataclass(frozen=True)
class Menu(Step[Desk]):
    """The page everything starts from."""

    async def ask(self, desk: Desk) -> Ask:
        """For a customer, the rooms of the office; for a guest, the ways in; for the staff, their own door first."""
        name = Verbatim(desk.supplier.name)
        of_staff = [Entry("staff", _("🛠 Staff"))] if desk.visitor.staff else []
        if desk.visitor.signed_in:
            return Ask(
                lines(_("Customer office: <b>{supplier}</b>", supplier=name), _("What shall we do?")),
                [
                    *of_staff,
                    (Entry("balance", _("💰 Dues")), Entry("invoices", _("🧾 Invoices"))),
                    (Entry("readings", _("🔢 Readings")), Entry("outages", _("⚡ Faults"))),
                    (Entry("notices", _("📌 Notice board")), Entry("tariffs", _("🧮 Tariffs"))),
                    (Entry("contact", _("☎️ Contact")), Entry("survey", _("📝 Surveys, ideas"))),
                    (Entry("journal", _("🔐 Journal")), Entry("settings", _("⚙️ Settings"))),
                    Entry("logout", _("Log out")),
                ],
            )
        return Ask(
            lines(
                _("Welcome! This is the customer office: <b>{supplier}</b>", supplier=name),
                _("Here you see what there is to pay, and everything about your electricity account."),
                _("To begin, log in. The first time, create an account: a recent invoice is enough."),
            ),
            [
                *of_staff,
                (Entry("login", _("Log in")), Entry("register", _("Create an account"))),
                Entry("recovery", _("I forgot the password")),
                Entry("outages", _("⚡ Faults")),
                (Entry("tariffs", _("🧮 Tariffs")), Entry("contact", _("☎️ Contact"))),
                Entry("privacy", _("How we use your data")),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Menu:
        """Nothing is asked here, so whatever was typed gets the menu and a kind word."""
        raise Retry(_("I did not understand that. Please choose below, or ask for /help."))


dialog = Dialog(
    "menu",
    _("🏠 Menu"),
    Menu,
    help=_(
        "This is the customer office. Press a button, or write a command:\n"
        "/balance – what there is to pay\n"
        "/invoices – invoices, why they changed, use on a chart\n"
        "/readings – tell us what the meter shows\n"
        "/outages – report a fault, see how it stands\n"
        "/tariffs – which tariff is the cheapest\n"
        "/login, /register, /logout – come in, create an account, leave\n"
        "/notices – the notice board: planned work, prices, law\n"
        "/survey – surveys, and your ideas and opinions\n"
        "/contact – phones and hours, write to us\n"
        "/journal – who logged in and when\n"
        "/settings, /language – how we speak with you\n"
        "/back, /cancel, /menu – one step back, end a form, the menu\n"
        "/help – help on the screen you are on"
    ),
)
