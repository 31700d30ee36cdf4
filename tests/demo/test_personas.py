"""The named personas: one for each case that a tester wants to meet."""

from datetime import date

import pytest

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.generator import generate
from ibok_bot.domain.dues import Due
from ibok_bot.domain.energy import Energy
from ibok_bot.domain.ids import DueId
from ibok_bot.domain.passwords import weakness
from ibok_bot.domain.readings import ReadingKind

TODAY = date(2026, 11, 24)


def personas(seed: int = 1, today: date = TODAY) -> list[CustomerFacts]:
    """All of them."""
    return [facts for facts in generate(50, seed, today) if facts.persona]


def overdue(facts: CustomerFacts, today: date = TODAY) -> list[Due]:
    """What a persona owes past its day."""
    dues = [
        Due(DueId(1), invoice.number, "", invoice.due_on, invoice.gross, invoice.gross - invoice.paid)
        for invoice in facts.invoices
    ]
    return [due for due in dues if due.is_overdue(today)]


def test_an_unregistered_household_with_one_meter() -> None:
    [found] = [
        facts for facts in personas() if facts.kind == "household" and facts.language == "pl" and facts.login is None
    ]
    [point] = found.points
    assert point.group == "G11"
    assert len(point.meters) == 1
    assert found.persona == "unregistered"


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 1), date(2027, 1, 31), date(2027, 3, 4), date(2027, 5, 5)])
def test_a_registered_household_by_day_and_night_with_overdue_dues(today: date) -> None:
    found = [
        facts
        for facts in personas(today=today)
        if facts.kind == "household" and facts.login and [point.group for point in facts.points] == ["G12"]
    ]
    assert found
    late = overdue(found[0], today)
    assert [due.remaining < due.amount for due in late] == [True, False], "one of the two is paid in part"
    open_ones = [invoice for invoice in found[0].invoices if invoice.paid < invoice.gross]
    assert [invoice.due_on >= today for invoice in open_ones] == [False, False, True], "and one is not late yet"
    registers = [register.obis for meter in found[0].points[0].meters for register in meter.registers]
    assert registers == ["1.8.1", "1.8.2"]


@pytest.mark.parametrize("today", [TODAY, date(2027, 3, 4)])
def test_a_register_about_to_begin_again_with_zeros(today: date) -> None:
    [several] = [facts for facts in personas(today=today) if facts.persona == "several"]
    [register] = several.points[-1].meters[0].registers
    values = [reading.value for reading in register.readings]
    assert (register.digits, values[-1]) == (5, Energy.of(99_990))
    assert values == sorted(values)
    assert values[-1].wh - values[0].wh == sum(invoice.bill.energy.wh for invoice in several.points[-1].invoices)


def test_a_total_register_beside_those_of_the_zones() -> None:
    [english] = [facts for facts in personas() if facts.persona == "english"]
    day, night, total = english.points[0].meters[0].registers
    assert [one.obis for one in (day, night, total)] == ["1.8.1", "1.8.2", "1.8.0"]
    for one, other, together in zip(day.readings, night.readings, total.readings, strict=True):
        assert together.value == one.value + other.value
        assert (together.day, together.kind) == (one.day, one.kind)


def test_several_metering_points_and_a_swapped_meter() -> None:
    [found] = [facts for facts in personas() if len(facts.points) > 1]
    swapped = [point for point in found.points if len(point.meters) == 2]
    assert swapped
    old, new = swapped[0].meters
    assert old.number != new.number
    assert new.removed_on is None
    for register in old.registers:
        assert (register.readings[-1].kind, register.readings[-1].day) == (ReadingKind.REMOVAL, old.removed_on)
    for register in new.registers:
        assert (register.readings[0].kind, register.readings[0].day) == (ReadingKind.MOUNTING, old.removed_on)
        assert len(register.readings) > 1


def test_a_business_with_a_tax_number() -> None:
    [found] = [facts for facts in personas() if facts.kind == "business"]
    assert [point.group for point in found.points] == ["C11"]
    assert found.identity.nip
    assert found.login
    assert [meter.multiplier for meter in found.history.points[0].meters] == [20]


def test_one_has_paid_too_much_and_owes_nothing() -> None:
    [found] = [facts for facts in personas() if any(payment.unallocated for payment in facts.history.payments)]
    assert found.login
    assert all(invoice.paid == invoice.gross for invoice in found.invoices)


def test_one_speaks_ukrainian_and_one_english() -> None:
    assert {facts.language for facts in personas()} == {"pl", "uk", "en"}
    assert all(facts.name for facts in personas())


def test_log_ins_are_good_passwords_at_example_addresses() -> None:
    logins = [facts.login for facts in personas() if facts.login]
    assert len(logins) >= 3
    for login in logins:
        assert weakness(login.password, [login.email]) is None
        assert login.email.endswith((".example.com", "@example.com", ".example.pl", "@example.pl"))
        assert login.email == login.email.lower()
        assert login.password not in repr(login)


def test_each_holds_a_newest_invoice_to_register_with() -> None:
    for facts in personas():
        newest = facts.newest_invoice
        assert all(
            (invoice.issued_on, invoice.number) <= (newest.issued_on, newest.number)
            for point in facts.points
            for invoice in point.invoices
        )


def test_only_these_have_log_ins() -> None:
    assert not [facts for facts in generate(50, 1, TODAY) if facts.login and not facts.persona]


def test_another_seed_changes_figures_but_not_who_they_are() -> None:
    one, other = personas(1), personas(2)
    assert [(facts.persona, facts.name, facts.login) for facts in one] == [
        (facts.persona, facts.name, facts.login) for facts in other
    ]
    assert [facts.newest_invoice.gross for facts in one] != [facts.newest_invoice.gross for facts in other]
