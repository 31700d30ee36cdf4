"""CSV files: a spreadsheet reads back what we wrote, and takes nothing for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibok_bot.documents.papers import make
from ibok_bot.domain.papers import Table

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_polish_spreadsheet_opens_it_as_it_is() -> None:
    file = make(Table("dziennik.csv", (("Data", "Kwota"), ("24.11.2026", "1 234,56 zł"))))
    assert (file.name, file.mime) == ("dziennik.csv", "text/csv")
    assert file.data == "\ufeffData;Kwota\r\n24.11.2026;1 234,56 zł\r\n".encode()


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "-"])
def test_nothing_is_taken_for_a_formula(cell: str) -> None:
    assert read_back(make(Table("a.csv", ((cell,),))).data) == [["'" + cell]]


@pytest.mark.parametrize("cell", ["-12,50", "+5", "-1 234,56", "-1\u00a0234.5", "0", "zł", "a=b"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert read_back(make(Table("a.csv", ((cell,),))).data) == [[cell]]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(_LETTERS, min_size=1), min_size=1, max_size=4), max_size=5))
def test_every_table_reads_back(rows: list[list[str]]) -> None:
    table = Table("a.csv", tuple(tuple(row) for row in rows))
    for written, read in zip(rows, read_back(make(table).data), strict=True):
        for cell, found in zip(written, read, strict=True):
            assert found in {cell, "'" + cell}
            assert found[0] not in "=@\t\r"


def test_a_file_does_not_show_what_is_in_it() -> None:
    assert "tajne" not in repr(make(Table("a.csv", (("tajne",),))))
