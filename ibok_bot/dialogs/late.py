"""Late payments: the interest so far, as an estimate, and what the law lets follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ibok_bot.dialogs import bill
from ibok_bot.dialogs.bill import Payable
from ibok_bot.dialogs.payment import Paying
from ibok_bot.dialogs.talk import Ask, Choice, Outdated, Said, Step, Style
from ibok_bot.domain.arrears import Arrears, Stage, arrears
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dues import Due, Order, arranged, overdue
from ibok_bot.domain.interest import Rate, interest, interest_on
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_, paragraphs

_SHOWN = 10


class Dues(bill.Dues, Protocol):
    """The open dues of a customer, and the rates of late interest."""

    async def interest_rates(self) -> Sequence[Rate]: ...


class Desk(bill.Desk, Protocol):
    """What the page needs."""

    @property
    def dues(self) -> Dues: ...


@dataclass(frozen=True)
class Late(Step[Desk]):
    """What is overdue, with interest due by due, and what may follow."""

    async def ask(self, desk: Desk) -> Ask:
        """The estimate and the rule it follows; then the path the law sets, calmly."""
        today = warsaw_day(desk.now())
        late = await _overdue(desk)
        where = arrears(late, today)
        if where is None:
            raise Outdated(_("Nothing is overdue any more. Thank you!"))
        rates = await desk.dues.interest_rates()
        payer = await desk.payers.on_paper(desk.customer.payer)
        return Ask(
            paragraphs(
                _("Overdue: <b>{sum}</b>", sum=where.sum),
                _estimate(late, today, rates, business=payer.business),
                _path(where, desk.supplier.phone),
            ),
            [Choice("pay", _("Pay overdue {sum}", sum=where.sum), Style.SUCCESS)],
            crumb=_("Late payments"),
        )

    async def answer(self, said: Said, desk: Desk) -> Paying:
        """Pay what is overdue."""
        said.one_of(["pay"])
        return Paying(Payable(tuple(due.id for due in await _overdue(desk))))


async def _overdue(desk: Desk) -> list[Due]:
    today = warsaw_day(desk.now())
    return overdue(arranged(await desk.dues.open(desk.customer.payer), Order.DATE, today), today)


def _estimate(late: Sequence[Due], today: date, rates: Sequence[Rate], *, business: bool) -> Text:
    sum_of_all = interest_on(late, today, rates)
    if sum_of_all is None:
        return _("We do not know all interest rates since then, so there is no estimate of the interest here.")
    newest = max(rates, key=lambda rate: rate.valid_from)
    more = len(late) - _SHOWN
    return lines(
        _("Interest until today, <b>an estimate</b>: <b>{sum}</b>", sum=sum_of_all),
        *(_interest_of(due, today, rates) for due in late[:_SHOWN]),
        n_("and {n} more", "and {n} more", more) if more > 0 else None,
        _(
            "Rule: what is left × the statutory yearly rate × days ÷ 365, each due rounded to a grosz. The newest rate "
            "we know: {rate}% since {day}. Only the count on the supplier's note or invoice is binding.",
            rate=(newest.yearly * 100).normalize(),
            day=newest.valid_from,
        ),
        _("For companies a higher rate, that of commercial transactions, may apply.") if business else None,
    )


def _interest_of(due: Due, today: date, rates: Sequence[Rate]) -> Text:
    days = n_("{n} day", "{n} days", due.days_late(today))
    each = interest(due.remaining, due.due_on, today, rates)
    parts: list[Text] = [Verbatim(due.number), days]
    return joined([*parts, _("{sum}", sum=each)] if each is not None else parts, " · ")


def _path(where: Arrears, phone: str) -> Text:
    """What may follow, and what certainly does not: no break in supply without a letter first."""
    if where.stage is Stage.LATE:
        begin = _(
            "Nothing else happens now. If it is still unpaid on {day}, 30 days after its day, the supplier may "
            "send a written notice.",
            day=where.notice_from,
        )
    else:
        begin = _("At least 30 days have passed, so the supplier may send a written notice.")
    return paragraphs(
        lines(
            _("<b>What may follow</b>"),
            begin,
            _("The notice leaves 14 more days. Only after them, if it is still unpaid, may the supply be stopped."),
            _("This message is not that notice: it always comes in writing."),
        ),
        _(
            "Paying ends it. If you cannot pay at once, call us before the notice comes: {phone}.",
            phone=Verbatim(phone),
        ),
    )
