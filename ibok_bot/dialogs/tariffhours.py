"""When electricity is cheaper today, in words: which hours, what is in force now, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ibok_bot.dialogs.billwords import ZONES
from ibok_bot.dialogs.talk import Ask, Entry, Said, Step
from ibok_bot.dialogs.tariffdesk import Desk
from ibok_bot.domain.calculator import Offer
from ibok_bot.domain.calendar import WARSAW, warsaw_day
from ibok_bot.domain.ids import OperatorId
from ibok_bot.domain.zones import NoHours, Stretch, Timetable
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, paragraphs

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours(Step[Desk]):
    """The zones in force now and the cheaper hours of today, of each tariff that has zones."""

    operator: OperatorId

    async def ask(self, desk: Desk) -> Ask:
        """The meter decides, so this is for planning."""
        offers = await desk.tariffs.offers(self.operator, warsaw_day(desk.now()))
        told = [hours_of(offer, desk.now()) for offer in offers if offer.hours.hours]
        return Ask(
            paragraphs(*told, _("It is the meter’s clock that decides."))
            if told
            else _("No tariff here has cheaper hours."),
            [Entry("tariffs", _("With numbers I type"), "typed")],
            crumb=_("Cheaper hours today"),
        )

    async def answer(self, said: Said, desk: Desk) -> Hours:
        """There is nothing to answer."""
        said.one_of(())
        return self


def hours_of(offer: Offer, now: datetime) -> Text:
    """A tariff by its name, and its hours today as far as they are known."""
    name = _("<b>{group}</b>: {name}", group=Verbatim(offer.group), name=Verbatim(offer.name))
    try:
        return lines(name, hours_today(offer.hours, now))
    except NoHours:
        return lines(name, _("Its hours are not known for these days."))


def hours_today(timetable: Timetable, now: datetime) -> Text:
    """The zone in force and the cheaper hours that begin today. Raises NoHours."""
    today, going_on = warsaw_day(now), timetable.going_on(now)
    until = _moment(going_on.end, today)
    if going_on.zone.cheap:
        state = _("🟢 Now it is cheaper, until {until}.", until=until)
    else:
        state = _("🔴 Now it is dearer ({zone}), until {until}.", zone=ZONES[going_on.zone], until=until)
    return lines(state, cheaper_hours(timetable.cheap_from(today), today))


def cheaper_hours(cheap: Sequence[Stretch], today: date) -> Text:
    """The cheaper times of a day in a sentence of its own."""
    if not cheap:
        return _("No cheaper hours begin today.")
    if len(cheap) == 1 and warsaw_day(cheap[0].start) == today < warsaw_day(cheap[0].end) and _at_midnight(cheap[0]):
        return _("Today it is cheaper all day.")
    *before, last = (_stretch(each, today) for each in cheap)
    hours = _("{these} and {last}", these=joined(before, ", "), last=last) if before else last
    return _("Cheaper today: {hours}", hours=hours)


def _at_midnight(stretch: Stretch) -> bool:
    local = stretch.start.astimezone(WARSAW)
    return (local.hour, local.minute) == (0, 0)


def _stretch(stretch: Stretch, today: date) -> Text:
    """Into the next morning it is plain what is meant; when it ends later, the day is said."""
    start, end = _clock(stretch.start), _clock(stretch.end)
    if warsaw_day(stretch.end) <= today + _DAY:
        return _("{start}–{end}", start=start, end=end)
    return _("from {start} to {date}, {end}", start=start, end=end, date=warsaw_day(stretch.end))


def _moment(moment: datetime, today: date) -> Text:
    day = warsaw_day(moment)
    if day == today:
        return _clock(moment)
    if day == today + _DAY:
        return _("{time} tomorrow", time=_clock(moment))
    return _("{date}, {time}", date=day, time=_clock(moment))


def _clock(moment: datetime) -> Text:
    local = moment.astimezone(WARSAW)
    return Verbatim(f"{local.hour}:{local.minute:02}")
