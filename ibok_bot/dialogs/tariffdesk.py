"""What every page of the tariff calculator needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from ibok_bot.domain.calculator import Offer
from ibok_bot.domain.ids import OperatorId
from ibok_bot.i18n import Voice


class Tariffs(Protocol):
    """The tariffs of an operator, with their prices and hours, as they are on a day."""

    async def offers(self, operator: OperatorId, day: date) -> Sequence[Offer]: ...


class Desk(Protocol):
    """The tariffs, the time, and how the person is spoken to."""

    @property
    def tariffs(self) -> Tariffs: ...
    def now(self) -> datetime: ...
    def voice(self) -> Voice: ...
