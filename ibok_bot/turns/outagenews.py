"""News of faults, written with the change that they tell of: to every reporter, and to an area.

A report's messages have a topic of their own, and a newer one takes the place of an older one that was not sent yet.
They are written while the incident is locked, so that their keys grow as its states follow one another; the delivery
drops what comes again after a newer one. Who has withdrawn is told nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.dialogs import outagenews
from ibok_bot.dialogs.outagenews import News
from ibok_bot.dialogs.outagewords import KIND_NAMES
from ibok_bot.dialogs.talk import Entry, Style
from ibok_bot.domain.audience import Audience, Condition, Postcodes, Towns
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastPlan, Policy
from ibok_bot.domain.calendar import warsaw_day
from ibok_bot.domain.dispatch import CaseLine
from ibok_bot.domain.ids import AccountId, IncidentId
from ibok_bot.domain.outages import Area
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.domain.supplier import Supplier
from ibok_bot.i18n import LANGUAGES, WARSAW, Text, Voice, _
from ibok_bot.storage.audiences import count
from ibok_bot.storage.broadcasts import Broadcasts
from ibok_bot.storage.deliveries import Deliveries, Message
from ibok_bot.storage.dispatch import Dispatch
from ibok_bot.storage.dispatchrows import Told
from ibok_bot.storage.reminders import MOST_ACCOUNTS, Owner, owners
from ibok_bot.storage.reportrows import report_topic
from ibok_bot.turns.pushes import Push, payload

_WHILE_OPEN = timedelta(hours=12)
"""By then there is other news, or this one is stale."""
_AFTER = timedelta(days=3)
_AREA = timedelta(hours=6)
_NOBODY = AccountId(0)
"""A sending to an area is no one account's."""
_REPORT = Entry("outages", _("⚡ Report a fault"), style=Style.PRIMARY)


class OutageNews:
    """Messages on the transaction that causes them."""

    def __init__(
        self, conn: AsyncConnection, now: datetime, supplier: Supplier, timezone: ZoneInfo = WARSAW,
        channel: str = "telegram",
    ) -> None:  # fmt: skip
        self._conn, self._now, self._supplier, self._timezone, self._channel = conn, now, supplier, timezone, channel
        self._dispatch, self._broadcasts = Dispatch(conn, now), Broadcasts(conn, now)
        self._deliveries = Deliveries(conn, None, now)

    async def tell(self, incident: IncidentId, whom: Sequence[Told], note: str | None = None) -> int:
        """How the incident stands, to the owners of these reports; how many messages were written."""
        case = await self._dispatch.by_id(incident)
        if case is None:
            return 0
        written = 0
        for start in range(0, len(whom), MOST_ACCOUNTS):
            some = whom[start : start + MOST_ACCOUNTS]
            known = await owners(self._conn, {each.account for each in some})
            messages = [
                message
                for each in some
                if (owner := known.get(each.account)) is not None
                for message in self._messages(case, each, owner, note)
            ]
            await self._deliveries.add_all(messages)
            written += len(messages)
        return written

    async def count_area(self, incident: IncidentId) -> int | None:
        """How many chats there are in the area; None where it is not known, or they are a crowd."""
        case = await self._dispatch.by_id(incident)
        audience = None if case is None else audience_of(case.area)
        if audience is None:
            return None
        found = await count(self._conn, audience, self._channel, warsaw_day(self._now), kind=None)
        return None if found.total > self._supplier.approve_above else found.total

    async def tell_area(self, incident: IncidentId, by: Actor, note: str | None) -> BroadcastId | None:
        """To everybody there; what an earlier word has not told yet, it does not tell any more."""
        case = await self._dispatch.by_id(incident)
        audience = None if case is None else audience_of(case.area)
        if case is None or audience is None or await self.count_area(incident) is None:
            return None
        said = outagenews.of_area(_news(case, note), KIND_NAMES[case.kind], case.area, self._now, self._timezone)
        plan = BroadcastPlan(
            texts={language: self._payload(said, _REPORT, language) for language in LANGUAGES},
            audience=audience,
            starts_at=self._now,
            kind=PushKind.SERVICE,
            expires_at=self._now + _AREA,
            urgent=True,
            policy=Policy.AT_LEAST_ONCE,
            author=by.id if isinstance(by, StaffMember) else None,
        )
        earlier = await self._dispatch.area_told(incident)
        if earlier is not None:
            await self._broadcasts.cancel(earlier)
        made = await self._broadcasts.plan(plan)
        await self._dispatch.set_area_told(incident, made)
        return made

    def _messages(self, case: CaseLine, told: Told, owner: Owner, note: str | None) -> list[Message]:
        """To each chat of an owner, in its language."""
        hides = owner.wishes.without_amounts
        said = outagenews.of_report(
            _news(case, note), told.number, told.address, self._now, self._timezone, hides=hides
        )
        button = outagenews.report_button(told.public_id)
        return [
            Message(
                chat.channel,
                chat.chat,
                self._payload(said, button, chat.language, owner.account),
                kind=PushKind.SERVICE,
                topic=report_topic(told.report),
                expires_at=self._now + (_WHILE_OPEN if case.state.is_open else _AFTER),
                urgent=True,
                account=owner.account,
                supersede=True,
            )
            for chat in owner.chats
        ]

    def _payload(self, said: Text, button: Entry, language: str, account: AccountId = _NOBODY) -> str:
        return payload(Push(account, said, (button,)), Voice(language, self._timezone))


def audience_of(area: Area) -> Audience | None:
    """The customers of an area, by postcode and locality as far as they are known; None of a shared spot alone."""
    conditions: list[Condition] = [
        *([Postcodes((area.postcode,))] if area.postcode else []),
        *([Towns((area.town,))] if area.town else []),
    ]
    return Audience(tuple(conditions)) if conditions else None


def _news(case: CaseLine, note: str | None) -> News:
    return News(case.kind, case.state, case.expected_at, note)
