"""Invented customers, one after another: the same seed and day make the same ones, however many are asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import islice

from ibok_bot.demo.facts import CustomerFacts, PayerKind
from ibok_bot.demo.history import History
from ibok_bot.demo.identities import Known, Registry
from ibok_bot.demo.payments import Habit
from ibok_bot.demo.personas import roles
from ibok_bot.demo.telling import Plan, PointPlan, tell

INDIVIDUAL = 50
"""So many customers have a history of their own; later ones share histories, so that many are made quickly."""
_SHARED = 240
_HABITS = (Habit.IN_TIME,) * 12 + (Habit.AT_THE_DUE_DATE,) * 3 + (Habit.LATE,) * 3 + (Habit.ROUNDS_UP, Habit.IN_DEBT)
_GROUPS = ("G11",) * 8 + ("G12",) * 2 + ("C11",)


def generate(customers: int, seed: int, today: date) -> Iterator[CustomerFacts]:
    """So many customers with 24 months up to today, the named personas first."""
    return islice(_endless(seed, today), customers)


def _endless(seed: int, today: date) -> Iterator[CustomerFacts]:
    registry = Registry(seed)
    for role in roles(today):
        happened = tell(role.plan, today, _chance(seed, role.persona))
        known = Known(role.name, role.language, role.login.email if role.login else None)
        yield CustomerFacts(registry.identity(happened, role.kind, known), happened, role.persona, role.login)
    chance = _chance(seed, "customers")
    for _place in range(len(roles(today)), INDIVIDUAL):
        yield _customer(registry, tell(_plan(chance, bill_months=2), today, chance))
    shared = [tell(_plan(chance, bill_months=(6, 12)[place % 2]), today, chance) for place in range(_SHARED)]
    while True:
        yield _customer(registry, chance.choice(shared))


def _customer(registry: Registry, happened: History) -> CustomerFacts:
    business = happened.points[0].group == "C11"
    return CustomerFacts(registry.identity(happened, PayerKind.BUSINESS if business else PayerKind.HOUSEHOLD), happened)


def _plan(chance: random.Random, bill_months: int) -> Plan:
    group = chance.choice(_GROUPS)
    three_phases = group == "C11" or chance.randrange(3) == 0
    point = PointPlan(
        group,
        chance.choice((420, 900, 1400, 1900, 2300, 3100, 4800)) * (3 if group == "C11" else 1),
        phases=3 if three_phases else 1,
        power_w=12_000 if three_phases else 4000,
        remote=chance.randrange(3) == 0,
    )
    return Plan((point,), bill_months, chance.randrange(bill_months), chance.choice(_HABITS))


def _chance(seed: int, what: str) -> random.Random:
    """Chance that depends on the seed alone; a name of its own, so that one more persona changes no other."""
    return random.Random(f"{what} {seed}")  # noqa: S311 - invented people, not secrets
