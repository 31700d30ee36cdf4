""" "Is this account number ours?": a guard against invoices with a stranger's account on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.bill import Payers
from ibok_bot.dialogs.talk import Access, Ask, Choice, Copy, Dialog, Entry, Retry, Said, Step
from ibok_bot.domain import nrb
from ibok_bot.domain.access import Customer
from ibok_bot.domain.accounts import Found, found_in
from ibok_bot.domain.banks import bank_of
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_SHOWN = 5


class Desk(Protocol):
    """What the check needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def payers(self) -> Payers: ...
    @property
    def supplier(self) -> Supplier: ...


@dataclass(frozen=True)
class Pasted(Step[Desk]):
    """Asks for the account, or for any text that holds it."""

    async def ask(self, desk: Desk) -> Ask:
        """What to send, and why."""
        return Ask(
            paragraphs(
                _(
                    "<b>Is this account ours?</b> Paste the account number, or the whole text of an invoice or of a "
                    "message. We find every account in it."
                ),
                _("Example: {example}", example=Verbatim("61 1090 1014 0000 0712 1981 2874")),
            ),
            [Choice("mine", _("Show my account"))],
        )

    async def answer(self, said: Said, desk: Desk) -> Verdict | Mine:
        """What each account is. Raises Retry where there is none."""
        if said.choice is not None:
            said.one_of(["mine"])
            return Mine()
        return _looked_at(said)


@dataclass(frozen=True)
class Verdict(Step[Desk]):
    """What is known of each account that was found."""

    accounts: tuple[str, ...]
    more: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Whether one may pay to it."""
        own = (await desk.payers.on_paper(desk.customer.payer)).account
        told = [_told(Found(digits), own, desk.supplier) for digits in self.accounts]
        more = n_("and {n} more; send them separately", "and {n} more; send them separately", self.more)
        return Ask(
            paragraphs(*told, more if self.more else None),
            [(Choice("again", _("Check another")), Entry("balance", _("💰 Dues")))],
            crumb=_("Answer"),
        )

    async def answer(self, said: Said, desk: Desk) -> Verdict | Pasted:
        """Another one: asked for, or pasted here at once."""
        if said.choice is None:
            return _looked_at(said)
        said.one_of(["again"])
        return Pasted()


@dataclass(frozen=True)
class Mine(Step[Desk]):
    """The customer's own account, to compare with."""

    async def ask(self, desk: Desk) -> Ask:
        """In print and to copy."""
        own = (await desk.payers.on_paper(desk.customer.payer)).account
        return Ask(
            lines(
                _("Your account with us: <b>{account}</b>", account=Verbatim(nrb.printed(own))),
                _("It is yours alone, and stands on each of your invoices."),
            ),
            [Copy(own, _("Copy account")), Choice("again", _("Check another"))],
            crumb=_("Your account"),
        )

    async def answer(self, said: Said, desk: Desk) -> Verdict | Pasted:
        """Another one: asked for, or pasted here at once."""
        if said.choice is None:
            return _looked_at(said)
        said.one_of(["again"])
        return Pasted()


def _looked_at(said: Said) -> Verdict:
    """The accounts in what was sent. Raises Retry where there is none."""
    if said.text is None:
        raise Retry(_("Please send it as text: copy it from the invoice and paste it here."))
    found = found_in(said.text)
    if not found:
        raise Retry(
            _(
                "There is no account number in that text. An account has 26 digits and stands on the invoice, near the "
                "amount to pay."
            )
        )
    return Verdict(tuple(one.digits for one in found[:_SHOWN]), max(0, len(found) - _SHOWN))


def _told(found: Found, own: str, supplier: Supplier) -> Text:
    if found.digits == own:
        return lines(
            _("✅ {account}", account=Verbatim(nrb.printed(own))),
            _(
                "<b>Yes, this is your account with us.</b> What you pay there reaches us: {supplier}.",
                supplier=Verbatim(supplier.name),
            ),
        )
    if not found.is_valid:
        return _mistyped(found, own)
    bank = bank_of(found.digits)
    return lines(
        _("🔴 {account}", account=Verbatim(nrb.printed(found.digits))),
        _("bank: {bank}", bank=Verbatim(bank)) if bank else None,
        _(
            "<b>This is not your account with us. Do not pay to it</b> as if it were. If it stands on an invoice or in "
            "a message in our name, somebody may be impersonating us: call us, {phone}.",
            phone=Verbatim(supplier.phone),
        ),
    )


def _mistyped(found: Found, own: str) -> Text:
    shown = Verbatim(nrb.printed(found.digits) if found.complete else found.digits)
    if not found.complete:
        wrong = n_(
            "It has {n} digit, and an account has 26.", "It has {n} digits, and an account has 26.", len(found.digits)
        )
    else:
        wrong = _("The check digits do not fit, so no bank has this account: a digit is mistyped somewhere.")
    alike = None
    if found.resembles(own):
        alike = _("It looks like your account with us, which is {account}.", account=Verbatim(nrb.printed(own)))
    return lines(_("⚠️ {account}", account=shown), wrong, alike or _("Compare it with the invoice and paste it again."))


dialog = Dialog(
    "account",
    _("💰 Account check"),
    Pasted,
    access=Access.CUSTOMER,
    help=_(
        "Each customer pays to an account of their own. Paste an account number, or a whole invoice: we say whether "
        "the account is yours with us. If it is not, do not pay to it, and call us."
    ),
)
