"""What can be wrong with a survey's file, and on which line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LARGEST_FILE = 100_000
"""Bytes; a survey of thirty questions in three languages takes a tenth of it."""
MOST_MISTAKES = 15
"""So many are told at once."""


class Wrong(StrEnum):
    """What is wrong."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_TOML = "not_toml"
    NO_TABLE = "no_table"
    UNKNOWN = "unknown"
    BAD_NAME = "bad_name"
    TAKEN = "taken"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    YES_NO = "yes_no"
    DAY = "day"
    ENDS_BEFORE = "ends_before"
    OVER = "over"
    AUDIENCE = "audience"
    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many"
    NO_KIND = "no_kind"
    NOT_HERE = "not_here"
    OPTIONS = "options"
    BRANCH = "branch"
    OVERLAP = "overlap"
    TWICE = "twice"
    NO_SUCH = "no_such"
    GOES_BACK = "goes_back"
    UNREACHED = "unreached"


SAID = {
    Wrong.TOO_LARGE: "the file is too large: at most 100 kB",
    Wrong.NOT_UTF8: "this is not text in UTF-8; save the file as UTF-8",
    Wrong.NOT_TOML: "this is not TOML: perhaps a quote or a bracket is missing here or just above",
    Wrong.NO_TABLE: "a question is a section of its own that begins with [[question]]",
    Wrong.UNKNOWN: "there is no setting '{given}'",
    Wrong.BAD_NAME: "a name has up to 30 small letters, digits and hyphens, not '{given}'",
    Wrong.TAKEN: "a survey with the name '{given}' was published already; choose another name",
    Wrong.NO_TEXT: "a text is missing here; it must be there in Polish at least",
    Wrong.TOO_LONG: "the text is too long: at most {given} characters",
    Wrong.YES_NO: "write true or false, not '{given}'",
    Wrong.DAY: "write a day without quotes, like 2026-12-31",
    Wrong.ENDS_BEFORE: "it would end before it begins",
    Wrong.OVER: "this day is past already",
    Wrong.AUDIENCE: 'the audience cannot be read at \'{given}\'; write for example "all" or "town:Warszawa"',
    Wrong.NO_QUESTIONS: "there is no question; begin each with [[question]]",
    Wrong.TOO_MANY_QUESTIONS: "these are too many questions: at most 30",
    Wrong.NO_KIND: "the kind is one of single, multiple, scale, nps, text, not '{given}'",
    Wrong.NOT_HERE: "'{given}' does not go with this kind of question",
    Wrong.OPTIONS: "options are a list of 2 to 10",
    Wrong.BRANCH: 'a branch is {{ from = 0, to = 6, next = "…" }} within the marks of the question',
    Wrong.OVERLAP: "this branch covers marks that another one has already",
    Wrong.TWICE: "'{given}' stands twice",
    Wrong.NO_SUCH: "there is no question '{given}' to go on with",
    Wrong.GOES_BACK: "'{given}' is not a later question; a survey never goes back",
    Wrong.UNREACHED: "no answer leads to the question '{given}'",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: its line, what is wrong, and what stands there."""

    line: int
    wrong: Wrong
    given: str = ""

    def __str__(self) -> str:
        """As the command line says it."""
        return f"line {self.line}: {SAID[self.wrong].format(given=self.given)}"


class Broken(ValueError):
    """A file that makes no survey, with its mistakes in the order of lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)
