"""A sheet as lines on a phone, and as a document: nothing is lost, nothing breaks out of its place."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from ibok_bot.dialogs.sheet import Block, Column, Sheet, as_document, cell
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import Section
from ibok_bot.handlers.splitting import split
from ibok_bot.i18n import LANGUAGES, Verbatim, Voice
from ibok_bot.simulator.html import parse
from ibok_bot.terminal.channel import styled
from ibok_bot.turns.sheets import NARROW, as_html
from tests.dialogs.sheets import AWKWARD, READINGS, SETTLEMENT, SHEET
from tests.tdlib import html_parser

POLISH = Voice("pl")
NBSP = "\u00a0"
_WORDS = st.text("aąж< &🙂\u0301\u00a0", max_size=20)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    width = draw(st.integers(1, 4))
    row = st.tuples(*[_WORDS.map(Verbatim)] * width)
    numeric = draw(st.lists(st.booleans(), min_size=width, max_size=width))
    return Block(
        tuple(Column(title, number) for title, number in zip(draw(row), numeric, strict=True)),
        tuple(draw(st.lists(row, max_size=4))),
        title=draw(st.none() | _WORDS.map(Verbatim)),
        total=draw(st.none() | row),
        note=draw(st.none() | _WORDS.map(Verbatim)),
    )


def test_a_narrow_table_is_set_in_columns() -> None:
    assert as_html(Sheet((READINGS,)), POLISH) == (
        "<b>Odczyty</b>\n"
        f"<pre>Data        Strefa     kWh\n"
        f"02.01.2026  dzień   12{NBSP}345\n"
        "14.03.2026  noc        7,5</pre>\n"
        "Z liczydła 1.8.1 &amp; 1.8.2"
    )


def test_a_wide_table_is_a_heading_and_a_line_for_each_row() -> None:
    assert as_html(Sheet((SETTLEMENT,)), POLISH).replace(NBSP, " ") == (
        "<b>Pozycje</b>\n"
        "<b>Energia czynna, dzień</b>\n"
        "Ilość: 812 kWh · Cena: 1,1 · Netto: 893,20 zł\n"
        "<b>Opłata handlowa</b>\n"
        "Netto: 15,00 zł\n"
        "<b>Razem: 908,20 zł</b>"
    )


def test_several_sums_are_named() -> None:
    total = (Verbatim("Razem"), Verbatim("2"), Verbatim(""), cell(Money(100)))
    html = as_html(Sheet((replace(SETTLEMENT, rows=(), total=total),)), POLISH)
    assert html.endswith("<b>Razem · Ilość:\u00a02 · Netto:\u00a01,00\u00a0zł</b>")


def test_blocks_stand_apart_and_empty_ones_leave_no_gap() -> None:
    assert as_html(Sheet((READINGS, Block((), ()), SETTLEMENT)), POLISH).count("\n\n") == 1
    assert as_html(Sheet(()), POLISH) == ""


@settings(max_examples=150)
@given(blocks())
def test_no_line_of_a_table_is_wider_than_a_phone_and_no_cell_is_lost(block: Block) -> None:
    html = as_html(Sheet((block,)), POLISH)
    for table in re.findall(r"<pre>(.*?)</pre>", html, re.DOTALL):
        assert max(map(cell_len, unescape(table).split("\n"))) <= NARROW
        assert len({line.count("\n") for line in table.split("\n")}) == 1
    shown = unescape(re.sub(r"</?(b|pre)>", "", html))
    for row in (*block.rows, *filter(None, [block.total])):
        assert all(POLISH.plain(one).strip() in shown for one in row)


@settings(max_examples=100)
@given(st.lists(blocks(), max_size=3))
def test_the_local_telegram_takes_any_table(several: list[Block]) -> None:
    html = as_html(Sheet(tuple(several)), POLISH)
    text, _entities = parse(html)
    assert text == unescape(re.sub(r"</?(b|pre)>", "", html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegrams_own_parser_takes_the_tables(language: str) -> None:
    tdlib = html_parser()
    for block in (READINGS, SETTLEMENT, AWKWARD, replace(AWKWARD, rows=AWKWARD.rows * 2)):
        html = as_html(Sheet((block,)), Voice(language))
        told = tdlib(html)
        assert told["@type"] == "formattedText", (html, told)
        assert told["text"] == parse(html)[0]


def test_a_long_table_is_divided_without_breaking_its_tags() -> None:
    tdlib = html_parser()
    html = as_html(
        Sheet((replace(READINGS, rows=READINGS.rows * 150), replace(SETTLEMENT, rows=SETTLEMENT.rows * 60))), POLISH
    )
    parts = split(html)
    assert len(parts) > 2
    for part in parts:
        assert tdlib(part)["@type"] == "formattedText"
    whole = "\n".join(parse(part)[0] for part in parts)
    assert whole.split() == parse(html)[0].split()
    assert "".join(parts).count("<pre>") == "".join(parts).count("</pre>") > 1


def test_the_terminal_shows_the_tables_too() -> None:
    shown = styled(as_html(SHEET, POLISH)).plain
    assert f"02.01.2026  dzień   12{NBSP}345\n" in shown
    assert "<" not in shown


def test_a_document_holds_the_same_in_plain_words() -> None:
    made = as_document("r.pdf", Verbatim("Rozliczenie"), SHEET, POLISH, lead=(Verbatim("Jan & Anna"),))
    assert (made.name, made.title, made.lead, made.tail) == ("r.pdf", "Rozliczenie", ("Jan & Anna",), ())
    assert made.sections[1] == Section(
        "Pozycje",
        ("Pozycja", "Ilość", "Cena", "Netto"),
        (
            ("Energia czynna, dzień", f"812{NBSP}kWh", "1,1", f"893,20{NBSP}zł"),
            ("Opłata handlowa", "", "", f"15,00{NBSP}zł"),
        ),
        (False, True, True, True),
        ("Razem", "", "", f"908,20{NBSP}zł"),
    )


def test_a_document_knows_no_tags_but_those_that_somebody_wrote() -> None:
    (section,) = as_document("r.pdf", Verbatim("<b>"), Sheet((AWKWARD,)), POLISH).sections
    assert section.head == ("<b>", "&amp;", "Język: x")
    assert section.rows[0] == ("</pre>", "🙂👩‍👩‍👧‍👦", "<a href='x'>y</a>")
    assert section.note == "</details>"
