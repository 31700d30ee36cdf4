"""Paying (płatność): to whom, how much and what for; to copy, to scan, to print, or to import into a bank."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ibok_bot.dialogs.bill import Desk, Form, Payable, bank_file, bill, paper
from ibok_bot.dialogs.talk import Ask, Choice, Copy, Entry, Retry, Said, Step
from ibok_bot.domain import nrb
from ibok_bot.domain.banks import bank_of
from ibok_bot.domain.money import Money
from ibok_bot.domain.transfer import qr_carries_amount
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_ACCOUNT_DIGITS = 26


@dataclass(frozen=True)
class Paying(Step[Desk]):
    """The payment itself: amount, account, payee, title, and the ways to pay it."""

    hint = _(
        "Copy the account, the amount and the title into your bank’s app: a press on the button copies. “QR code "
        "for the bank” is scanned in its app; “Transfer form” is for a bank, “Cash payment form” for the post "
        "office. Nothing is paid here."
    )
    what: Payable

    async def ask(self, desk: Desk) -> Ask:
        """All that a bank asks for, ready to be copied; and the forms."""
        made = await bill(desk, self.what)
        transfer = made.transfer
        amount = str(transfer.amount.zloty).replace(".", ",")
        settled = n_(
            "{n} due was paid meanwhile and is left out.",
            "{n} dues were paid meanwhile and are left out.",
            made.settled,
        )
        return Ask(
            paragraphs(
                settled if made.settled else None,
                lines(
                    _("<b>{sum}</b> to the account", sum=transfer.amount),
                    _("<code>{account}</code>", account=Verbatim(nrb.printed(transfer.account))),
                    Verbatim(transfer.payee),
                    _("title: {title}", title=Verbatim(transfer.title)),
                ),
                _("The account is yours alone: what comes in there is always counted as paid by you."),
                _without_amount(transfer.amount),
            ),
            [
                (Copy(transfer.account, _("Copy account")), Copy(amount, _("Copy amount"))),
                (Copy(transfer.title, _("Copy title")), Choice(Form.QR, _("QR code for the bank"))),
                (Choice(Form.TRANSFER, _("Transfer form")), Choice(Form.CASH, _("Cash payment form"))),
                (
                    Choice("file", _("File for the bank")),
                    Entry("templates", _("Save as a template"), f"new-{transfer.amount.grosze}"),
                ),
            ],
            crumb=_("Payment"),
        )

    async def answer(self, said: Said, desk: Desk) -> OnPaper | PayersAccount:
        """A form, or the question for the account that a bank's file must name."""
        chosen = said.one_of([*Form, "file"])
        return PayersAccount(self.what) if chosen == "file" else OnPaper(self.what, Form(chosen))


@dataclass(frozen=True)
class OnPaper(Step[Desk]):
    """The payment as a picture to scan or a form to print."""

    what: Payable
    form: Form

    async def ask(self, desk: Desk) -> Ask:
        """The file, and what to do with it."""
        made = await bill(desk, self.what)
        text = paragraphs(
            _("<b>{sum}</b>, title: {title}", sum=made.transfer.amount, title=Verbatim(made.transfer.title)),
            _HOW_TO[self.form],
            _without_amount(made.transfer.amount) if self.form is Form.QR else None,
        )
        files = (paper(desk, made, self.form),)
        return Ask(text, [Choice("other", _("Pay another way"))], crumb=_NAMES[self.form], files=files)

    async def answer(self, said: Said, desk: Desk) -> Paying:
        """Back to the ways of paying."""
        said.one_of(["other"])
        return Paying(self.what)


@dataclass(frozen=True)
class PayersAccount(Step[Desk]):
    """The account that the bank's file charges."""

    what: Payable

    async def ask(self, desk: Desk) -> Ask:
        """What it is for, and which banks read such files."""
        await bill(desk, self.what)
        return Ask(
            paragraphs(
                _(
                    "<b>From which account will you pay?</b> Write its 26 digits, for example {example}. "
                    "Your bank's page shows it beside the balance.",
                    example=Verbatim("61 1090 1014 0000 0712 1981 2874"),
                ),
                _("We put it into the file only, and show it to you masked."),
                _BANKS_THAT_READ,
            ),
            crumb=_("File for the bank"),
        )

    async def answer(self, said: Said, desk: Desk) -> BankFile:
        """The file. Raises Retry with what is wrong with the number."""
        account = _own_account(said.line(80))
        payer = await desk.payers.on_paper(desk.customer.payer)
        if account == payer.account:
            raise Retry(_("That is our account, to which you pay. We need yours, from which you pay."))
        return BankFile(self.what, account)


@dataclass(frozen=True)
class BankFile(Step[Desk]):
    """A file of transfers (Elixir-O) that a bank's page imports."""

    what: Payable
    account: str

    async def ask(self, desk: Desk) -> Ask:
        """The file, from which account it pays, and what to do with it."""
        made = await bill(desk, self.what)
        bank = bank_of(self.account)
        return Ask(
            paragraphs(
                lines(
                    _(
                        "<b>{sum}</b> from the account {account}",
                        sum=made.transfer.amount,
                        account=Verbatim(nrb.masked(self.account)),
                    ),
                    Verbatim(bank) if bank else None,
                ),
                _(
                    "The file is in the Elixir-O format, with today's date. Open your bank's page and look for "
                    "“import of transfers”. Nothing is paid before you confirm it there."
                ),
                _BANKS_THAT_READ,
            ),
            [Choice("other", _("Pay another way"))],
            crumb=_("File for the bank"),
            files=(bank_file(desk, made, self.account),),
        )

    async def answer(self, said: Said, desk: Desk) -> Paying:
        """Back to the ways of paying."""
        said.one_of(["other"])
        return Paying(self.what)


_BANKS_THAT_READ = _(
    "Such files are read mostly by banks' services for companies. If your bank does not import Elixir-O, the QR code "
    "is the shorter way."
)
_NAMES: dict[Form, Text] = {
    Form.QR: _("QR code for the bank"),
    Form.TRANSFER: _("Transfer form"),
    Form.CASH: _("Cash payment form"),
}
_HOW_TO: dict[Form, Text] = {
    Form.QR: _(
        "Scan the code with your bank's app: account, payee and title fill in by themselves. On the same phone, save "
        "the picture and choose it in the app."
    ),
    Form.TRANSFER: _(
        "Print the form, fill in the number of your own account and the date, sign it, and hand it in at your bank."
    ),
    Form.CASH: _("Print the form and pay at a post office or a bank's counter. They may ask for a fee."),
}


def _without_amount(amount: Money) -> Text | None:
    if qr_carries_amount(amount):
        return None
    return _("The QR code cannot hold so large an amount: type {sum} in the bank's app.", sum=amount)


def _own_account(typed: str) -> str:
    """The 26 digits. Raises Retry that says what is wrong."""
    bare = re.sub(r"[\s\-\u2010-\u2014]", "", unicodedata.normalize("NFKC", typed)).upper().removeprefix("PL")
    if not (bare.isascii() and bare.isdigit()):
        raise Retry(_("A Polish account number holds digits only, 26 of them. Please copy it from your bank's page."))
    if len(bare) != _ACCOUNT_DIGITS:
        raise Retry(
            n_(
                "That has {n} digit; a Polish account number has 26. Please compare it with your bank's page.",
                "That has {n} digits; a Polish account number has 26. Please compare it with your bank's page.",
                len(bare),
            )
        )
    if not nrb.is_valid(bare):
        raise Retry(
            _(
                "The check digits do not fit: a digit is mistyped, or two have changed places. Please compare it with "
                "your bank's page."
            )
        )
    return bare
