"""Numbers, money, energy, dates and plurals as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.media import Entity
from ibok_bot.domain.money import Money
from ibok_bot.domain.notice_html import from_entities
from ibok_bot.i18n import LANGUAGES, Msg, Rate, Verbatim, Voice, lines, n_, supported

LOCALES = {"pl": "pl", "en": "en_GB", "uk": "uk"}


@pytest.mark.parametrize(
    ("language", "money", "energy", "day", "moment"),
    [
        ("pl", "1\u00a0234,56\u00a0zł", "14\u00a0208\u00a0kWh", "14.10.2026", "24.11.2026, 13:05"),
        ("en", "1,234.56\u00a0zł", "14,208\u00a0kWh", "14 Oct 2026", "24 Nov 2026, 13:05"),
        ("uk", "1\u00a0234,56\u00a0zł", "14\u00a0208\u00a0кВт·год", "14.10.2026", "24.11.2026, 13:05"),
    ],
)
def test_each_value_is_written_as_its_reader_writes_it(
    language: str, money: str, energy: str, day: str, moment: str
) -> None:
    voice = Voice(language)
    assert voice.value(Money(123456)) == money
    assert voice.value(Energy(14_208_000)) == energy
    assert voice.value(date(2026, 10, 14)) == day
    assert voice.value(datetime(2026, 11, 24, 12, 5, tzinfo=UTC)) == moment


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.decimals(-(10**12), 10**12, places=3))
def test_numbers_are_those_of_babel(language: str, value: Decimal) -> None:
    expected = format_decimal(value, "#,##0.###", locale=LOCALES[language]).replace(" ", "\u00a0")
    assert Voice(language).value(value) == ("0" if expected == "-0" else expected)


def test_small_and_negative_amounts() -> None:
    voice = Voice("pl")
    assert [voice.value(Money(g)) for g in (0, 1, -1, -123456)] == [
        "0,00\u00a0zł",
        "0,01\u00a0zł",
        "-0,01\u00a0zł",
        "-1\u00a0234,56\u00a0zł",
    ]
    assert voice.value(Energy(1)) == "0,001\u00a0kWh"


def test_plurals_follow_the_language_and_keep_the_number_beside_its_word() -> None:
    def said(language: str, n: int) -> str:
        return Voice(language).plain(n_("in {n} day", "in {n} days", n))

    assert [said("pl", n) for n in (1, 2, 5, 22)] == [
        "za 1\u00a0dzień",
        "za 2\u00a0dni",
        "za 5\u00a0dni",
        "za 22\u00a0dni",
    ]
    assert [said("uk", n) for n in (1, 2, 5)] == ["за 1\u00a0день", "за 2\u00a0дні", "за 5\u00a0днів"]
    assert [said("en", n) for n in (1, 2)] == ["in 1\u00a0day", "in 2\u00a0days"]


def test_arguments_are_escaped_and_markup_of_the_sentence_is_not() -> None:
    msg = Msg("To pay: <b>{sum}</b>", (("sum", Verbatim("<i>&")),))
    assert Voice("en").html(msg) == "To pay: <b>&lt;i&gt;&amp;</b>"


def test_the_language_of_a_client_finds_ours() -> None:
    expected = {"pl": "pl", "pl-PL": "pl", "uk": "uk", "en-GB": "en", "de": "en", "": "pl"}
    assert {code: supported(code) for code in expected} == expected
    assert supported(None) == "pl"


def test_a_price_keeps_its_four_decimals_and_a_fee_its_two() -> None:
    voice = Voice("pl")
    assert voice.value(Rate(Decimal("0.4"))) == "0,4000"
    assert voice.value(Rate(Decimal("0.00501"))) == "0,00501"
    assert voice.value(Rate(Decimal("2.1"), 2)) == "2,10"
    assert voice.value(Decimal("0.4")) == "0,4"
    assert voice.value(Decimal(1200)) == "1\u00a0200"


def test_what_staff_wrote_keeps_its_markup_and_a_button_has_none() -> None:
    text = from_entities("<i> & 7", [Entity("bold", 0, 3)])
    voice = Voice()
    assert voice.html(lines(Verbatim("a<b"), text)) == "a&lt;b\n<b>&lt;i&gt;</b> &amp; 7"
    assert voice.html(Msg("{it}", (("it", text),))) == "<b>&lt;i&gt;</b> &amp; 7"
    assert voice.plain(text) == "<i> & 7"
