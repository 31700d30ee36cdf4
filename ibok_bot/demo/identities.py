"""Names, numbers and codes of invented customers: every checksum is right, and no number is given twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from ibok_bot.demo.facts import Address, Identity, PayerKind, PointIdentity
from ibok_bot.demo.history import Bill, History
from ibok_bot.demo.supplier import metering_point_code, virtual_account
from ibok_bot.domain import nip

_NAMES = {
    "pl": (
        ("Anna", "Barbara", "Celina", "Dorota", "Adam", "Bogdan", "Cezary", "Damian"),
        ("Bocian", "Czapla", "Dąbek", "Jeleń", "Mazur", "Sikora", "Szpak", "Wróbel", "Żuraw", "Gżegżółka"),
    ),
    "uk": (("Олена", "Ірина", "Соломія", "Тарас", "Іван"), ("Журавель", "Лелека", "Соловей", "Їжак")),
    "en": (("Alice", "Grace", "Henry", "Oliver"), ("Finch", "Heron", "O'Swift", "Wren")),
}
_LANGUAGES = ("pl",) * 17 + ("uk",) * 2 + ("en",)
_STREETS = ("Brzozowa", "Cicha", "Jasna", "Łąkowa", "Słoneczna", "Świetlna", "Źródlana")
_TOWNS = (("99-901", "Testowo"), ("99-902", "Wzorowo"), ("99-903", "Próbna Góra"), ("99-904", "Jasne Łąki"))
_FIRMS = ("Piekarnia", "Stolarnia", "Kwiaciarnia", "Warsztat", "Drukarnia")
_NUMBERS, _STEP = 90_000_000, 7_654_321
"""How many customer numbers there are, and a step without a common divisor: each is given once before any repeats."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a named persona has fixed: the rest of an identity is invented."""

    name: str
    language: str
    email: str | None


class Registry:
    """Hands out identities, each number once, in an order that depends on the seed alone."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"identities {seed}")  # noqa: S311 - invented people, not secrets
        self._offset = self._chance.randrange(_NUMBERS)
        self._customers = self._points = self._meters = 0
        self._invoices: Counter[tuple[int, int]] = Counter()

    def identity(self, history: History, kind: PayerKind, known: Known | None = None) -> Identity:
        """A new customer to whom this history happened."""
        chance = self._chance
        number = f"{10_000_000 + (self._offset + self._customers * _STEP) % _NUMBERS}"
        self._customers += 1
        if known is None:
            language = "pl" if kind is PayerKind.BUSINESS else chance.choice(_LANGUAGES)
            email = f"klient{number}@example.pl" if chance.randrange(3) else None
            known = Known(self._name(kind, language), language, email)
        address = self._address()
        points = tuple(
            self._point(number, place, address if place == 0 else self._address(), len(point.meters))
            for place, point in enumerate(history.points)
        )
        return Identity(
            number,
            kind,
            known.name,
            known.language,
            self._nip() if kind is PayerKind.BUSINESS else None,
            address,
            virtual_account(number),
            known.email,
            f"+48 000 {chance.randrange(1000):03} {chance.randrange(1000):03}",
            points,
            tuple(self._invoice_number(bill) for bill in history.bills),
            tuple(f"{chance.getrandbits(96):024x}" for _bill in history.bills),
        )

    def _point(self, customer: str, place: int, address: Address, meters: int) -> PointIdentity:
        self._points += 1
        old = f"PL9999{self._points:012}" if self._points % 4 == 0 else None
        numbers = tuple(f"{60_000_000 + self._meters + more}" for more in range(1, meters + 1))
        self._meters += meters
        return PointIdentity(metering_point_code(self._points), old, address, f"U/{customer}/{place + 1}", numbers)

    def _invoice_number(self, bill: Bill) -> str:
        """FV for an invoice, FK for a correction."""
        month = (bill.issued_on.year, bill.issued_on.month)
        self._invoices[month] += 1
        kind = "FV" if bill.corrects is None else "FK"
        return f"{kind}/{month[0]}/{month[1]:02}/{self._invoices[month]:05}"

    def _name(self, kind: PayerKind, language: str) -> str:
        first, last = (self._chance.choice(names) for names in _NAMES[language])
        return f"{self._chance.choice(_FIRMS)} {last} sp. z o.o." if kind is PayerKind.BUSINESS else f"{first} {last}"

    def _address(self) -> Address:
        postcode, town = self._chance.choice(_TOWNS)
        return Address(f"ul. {self._chance.choice(_STREETS)} {self._chance.randint(1, 99)}", postcode, town)

    def _nip(self) -> str:
        """A number that no company has.

        The first three digits named the tax office that gave it out. The Ministry of Finance's own schemas (type
        TNrNIP: `[1-9]((\\d[1-9])|([1-9]\\d))` and seven digits) allow no hundreds there, so 100 is free.
        """
        while (check := nip.check_digit(first := f"100{self._chance.randrange(10**6):06}")) > 9:  # noqa: PLR2004
            pass
        return f"{first}{check}"
