"""Prove oneself with an invoice: customer number, its number, its gross amount. For registration and for recovery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs import newpassword
from ibok_bot.dialogs.answers import NOT_ME_HINT, PROOF_FAILED, too_many
from ibok_bot.dialogs.newpassword import Email, NewPassword
from ibok_bot.dialogs.talk import Ask, End, Entry, Said, Step
from ibok_bot.domain.access import Purpose, Reason
from ibok_bot.domain.ids import AccountId, PayerId
from ibok_bot.domain.limits import Tallies, wait
from ibok_bot.domain.money import Money
from ibok_bot.i18n import _, lines


class Payers(Protocol):
    """The supplier's customers."""

    async def identify(self, customer_number: str, invoice_number: str, gross: Money) -> PayerId | None: ...


class Attempts(Protocol):
    """Failed tries."""

    async def tallies(self, account: AccountId | None = None, customer_number: str | None = None) -> Tallies: ...
    async def record(
        self,
        purpose: Purpose,
        reason: Reason,
        *,
        given: str,
        account: AccountId | None = None,
        customer_number: str | None = None,
    ) -> None: ...


class Desk(newpassword.Desk, Protocol):
    """What a proof needs, beside what the new password after it needs."""

    @property
    def payers(self) -> Payers: ...
    @property
    def attempts(self) -> Attempts: ...


@dataclass(frozen=True)
class CustomerNumber(Step[Desk]):
    """Who, by the supplier's number."""

    purpose: Purpose

    async def ask(self, desk: Desk) -> Ask | End:
        """The customer number; after too many tries, how long to wait."""
        if delay := wait(await desk.attempts.tallies(), desk.now()):
            return End(too_many(delay))
        return Ask(
            lines(
                _("What is your customer number?"),
                _("It is on the invoice, in the upper right corner: 8 digits, for example 10023456."),
            )
        )

    async def answer(self, said: Said, desk: Desk) -> InvoiceNumber:
        """Judged only together with the invoice."""
        return InvoiceNumber(self.purpose, said.line(40))


@dataclass(frozen=True)
class InvoiceNumber(Step[Desk]):
    """Which invoice they have before them."""

    purpose: Purpose
    customer_number: str

    async def ask(self, desk: Desk) -> Ask:
        """Any invoice will do."""
        return Ask(
            lines(
                _("What is the number of an invoice?"),
                _("One of the last ones, as printed at its top, for example FV/2026/09/00123."),
            )
        )

    async def answer(self, said: Said, desk: Desk) -> GrossAmount:
        """Judged only together with the amount."""
        return GrossAmount(self.purpose, self.customer_number, said.line(60))


@dataclass(frozen=True)
class GrossAmount(Step[Desk]):
    """What only the holder of the invoice knows."""

    purpose: Purpose
    customer_number: str
    invoice_number: str

    async def ask(self, desk: Desk) -> Ask:
        """The gross total of that invoice."""
        return Ask(
            lines(
                _("What is the gross amount of that invoice?"),
                _("The total with VAT, in złoty, for example 184,20."),
            )
        )

    async def answer(self, said: Said, desk: Desk) -> Email | NewPassword | End:
        """Right: on to the e-mail or the new password. Wrong in any way: one and the same answer."""
        gross = said.money()
        payer = await desk.payers.identify(self.customer_number, self.invoice_number, gross)
        owner = await desk.accounts.of_payer(payer) if payer is not None else None
        account = owner.account if owner else None
        if delay := wait(await desk.attempts.tallies(account, self.customer_number), desk.now()):
            await self._record(desk, Reason.TOO_MANY, account)
            return End(too_many(delay))
        if payer is None:
            return await self._refuse(desk, Reason.WRONG_DATA, None)
        if self.purpose is Purpose.REGISTRATION:
            return Email(payer) if owner is None else await self._refuse(desk, Reason.ALREADY_REGISTERED, account)
        if owner is None:
            return await self._refuse(desk, Reason.NOT_REGISTERED, None)
        return NewPassword(payer, owner.email, Purpose.RECOVERY)

    async def _refuse(self, desk: Desk, reason: Reason, account: AccountId | None) -> End:
        await self._record(desk, reason, account)
        if account is not None:
            what = _("🔐 Somebody tried to register with the data of your invoice, {at}.", at=desk.now())
            not_me = Entry("alarm", _("It was not me"), f"{account}-0")
            desk.pushes.tell_owner(account, lines(what, NOT_ME_HINT), [not_me])
        return End(PROOF_FAILED, [Entry(self.purpose_word(), _("Try again")), Entry("login", _("Log in"))])

    def purpose_word(self) -> str:
        """The dialog to begin again."""
        return "recovery" if self.purpose is Purpose.RECOVERY else "register"

    async def _record(self, desk: Desk, reason: Reason, account: AccountId | None) -> None:
        await desk.attempts.record(
            self.purpose,
            reason,
            given=self.invoice_number,
            account=account,
            customer_number=self.customer_number,
        )
