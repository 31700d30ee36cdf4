"""The invented people by name, and lists to invent the others from. All addresses are of example domains."""

from __future__ import annotations

from dataclasses import dataclass

from ibok_bot.demo.facts import Login


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed about a customer before the figures are made."""

    persona: str | None
    name: str
    language: str = "pl"
    kind: str = "household"
    groups: tuple[str, ...] = ("G11",)
    unpaid: int = 0
    """How many of the newest invoices past their due date are not paid."""
    part_paid: bool = False
    swap: bool = False
    login: Login | None = None


PERSONAS = (
    Plan("unregistered", "Anna Zielińska"),
    Plan(
        "registered",
        "Tomasz Wiśniewski",
        groups=("G12",),
        unpaid=2,
        part_paid=True,
        login=Login("tomasz@example.com", "zielony rower na moście"),
    ),
    Plan(
        "several",
        "Katarzyna Lis",
        groups=("G12", "G11", "G11"),
        unpaid=1,
        swap=True,
        login=Login("katarzyna@example.com", "trzy liczniki w piwnicy"),
    ),
    Plan(
        "business",
        "Piekarnia Kłos sp. z o.o.",
        kind="business",
        groups=("C11",),
        unpaid=1,
        login=Login("biuro@klos.example.pl", "chleb prosto z pieca 5"),
    ),
    Plan("ukrainian", "Oksana Kowal", language="uk", login=Login("oksana@example.com", "синє небо над полем")),
    Plan("english", "Emma Clarke", language="en", groups=("G12",)),
)
FIRST_NAMES = (
    "Jan", "Maria", "Piotr", "Zofia", "Adam", "Ewa", "Paweł", "Magdalena", "Michał", "Agnieszka", "Stanisław",
    "Joanna", "Łukasz", "Barbara", "Olena", "Andrij", "Iryna", "Mykola", "Grace", "Oliver",
)  # fmt: skip
LAST_NAMES = (
    "Nowacki", "Kowalczuk", "Wójcik", "Lewandowski", "Zając", "Dąbek", "Szymczak", "Woźniak", "Kozioł", "Jankowski",
    "Mazur", "Krawczyk", "Grabek", "Pawlik", "Michalak", "Bondarenko", "Tkaczenko", "Walker", "Green", "Sikora",
)  # fmt: skip
STREETS = ("Cicha", "Ogrodowa", "Słoneczna", "Polna", "Leśna", "Krótka", "Szkolna", "Lipowa", "Łąkowa", "Źródlana")
TOWNS = (
    ("00-001", "Warszawa"),
    ("30-001", "Kraków"),
    ("50-001", "Wrocław"),
    ("40-001", "Katowice"),
    ("80-001", "Gdańsk"),
)
