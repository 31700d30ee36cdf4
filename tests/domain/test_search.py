"""Search by people's own words: errors in typing, missing accents, three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.search import Index, Page, words_of

INDEX = Index(
    [
        Page("pay", "pl", "Jak zapłacić", "rachunek przelew pieniądze"),
        Page("pay", "en", "How to pay", "bill transfer money"),
        Page("meter", "pl", "Licznik", "odczyt stan rachunek"),
        Page("meter", "en", "The meter", "reading"),
        Page("power", "uk", "Немає світла", "аварія об’єкт"),
        Page("power", "pl", "Brak prądu", "awaria zgasło"),
        Page("QR", "pl", "Kod", "QR NRB"),
    ]
)


def test_case_accents_and_apostrophes_make_no_difference() -> None:
    assert words_of("Zażółć GĘŚLĄ jaźń, ŁÓDŹ!") == ["zazolc", "gesla", "jazn", "lodz"]
    assert words_of("Об’єкт Їжак ґанок") == words_of("об'єкт іжак ганок")
    assert words_of("пыль") == words_of("пиль")
    assert words_of("1.8.0") == ["1", "8", "0"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("zapłacić", "pay"),
        ("ZAPLACIC", "pay"),
        ("zapalcić", "pay"),
        ("zapłac", "pay"),
        ("gdzie jest licznik", "meter"),
        ("licznika", "meter"),
        ("lizcnik", "meter"),
        ("nie ma pardu", "power"),
        ("prąd", "power"),
        ("світло зникло", "power"),
        ("свтла", "power"),
        ("readign", "meter"),
        ("qr", "QR"),
    ],
)
def test_words_find_their_page(asked: str, found: str) -> None:
    assert INDEX.search(asked, "pl")[0] == found


@pytest.mark.parametrize("asked", ["", "   ", "jak", "dzień dobry", "xyzzy", "qq", "🙂", "\x00", "rq"])
def test_words_that_say_nothing_find_nothing(asked: str) -> None:
    assert INDEX.search(asked, "pl") == ()


def test_a_rare_word_counts_for_more_than_one_that_many_pages_have() -> None:
    assert INDEX.search("rachunek odczyt", "pl")[0] == "meter"
    assert INDEX.search("rachunek przelew", "pl")[0] == "pay"


def test_a_title_comes_before_other_words_and_ones_own_language_before_another() -> None:
    index = Index([Page("a", "pl", "x", "bank"), Page("b", "pl", "Bank", "y"), Page("c", "en", "x", "bank")])
    assert index.search("bank", "pl") == ("b", "a", "c")
    assert index.search("bank", "en")[:2] in {("b", "c"), ("c", "b")}


def test_pages_not_nearly_as_good_are_left_out_and_no_more_than_wished_come() -> None:
    index = Index([Page(str(n), "pl", "bank", "") for n in range(9)])
    assert index.search("bank", "pl", 3) == ("0", "1", "2")
    assert INDEX.search("zapłacić przelew pieniądze rachunek", "pl") == ("pay",)


@given(st.text(max_size=300), st.sampled_from(["pl", "en", "uk", "xx"]))
def test_whatever_is_asked_there_is_an_answer_each_page_once(asked: str, language: str) -> None:
    found = INDEX.search(asked, language)
    assert len(set(found)) == len(found)
    assert set(found) <= {"pay", "meter", "power", "QR"}


@given(st.sampled_from(["zapłacić", "pieniądze", "przelew", "licznik", "światła"]), st.data())
def test_two_letters_swapped_do_no_harm(word: str, data: st.DataObject) -> None:
    """In a word of six letters and more, wherever they are."""
    index = Index([Page("it", "pl", word, ""), Page("other", "pl", "taryfa", "dziennik")])
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert index.search(swapped, "pl")[:1] == ("it",)
