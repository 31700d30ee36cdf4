"""What `ibok-bot demo-data --json` prints: its shape is published, scripts read it."""

import json
import re
from datetime import date

import msgspec
import pytest

from ibok_bot.demo.facts import CustomerFacts
from ibok_bot.demo.generator import generate
from ibok_bot.demo_office import persona_json
from ibok_bot.domain import ppe
from ibok_bot.domain.money import Money

TODAY = date(2026, 11, 24)
PERSONAS = [facts for facts in generate(6, 1, TODAY) if facts.persona]


class Register(msgspec.Struct, forbid_unknown_fields=True):
    """A counter and what it showed last, in whole kWh."""

    obis: str
    last_reading: str


class Meter(msgspec.Struct, forbid_unknown_fields=True):
    """A meter."""

    number: str
    registers: list[Register]


class Point(msgspec.Struct, forbid_unknown_fields=True):
    """A metering point."""

    ppe: str
    meters: list[Meter]


class Login(msgspec.Struct, forbid_unknown_fields=True):
    """What a registered persona logs in with."""

    email: str
    password: str


class Printed(msgspec.Struct, forbid_unknown_fields=True):
    """One element of the array."""

    persona: str
    language: str
    name: str
    customer_number: str
    invoice_number: str
    invoice_gross: str
    metering_points: list[Point]
    login: Login | None


@pytest.mark.parametrize("facts", PERSONAS, ids=lambda facts: facts.persona)
def test_the_published_shape(facts: CustomerFacts) -> None:
    printed = msgspec.json.decode(json.dumps(persona_json(facts)), type=Printed)
    assert printed.name == facts.name
    assert printed.language in {"pl", "uk", "en"}
    assert re.fullmatch(r"\d{8}", printed.customer_number)
    assert re.fullmatch(r"FV/\d{4}/\d\d/\d{5}", printed.invoice_number)
    assert re.fullmatch(r"\d+\.\d\d", printed.invoice_gross)
    assert Money.parse(printed.invoice_gross) == facts.newest_invoice.gross
    assert printed.metering_points
    for point in printed.metering_points:
        assert ppe.is_valid(point.ppe)
        assert len(point.meters) == 1, "those that were removed are not there to be read"
        registers = [register for meter in point.meters for register in meter.registers]
        assert registers
        assert all(re.fullmatch(r"1\.8\.[012]", register.obis) for register in registers)
        assert all(re.fullmatch(r"[1-9]\d*", register.last_reading) for register in registers), "as one types them"
