"""A sheet as Telegram's own tables: the local Telegram takes it, shows what was meant, and nothing breaks out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.exchange import Reply
from ibok_bot.dialogs.exchange import Turn as EngineTurn
from ibok_bot.dialogs.sheet import Block, Column, Sheet, bare, cell
from ibok_bot.dialogs.talk import Ask, Dialog, End, Said, Step
from ibok_bot.dialogs.trail import Conversation
from ibok_bot.domain.money import Money
from ibok_bot.i18n import LANGUAGES, Msg, Verbatim, Voice
from ibok_bot.simulator.rich import read
from ibok_bot.simulator.rich_blocks import Details, Heading, Paragraph, Styled, Table, plain
from ibok_bot.turns.catalogue import DIALOGS
from ibok_bot.turns.desk import Desk
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.rendering import outgoing
from ibok_bot.turns.rich import LONGEST, as_rich
from tests.dialogs.sheets import AWKWARD, READINGS, SETTLEMENT, SHEET
from tests.office import open_office

POLISH = Voice("pl")
_WORDS = st.text("aąж< >&;🙂\n\u00a0", max_size=12).map(Verbatim)


def shown(sheet: Sheet, lead: str = "", voice: Voice = POLISH) -> list[object]:
    rich = as_rich(sheet, lead, voice)
    assert rich is not None
    return list(read(rich))


def rows(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[plain(cell.text) for cell in row] for row in table.cells]


def test_a_block_is_a_title_a_table_and_a_note() -> None:
    title, table, note = shown(Sheet((READINGS,)))
    assert title == Heading(["Odczyty"], 4)
    assert rows(table) == [
        ["Data", "Strefa", "kWh"],
        ["02.01.2026", "dzień", "12\u00a0345"],
        ["14.03.2026", "noc", "7,5"],
    ]
    assert isinstance(table, Table)
    assert (table.is_bordered, table.is_striped) == (True, True)
    assert [[(one.align, one.is_header) for one in row] for row in table.cells[:2]] == [
        [("left", True), ("left", True), ("right", True)],
        [("left", False), ("left", False), ("right", False)],
    ]
    assert note == Paragraph(["Z liczydła 1.8.1 & 1.8.2"])


def test_a_folded_block_hides_behind_its_title_and_its_sum_reaches_over_the_gap() -> None:
    (details,) = shown(Sheet((SETTLEMENT,)))
    assert isinstance(details, Details)
    assert plain(details.summary) == "Pozycje"
    assert not details.is_open
    (table,) = details.blocks
    assert rows(table)[-2:] == [["Opłata handlowa", "–", "–", "15,00\u00a0zł"], ["Razem", "908,20\u00a0zł"]]
    assert isinstance(table, Table)
    name, total = table.cells[-1]
    assert (name.colspan, total.colspan, total.align) == (3, 1, "right")
    assert name.text == [Styled("bold", ["Razem"])]


def test_a_block_without_a_title_is_never_hidden() -> None:
    (table,) = shown(Sheet((replace(SETTLEMENT, title=None),)))
    assert isinstance(table, Table)


def test_the_text_before_keeps_its_lines_and_tags() -> None:
    first, second, *_tables = shown(SHEET, '🏠 › <b>Dług</b>\n  <code>61</code> <a href="https://a.pl/">a</a>\n\nDrugi')
    assert first == Paragraph(
        [
            "🏠 › ",
            Styled("bold", ["Dług"]),
            "\n",
            Styled("code", ["61"]),
            " ",
            Styled("url", ["a"], "https://a.pl/"),
        ]
    )
    assert second == Paragraph(["Drugi"])


def test_a_tag_over_an_empty_line_stays_whole() -> None:
    assert shown(SHEET, "<b>a\n\nb</b>")[0] == Paragraph([Styled("bold", ["a\n\nb"])])


def test_what_cannot_be_seen_is_no_heading_and_no_empty_cell() -> None:
    blank = Verbatim(" \u00a0")
    block = Block((Column(blank), Column(blank)), ((blank, Verbatim("x")),), title=blank, note=blank, folded=True)
    assert [rows(table) for table in shown(Sheet((block,)), " \n\n ")] == [[["–", "x"]]]


def test_there_are_no_links_in_tables() -> None:

    # a sentence with a link, which no catalogue has
    link = Msg('<a href="https://a.pl/">umowa</a>')
    block = Block((Column(link),), ((link,),), total=(link,))
    assert "<a" not in (as_rich(Sheet((block,)), "", POLISH) or "")
    assert rows(shown(Sheet((block,)))[0]) == [["umowa"]] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_somebody_wrote_becomes_a_tag(language: str) -> None:
    voice = Voice(language)
    title, table, note = shown(Sheet((AWKWARD,)), voice=voice)
    assert title == Heading(["</table> & co."], 4)
    assert rows(table)[1][0] == "</pre>"
    assert rows(table)[1][2] == "<a href='x'>y</a>"
    assert rows(table)[2][2] == "a\nb"
    assert note == Paragraph(["</details>"])


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    width = draw(st.integers(1, 5))
    row = st.tuples(*[_WORDS] * width)
    return Block(
        tuple(Column(title) for title in draw(row)),
        tuple(draw(st.lists(row, max_size=4))),
        title=draw(st.none() | _WORDS),
        total=draw(st.none() | row),
        note=draw(st.none() | _WORDS),
        folded=draw(st.booleans()),
    )


@settings(max_examples=200)
@given(st.lists(blocks(), min_size=1, max_size=3), _WORDS)
def test_the_local_telegram_takes_any_sheet_and_no_word_is_lost(several: list[Block], lead: Verbatim) -> None:
    rich = as_rich(Sheet(tuple(several)), POLISH.html(lead), POLISH)
    if rich is None:
        assert not any(block.rows or block.total for block in several)
        return
    found = " ".join(words(read(rich)).split())
    for block in several:
        for text in (one for row in (*block.rows, *filter(None, [block.total])) for one in row):
            assert " ".join(bare(text, POLISH).split()) in found


def words(found: object) -> str:
    """All that a message says."""
    said: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            said.append(value)
        elif isinstance(value, dict):
            for key in ("summary", "caption", "text", "cells", "blocks"):
                walk(value.get(key))
            said.append(" ")
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(msgspec.to_builtins(found))
    return "".join(said)


def test_what_is_too_much_for_one_message_is_left_to_the_plain_form() -> None:
    row = (Verbatim("a" * 40), Verbatim("b" * 40))
    columns = (Column(Verbatim("x")), Column(Verbatim("y")))
    assert as_rich(Sheet((Block(columns, (row,) * (LONGEST // 80 - 1)),)), "", POLISH) is not None
    assert as_rich(Sheet((Block(columns, (row,) * (LONGEST // 80 + 1)),)), "", POLISH) is None
    short = (Verbatim("1"), Verbatim("2"))
    assert as_rich(Sheet((Block(columns, (short,) * 498),)), "", POLISH) is not None
    assert as_rich(Sheet((Block(columns, (short,) * 499),)), "", POLISH) is None
    wide = Block((Column(Verbatim("x")),) * 21, ((Verbatim("1"),) * 21,))
    assert as_rich(Sheet((wide,)), "", POLISH) is None
    assert as_rich(Sheet((replace(wide, columns=wide.columns[:20], rows=(wide.rows[0][:20],)),)), "", POLISH)


def test_a_screen_has_the_plain_form_always_and_the_native_one_where_wished() -> None:
    turn = EngineTurn(Conversation(), (Reply(Verbatim("Lead")), Reply(Verbatim("Lead"), sheet=SHEET)))
    plain_words = outgoing(turn, POLISH).screens
    native = outgoing(turn, POLISH, native_tables=True).screens
    assert [screen.rich for screen in plain_words] == [None, None]
    assert native[0] == plain_words[0] == Screen("Lead")
    assert native[1].html == plain_words[1].html
    assert native[1].html.startswith("Lead\n\n<b>Odczyty</b>\n<pre>")
    assert (native[1].rich or "").startswith("<p>Lead</p><h4>Odczyty</h4>")


@dataclass(frozen=True)
class Shows(Step[Desk]):
    """A page that is but a sheet."""

    async def ask(self, desk: Desk) -> Ask | End:
        return Ask(Verbatim("Odczyty"), sheet=Sheet((replace(READINGS, total=(cell("Σ"), cell(""), cell(Money(1)))),)))

    async def answer(self, said: Said, desk: Desk) -> End:
        return End(Verbatim("."))


async def test_the_wish_of_a_chat_is_kept_with_its_answers(sqlite_url: str) -> None:
    engine = Engine[Desk]([*DIALOGS, Dialog("shows", Verbatim("Odczyty"), Shows)])
    async with open_office(sqlite_url, engine=engine) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        assert "<pre>Data " in await chat.says("/shows")
        assert chat.last.screens[-1].rich is None
        await chat.says("/settings")
        await chat.presses("New tables: turn on")
        assert "<pre>Data " in await chat.says("/shows")
        assert "<table bordered striped>" in (chat.last.screens[-1].rich or "")
        assert chat.last.screens[-1].rows
        other = office.chat(502)
        await other.says("/shows")
        assert other.last.screens[-1].rich is None
