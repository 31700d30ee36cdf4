"""The named personas, who come first in every demo: each stands for a case that a tester wants to meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ibok_bot.demo.facts import Login, PayerKind
from ibok_bot.demo.payments import Habit
from ibok_bot.demo.telling import Plan, PointPlan

_SWAPPED_AGO = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Role:
    """Who a persona is, before numbers and history are made up. Without a log-in it has yet to register."""

    persona: str
    name: str
    plan: Plan
    language: str = "pl"
    kind: PayerKind = PayerKind.HOUSEHOLD
    login: Login | None = None


def roles(today: date) -> tuple[Role, ...]:
    """The six personas, as they are on this day."""
    day_and_night = PointPlan("G12", 1800, power_w=6000)
    swapped_on = (today - _SWAPPED_AGO).replace(day=17)
    farm = (
        PointPlan("G12", 5200, phases=3, power_w=12_000, night_percent=55, swapped_on=swapped_on),
        PointPlan("G11", 2300, corrected=4),
        PointPlan("G11", 700, turns_over=True),
    )
    bakery = PointPlan("C11", 18_000, phases=3, power_w=16_000, multiplier=20, remote=True)
    return (
        Role("unregistered", "Anna Zielińska", Plan((PointPlan("G11", 1900),), habit=Habit.AT_THE_DUE_DATE)),
        Role(
            "registered",
            "Tomasz Wiśniewski",
            Plan((day_and_night,), habit=Habit.IN_DEBT),
            login=Login("tomasz@example.com", "zielony rower na moście"),
        ),
        Role(
            "several",
            "Katarzyna Lis",
            Plan(farm, habit=Habit.LATE),
            login=Login("katarzyna@example.com", "trzy liczniki w piwnicy"),
        ),
        Role(
            "business",
            "Piekarnia Kłos sp. z o.o.",
            Plan((bakery,), bill_months=1, habit=Habit.LATE),
            kind=PayerKind.BUSINESS,
            login=Login("biuro@klos.example.pl", "chleb prosto z pieca 5"),
        ),
        Role(
            "ukrainian",
            "Oksana Kowal",
            Plan((PointPlan("G11", 1100),), habit=Habit.ROUNDS_UP),
            "uk",
            login=Login("oksana@example.com", "синє небо над полем"),
        ),
        Role("english", "Emma Clarke", Plan((PointPlan("G12", 3100, phases=3, power_w=9000, total=True),)), "en"),
    )
