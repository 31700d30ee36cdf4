"""Makes invented customers: 24 months of readings and invoices that add up to the grosz, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ibok_bot.demo.facts import CustomerFacts, InvoiceFact, MeterFact, PointFact, ReadingFact, RegisterFact
from ibok_bot.demo.personas import FIRST_NAMES, LAST_NAMES, PERSONAS, STREETS, TOWNS, Plan
from ibok_bot.demo.prices import PRICE_LISTS
from ibok_bot.domain import nip, nrb, ppe
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.settlement import Settlement, Use, consumption, settle
from ibok_bot.domain.tariff import Band, Zone

BANK = "10901014"
_MONTHS = 24
_ISSUED_AFTER, _DUE_AFTER = timedelta(days=8), timedelta(days=30)
_SEASON = (1.25, 1.15, 1.05, 0.95, 0.85, 0.80, 0.80, 0.82, 0.90, 1.00, 1.15, 1.28)
_OBIS = {Zone.ALL: "1.8.0", Zone.DAY: "1.8.1", Zone.NIGHT: "1.8.2"}
_SHARE = {Zone.ALL: 1.0, Zone.DAY: 0.6, Zone.NIGHT: 0.4}
_COMPUTED_ONE_BY_ONE = 1000
_POOL = 40
_POOL_INVOICES = 2
"""Customers beyond the first thousand are for benchmarks: they share forty patterns of use and two invoices each."""


@dataclass(frozen=True, slots=True)
class _Period:
    first: date
    last: date


def generate(customers: int, seed: int, today: date) -> Iterator[CustomerFacts]:
    """The customers one by one: the personas first, then people made up from the seed."""
    pool = _pool(seed, today) if customers > _COMPUTED_ONE_BY_ONE else []
    for index in range(1, customers + 1):
        random = Random(f"{seed}:{index}")  # noqa: S311 - the same seed must make the same people
        if index <= _COMPUTED_ONE_BY_ONE:
            plan = PERSONAS[index - 1] if index <= len(PERSONAS) else _plan(random)
            yield _customer(index, plan, _points(index, plan, random, today), random)
        else:
            yield _pooled(index, pool[index % len(pool)], random)


def _plan(random: Random) -> Plan:
    name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
    return Plan(None, name, groups=(random.choice(("G11", "G11", "G12")),), unpaid=random.choice((0, 0, 0, 1, 2)))


def _customer(index: int, plan: Plan, points: tuple[PointFact, ...], random: Random) -> CustomerFacts:
    postcode, town = TOWNS[index % len(TOWNS)]
    return CustomerFacts(
        customer_number=f"{10000000 + index * 7}",
        kind=plan.kind,
        name=plan.name,
        nip=_nip(index) if plan.kind == "business" else None,
        street=f"ul. {random.choice(STREETS)} {random.randint(1, 120)}",
        postcode=postcode,
        town=town,
        account_nrb=nrb.make(BANK, f"77{index:014}"),
        points=points,
        persona=plan.persona,
        language=plan.language,
        login=plan.login,
    )


def _nip(index: int) -> str:
    first = 525_000_000 + index
    while nip.check_digit(str(first)) == 10:  # noqa: PLR2004 - such numbers are never given out
        first += 1
    return f"{first}{nip.check_digit(str(first))}"


def _points(index: int, plan: Plan, random: Random, today: date) -> tuple[PointFact, ...]:
    return tuple(
        _point(index, place, group, plan=plan, random=random, today=today) for place, group in enumerate(plan.groups, 1)
    )


def _point(index: int, place: int, group: str, *, plan: Plan, random: Random, today: date) -> PointFact:
    periods = list(_periods(today, 1 if plan.kind == "business" else 2))
    annual = random.randint(1300, 4200) if plan.kind == "household" else random.randint(9000, 16000)
    phases = 3 if plan.kind == "business" else random.choice((1, 3))
    swap_on = periods[len(periods) // 2].first + timedelta(days=20) if plan.swap and place == 1 else None
    meters = _meters(index, place, group, periods[0].first, swap_on)
    readings, used = _read(meters, periods, annual, random)
    months = 1 if plan.kind == "business" else 2
    invoices = []
    for number, period in enumerate(periods):
        settled = settle(
            PRICE_LISTS[group], used[number], period.first, period.last, Decimal(months),
            phases=phases, band=Band.of(Decimal(annual)),
        )  # fmt: skip
        unpaid_from = sum(p.last + _DUE_AFTER < today for p in periods) - plan.unpaid
        part = plan.part_paid and number == unpaid_from + 1
        paid_on = min(today, period.last + _DUE_AFTER + timedelta(days=random.randint(-9, 4)))
        paid = settled.gross if number < unpaid_from else Money.of("50.00") if part else Money(0)
        energy = Energy(sum(use.energy.wh for use in used[number]))
        invoices.append(_invoice(index * 4 + place, period, settled, energy, paid=paid, paid_on=paid_on))
    return PointFact(
        ppe=ppe.make(f"5902438{index * 4 + place:010}"),
        street=f"ul. {random.choice(STREETS)} {random.randint(1, 120)}",
        contract=f"U/{index:07}/{place}",
        group=group,
        phases=phases,
        power_w=5000 if phases == 1 else 14000,
        meters=meters,
        readings=tuple(readings),
        invoices=tuple(i for i in invoices if i.issued_on <= today),
    )


def _periods(today: date, months: int) -> Iterator[_Period]:
    """Billing periods of whole months, the last ending with the last full month before today."""
    month = today.year * 12 + today.month - 1 - _MONTHS
    for _number in range(0, _MONTHS, months):
        following = month + months
        yield _Period(_first_of(month), _first_of(following) - timedelta(days=1))
        month = following


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _meters(index: int, place: int, group: str, first: date, swap_on: date | None) -> tuple[MeterFact, ...]:
    zones = PRICE_LISTS[group].zones

    def meter(serial: int, mounted_on: date, removed_on: date | None) -> MeterFact:
        registers = tuple(
            RegisterFact(place * 100 + serial * 10 + order, _OBIS[zone], zone) for order, zone in enumerate(zones)
        )
        return MeterFact(f"{30000000 + (index * 4 + place) * 3 + serial}", mounted_on, removed_on, registers)

    if swap_on is None:
        return (meter(0, first, None),)
    return (meter(0, first, swap_on), meter(1, swap_on, None))


def _read(
    meters: tuple[MeterFact, ...], periods: list[_Period], annual: int, random: Random
) -> tuple[list[ReadingFact], list[list[Use]]]:
    """Readings at the end of each period (and at a swap), and what was used in each period by register."""
    shown = {r.key: random.randint(2000, 30000) if m.removed_on or len(meters) == 1 else 0
             for m in meters for r in m.registers}  # fmt: skip
    readings = [
        ReadingFact(r.key, m.mounted_on, "mounting", Energy.of(shown[r.key])) for m in meters for r in m.registers
    ]
    used: list[list[Use]] = []
    for number, period in enumerate(periods):
        uses = []
        for meter in meters:
            start = max(period.first, meter.mounted_on)
            end = min(period.last, meter.removed_on or period.last)
            if start > end:
                continue
            for register in meter.registers:
                before = shown[register.key]
                shown[register.key] += _kwh(annual, register.zone, start, end, random)
                value = Energy.of(shown[register.key])
                kind = "removal" if meter.removed_on == end else ("estimated" if number % 5 == 3 else "remote")  # noqa: PLR2004
                readings.append(ReadingFact(register.key, end, kind, value))
                uses.append(Use(register.zone, consumption(Energy.of(before), value, 1), register.key))
        used.append(uses)
    return readings, used


def _kwh(annual: int, zone: Zone, start: date, end: date, random: Random) -> int:
    days = (end - start).days + 1
    season = _SEASON[(start.month + end.month) // 2 - 1 if start.month <= end.month else 0]
    return round(annual / 365 * days * season * _SHARE[zone] * random.uniform(0.9, 1.1))


def _invoice(
    serial: int, period: _Period, settled: Settlement, energy: Energy, *, paid: Money, paid_on: date
) -> InvoiceFact:
    issued_on = period.last + _ISSUED_AFTER
    return InvoiceFact(
        number=f"FV/{issued_on:%Y/%m}/{serial:05}",
        issued_on=issued_on,
        due_on=period.last + _DUE_AFTER,
        period_from=period.first,
        period_to=period.last,
        lines=settled.lines,
        net=settled.net,
        vat=settled.vat,
        gross=settled.gross,
        energy=energy,
        paid=paid,
        paid_on=paid_on if paid else None,
    )


def _pool(seed: int, today: date) -> list[PointFact]:
    patterns = []
    for place in range(_POOL):
        random = Random(f"{seed}:pool:{place}")  # noqa: S311
        patterns.append(
            _point(0, 1, "G12" if place % 3 == 0 else "G11", plan=_plan(random), random=random, today=today)
        )
    return patterns


def _pooled(index: int, pattern: PointFact, random: Random) -> CustomerFacts:
    serial = index * 4 + 1
    registers = pattern.meters[0].registers
    kept = pattern.invoices[-_POOL_INVOICES:]
    invoices = tuple(
        InvoiceFact(
            f"FV/{i.issued_on:%Y/%m}/{serial:05}", i.issued_on, i.due_on, i.period_from, i.period_to, i.lines,
            i.net, i.vat, i.gross, i.energy, i.paid, i.paid_on,
        )
        for i in kept
    )  # fmt: skip
    point = PointFact(
        ppe.make(f"5902438{serial:010}"),
        pattern.street,
        f"U/{index:07}/1",
        pattern.group,
        pattern.phases,
        pattern.power_w,
        (MeterFact(f"{30000000 + serial * 3}", pattern.meters[0].mounted_on, None, registers),),
        pattern.readings[-(_POOL_INVOICES + 1) * len(registers) :],
        invoices,
    )
    plan = Plan(None, f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}")
    return _customer(index, plan, (point,), random)
