"""The printed form: cells, words, and lines of 27 characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.money import Money
from ibok_bot.domain.transfer_form import LINE, amount_in_cells, amount_in_words, in_two_lines, name_and_address

WORDS = st.text(st.sampled_from("aż9/-. ,"), max_size=90)


@pytest.mark.parametrize(
    ("grosze", "cells"),
    [(51263, "------512,63"), (7, "--------0,07"), (123456789, "--1234567,89"), (99_999_999_999, "999999999,99")],
)
def test_an_amount_stands_to_the_right_with_nothing_to_be_written_before_it(grosze: int, cells: str) -> None:
    assert amount_in_cells(Money(grosze)) == cells
    assert len(cells) == 12


@pytest.mark.parametrize("grosze", [0, -1, 100_000_000_000])
def test_an_amount_that_the_form_cannot_hold_is_refused(grosze: int) -> None:
    with pytest.raises(ValueError, match="no room"):
        amount_in_cells(Money(grosze))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("184.20", "sto osiemdziesiąt cztery złote 20/100"),
        ("0.05", "zero złotych 05/100"),
        ("1", "jeden złoty 00/100"),
        ("2.99", "dwa złote 99/100"),
        ("5", "pięć złotych 00/100"),
        ("12", "dwanaście złotych 00/100"),
        ("21", "dwadzieścia jeden złotych 00/100"),
        ("22.01", "dwadzieścia dwa złote 01/100"),
        ("112", "sto dwanaście złotych 00/100"),
        ("1000", "tysiąc złotych 00/100"),
        ("2512.63", "dwa tysiące pięćset dwanaście złotych 63/100"),
        ("1000001", "milion jeden złotych 00/100"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert amount_in_words(Money.of(amount)) == words


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("", "")),
        ("FV/2026/09/00123", ("FV/2026/09/00123", "")),
        ("FV/2026/09/00123, FV/2026/10/00124 i 3 inne", ("FV/2026/09/00123,", "FV/2026/10/00124 i 3 inne")),
        ("Maria Brzęczyszczykiewicz-Chrząszczewska", ("Maria Brzęczyszczykiewicz-", "Chrząszczewska")),
        ("a" * 40, ("a" * 27, "a" * 13)),
        ("a" * 80, ("a" * 27, "a" * 27)),
        ("Prąd Spółka z ograniczoną odpowiedzialnością spółka komandytowa", ("Prąd sp. z o.o. sp.k.", "")),
    ],
)
def test_a_text_is_broken_where_it_reads_best(text: str, lines: tuple[str, str]) -> None:
    assert in_two_lines(text) == lines


@pytest.mark.parametrize(
    ("name", "address", "lines"),
    [
        ("Jan Testowy", "ul. Cicha 1, 00-001 Łódź", ("Jan Testowy", "ul. Cicha 1, 00-001 Łódź")),
        ("Jan Testowy", "ul. Cicha 1\n00-001 Łódź", ("Jan Testowy", "ul. Cicha 1, 00-001 Łódź")),
        ("Jan Testowy", "ul. Cicha 1/2, 00-001 Białystok", ("Jan Testowy, ul. Cicha 1/2", "00-001 Białystok")),
        ("Jan Testowy", "", ("Jan Testowy", "")),
        (
            "Energia Testowa Spółka Akcyjna",
            "ul. Jasna 1, 00-013 Warszawa",
            ("Energia Testowa SA", "ul. Jasna 1 00-013 Warszawa"),
        ),
        (
            "Wspólnota Mieszkaniowa przy ulicy Cichej 12",
            "ul. Cicha 12, 00-001 Warszawa",
            ("Wspólnota Mieszkaniowa przy", "ulicy Cichej 12"),
        ),
        ("Юлія Коваль", "вул. Тиха 1/2, 00-001 Білосток", ("Юлія Коваль, вул. Тиха 1/2", "00-001 Білосток")),
        (
            "Aleksandra Nowakowska-Lis",
            "ul. Cicha 1/2, 00-001 Warszawa",
            ("Aleksandra Nowakowska-Lis", "ul. Cicha 1/2, Warszawa"),
        ),
        (
            "Aleksandra Nowakowska-Lis",
            "ul. Długosza 123 m. 45, 00-001 Warszawa",
            ("Aleksandra Nowakowska-Lis", "ul. Długosza 123 m. 45"),
        ),
    ],
)
def test_the_name_comes_first_and_of_the_address_what_fits(name: str, address: str, lines: tuple[str, str]) -> None:
    assert name_and_address(name, address) == lines


@given(WORDS, WORDS)
def test_no_line_is_longer_than_its_cells(first: str, second: str) -> None:
    assert all(len(line) <= LINE for line in (*in_two_lines(first), *name_and_address(first, second)))


@given(st.text(st.sampled_from("aż9/-. ,"), max_size=54))
def test_nothing_is_lost_of_what_has_room(text: str) -> None:
    together = "".join(in_two_lines(text)).replace(" ", "")
    assert together == "".join(text.split())
