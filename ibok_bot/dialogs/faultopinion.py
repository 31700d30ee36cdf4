"""One question after a fault is resolved: how we dealt with this report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Outdated, Said, Step
from ibok_bot.domain.access import Customer
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.surveys import SCALE
from ibok_bot.i18n import Text, Verbatim, _, lines

_GONE = _("There is no such report for this account.")
_STARS: tuple[Text, ...] = (
    _("1 – very bad"),
    _("2 – bad"),
    _("3 – fair"),
    _("4 – good"),
    _("5 – very good"),
)


class Surveys(Protocol):
    """Opinions about faults."""

    async def fault_number(self, account: AccountId, report: str) -> str | None: ...
    async def rate_fault(self, account: AccountId, report: str, mark: int) -> None: ...


class Desk(Protocol):
    """What the question needs."""

    @property
    def customer(self) -> Customer: ...
    @property
    def surveys(self) -> Surveys: ...


@dataclass(frozen=True)
class RateFault(Step[Desk]):
    """How we dealt with one report of this customer's."""

    report: str

    async def ask(self, desk: Desk) -> Ask:
        """Five marks. Raises Outdated for a report of somebody else's."""
        number = await self._number(desk)
        best_first = [Choice(str(mark), _STARS[mark - 1]) for mark in reversed(SCALE)]
        return Ask(
            lines(
                _("<b>How did we deal with your report {number}?</b>", number=Verbatim(number)),
                _("One press is enough. The mark is kept with the report."),
            ),
            [*best_first],
            crumb=Verbatim(number),
        )

    async def answer(self, said: Said, desk: Desk) -> End:
        """Keep the mark; a later one takes its place."""
        await self._number(desk)
        mark = int(said.one_of([str(mark) for mark in SCALE]))
        await desk.surveys.rate_fault(desk.customer.account, self.report, mark)
        return End(
            _("✅ Thank you for your opinion."),
            [Entry("suggestion", _("💡 Say more")), Entry("survey", _("📝 Surveys"))],
        )

    async def _number(self, desk: Desk) -> str:
        number = await desk.surveys.fault_number(desk.customer.account, self.report)
        if number is None:
            raise Outdated(_GONE)
        return number
