"""What banks read: their characters, other letters in them, names cut so that they still read."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ibok_bot.domain.bank_letters import abbreviated, accepted, address_lines, cut

ALLOWED = re.compile(r"[A-Za-z0-9ąćęłńóśźżĄĆĘŁŃÓŚŹŻ ,./\\#*_-]*")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Zażółć gęślą jaźń ŁĄKA", "Zażółć gęślą jaźń ŁĄKA"),
        ("„Energia Testowa” & Syn sp. z o.o.", "Energia Testowa i Syn sp. z o.o."),
        ("FV–12/2026; nr: 7", "FV-12/2026, nr 7"),
        ("José Müller, Großstraße 1", "Jose Muller, Grossstrasse 1"),
        ("a|b\r\nc\td", "a b c d"),
        ("z\u0307o\u0301łw", "żółw"),
        ("FV/1 😀", "FV/1"),
    ],
)
def test_it_is_said_in_characters_that_every_bank_takes(written: str, read: str) -> None:
    assert accepted(written) == read


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        # examples of the resolution itself
        ("Алушта Борщагівка Вишгород Гадяч Ґалаґан", "Alushta Borshchahivka Vyshhorod Hadiach Galagan"),
        ("Єнакієве Гаєвич Житомир Закарпаття Медвин", "Yenakiieve Haievych Zhytomyr Zakarpattia Medvyn"),
        ("Їжакевич Кадиївка Йосипівка Стрий Олексій", "Yizhakevych Kadyivka Yosypivka Stryi Oleksii"),
        ("Щербухи Гоща Юрій Корюківка Яготин Костянтин", "Shcherbukhy Hoshcha Yurii Koriukivka Yahotyn Kostiantyn"),
        ("Згорани Розгон", "Zghorany Rozghon"),
        ("Мар'яна ЩАСЛИВА Я", "Mariana SHCHASLYVA Ya"),
    ],
)
def test_ukrainian_names_are_written_as_in_passports(ukrainian: str, latin: str) -> None:
    assert accepted(ukrainian) == latin


@given(TEXTS)
@example("ᲀ ы Ё İ ﬁ ½ Ⅷ")
def test_whatever_is_written_only_accepted_characters_are_left_and_once_is_enough(text: str) -> None:
    said = accepted(text)
    assert ALLOWED.fullmatch(said)
    assert accepted(said) == said
    assert said == said.strip()
    assert "  " not in said
    said.encode("iso8859_2")
    said.encode("cp1250")


@given(st.text(st.sampled_from("ab ,/ż"), max_size=60), st.integers(1, 40))
def test_a_cut_text_is_the_beginning_of_it_and_no_longer_than_asked(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest
    assert text.startswith(cut(text, longest))


@pytest.mark.parametrize(
    ("text", "longest", "kept"),
    [
        ("Energia Testowa", 15, "Energia Testowa"),
        ("Energia Testowa", 14, "Energia Testow"),
        ("Energia Testowa Polska", 20, "Energia Testowa"),
        ("ul. Długa 5, 00-001 Warszawa", 18, "ul. Długa 5"),
    ],
)
def test_words_stay_whole_unless_that_loses_more_than_half(text: str, longest: int, kept: str) -> None:
    assert cut(text, longest) == kept


def test_a_legal_form_is_abbreviated_only_where_there_is_no_room() -> None:
    assert abbreviated("Energia Testowa Spółka Akcyjna", 30) == "Energia Testowa Spółka Akcyjna"
    assert abbreviated("Energia Testowa Spółka Akcyjna", 29) == "Energia Testowa SA"
    assert abbreviated("Prąd spółka z ograniczoną odpowiedzialnością", 27) == "Prąd sp. z o.o."


def test_an_address_in_one_line_becomes_lines() -> None:
    assert address_lines("ul. Jasna 1, 00-013 Warszawa") == ["ul. Jasna 1", "00-013 Warszawa"]
    assert address_lines("ul. Jasna 1,5\n00-013 Warszawa\n") == ["ul. Jasna 1,5", "00-013 Warszawa"]
