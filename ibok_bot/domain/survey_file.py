"""A survey from the TOML file that its author wrote; what is wrong with it, each mistake with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ibok_bot.domain.audience import CannotRead, parse
from ibok_bot.domain.survey_mistakes import LARGEST_FILE, MOST_MISTAKES, Broken, Mistake, Wrong
from ibok_bot.domain.survey_way import ways_on
from ibok_bot.domain.surveys import (
    AFTER_FAULT,
    END,
    LONGEST_INTRO,
    LONGEST_NAME,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    NPS,
    SCALE,
    Free,
    Multiple,
    Nps,
    Option,
    Question,
    Scale,
    Single,
    Span,
    Survey,
    Words,
)
from ibok_bot.domain.toml_lines import Path, TomlLines, toml_lines

_TOP = ("name", "title", "intro", "thanks", "anonymous", "from", "to", "audience", "push", "question")
_QUESTION = ("id", "kind", "text", "required", "options", "branches", "next")
_OPTION = ("text", "next", "pl", "en", "uk")
_BRANCH = ("from", "to", "next")
_LANGUAGES = ("pl", "en", "uk")
_KINDS = ("single", "multiple", "scale", "nps", "text")
_LONGEST_TITLE = 100
_NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_NAME - 1}}}")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")

Table = Mapping[str, object]


def read_survey(data: bytes, today: date) -> Survey:
    """The survey. Raises Broken with every mistake that was found."""
    if len(data) > LARGEST_FILE:
        raise Broken([Mistake(1, Wrong.TOO_LARGE)])
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Broken([Mistake(line, Wrong.NOT_UTF8)]) from None
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise Broken([Mistake(line, Wrong.NOT_TOML)]) from None
    return _Reader(toml_lines(text), today).survey(tree)


@dataclass
class _Reader:
    """Reads what it can and notes each mistake, so that the author sees all of them at once."""

    lines: TomlLines
    today: date
    mistakes: list[Mistake] = field(default_factory=list)

    def survey(self, tree: Table) -> Survey:
        self._only(tree, _TOP, ())
        first, last = self._day(tree, "from"), self._day(tree, "to")
        if last and first and last < first:
            self._note(("to",), Wrong.ENDS_BEFORE)
        elif last and last < self.today:
            self._note(("to",), Wrong.OVER)
        made = Survey(
            name=self._named(tree, "name", ()),
            title=self._words(tree.get("title"), ("title",), _LONGEST_TITLE),
            intro=self._words(tree["intro"], ("intro",), LONGEST_INTRO) if "intro" in tree else None,
            thanks=self._words(tree["thanks"], ("thanks",), LONGEST_INTRO) if "thanks" in tree else None,
            anonymous=self._yes_no(tree, "anonymous", ()),
            first=first,
            last=last,
            audience=self._audience(tree),
            push=self._yes_no(tree, "push", ()),
            questions=self._questions(tree.get("question")),
        )
        if made.questions and not self.mistakes:
            self._check_ways(made)
        if self.mistakes:
            raise Broken(sorted(set(self.mistakes), key=lambda one: (one.line, one.wrong))[:MOST_MISTAKES])
        return made

    def _questions(self, given: object) -> tuple[Question, ...]:
        if not isinstance(given, list) or not given:
            self._note(("question",), Wrong.NO_QUESTIONS)
            return ()
        if len(given) > MOST_QUESTIONS:
            self._note(("question", MOST_QUESTIONS), Wrong.TOO_MANY_QUESTIONS)
        made: list[Question] = []
        for place, one in enumerate(given[:MOST_QUESTIONS]):
            path: Path = ("question", place)
            if not isinstance(one, dict):
                self._note(path, Wrong.NO_TABLE)
                continue
            question = self._question(one, path)
            if question.id and question.id in {other.id for other in made}:
                self._note((*path, "id"), Wrong.TWICE, question.id)
            made.append(question)
        self._check_leads(made)
        return tuple(made)

    def _question(self, given: Table, path: Path) -> Question:
        self._only(given, _QUESTION, path)
        name, required = self._named(given, "id", path), self._yes_no(given, "required", path, default=True)
        if name == END:
            self._note((*path, "id"), Wrong.BAD_NAME, name)
        words = self._words(given.get("text"), (*path, "text"), LONGEST_QUESTION)
        leads = self._leads(given, path)
        kind = given.get("kind")
        if kind not in _KINDS:
            self._note((*path, "kind"), Wrong.NO_KIND, _shown(kind))
        if kind not in {"single", "multiple"} and kind in _KINDS and "options" in given:
            self._note((*path, "options"), Wrong.NOT_HERE, "options")
        if kind not in {"scale", "nps"} and kind in _KINDS and "branches" in given:
            self._note((*path, "branches"), Wrong.NOT_HERE, "branches")
        match kind:
            case "single":
                return Single(name, words, self._options(given, path), required, leads)
            case "multiple":
                return Multiple(name, words, self._options(given, path), required, leads)
            case "scale":
                return Scale(name, words, self._spans(given, path, SCALE), required, leads)
            case "nps":
                return Nps(name, words, self._spans(given, path, NPS), required, leads)
        return Free(name, words, required, leads)

    def _options(self, given: Table, path: Path) -> tuple[Option, ...]:
        path = (*path, "options")
        options = given.get("options")
        if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:  # noqa: PLR2004 - one is no choice
            self._note(path, Wrong.OPTIONS)
            return ()
        made = [self._option(one, (*path, place)) for place, one in enumerate(options)]
        for place, one in enumerate(made):
            if one.words.pl and one.words.pl in {other.words.pl for other in made[:place]}:
                self._note((*path, place), Wrong.TWICE, one.words.pl)
        return tuple(made)

    def _option(self, given: object, path: Path) -> Option:
        if not isinstance(given, dict):
            return Option(self._words(given, path, LONGEST_OPTION))
        self._only(given, _OPTION, path)
        text = given.get("text", {key: value for key, value in given.items() if key in _LANGUAGES})
        return Option(self._words(text, path, LONGEST_OPTION), self._leads(given, path))

    def _spans(self, given: Table, path: Path, marks: range) -> tuple[Span, ...]:
        branches = given.get("branches", [])
        path = (*path, "branches")
        if not isinstance(branches, list):
            self._note(path, Wrong.BRANCH)
            return ()
        made: list[Span] = []
        for place, one in enumerate(branches):
            here = (*path, place)
            first, last = (one.get("from"), one.get("to")) if isinstance(one, dict) else (None, None)
            if not (isinstance(first, int) and isinstance(last, int) and first in marks and first <= last in marks):
                self._note(here, Wrong.BRANCH)
                continue
            self._only(one, _BRANCH, here)
            if any(first <= other.last and other.first <= last for other in made):
                self._note(here, Wrong.OVERLAP)
            made.append(Span(first, last, self._leads(one, here) or END))
        return tuple(made)

    def _check_leads(self, questions: list[Question]) -> None:
        """Every `next` must name a later question."""
        names = [one.id for one in questions]
        for place, question in enumerate(questions):
            for lead, path in _leads_of(question, ("question", place)):
                if lead in {"", END} or lead in names[place + 1 :]:
                    continue
                self._note(path, Wrong.GOES_BACK if lead in names else Wrong.NO_SUCH, lead)

    def _check_ways(self, survey: Survey) -> None:
        """Every question must be reached by some way, else it was never meant to be there."""
        reached = {survey.questions[0].id}
        for place, question in enumerate(survey.questions):
            if question.id in reached:
                reached |= ways_on(survey, question)
            else:
                self._note(("question", place), Wrong.UNREACHED, question.id)

    def _words(self, given: object, path: Path, longest: int) -> Words:
        tongues = given if isinstance(given, dict) else {"pl": given}
        if isinstance(given, dict):
            self._only(given, _LANGUAGES, path)
        said = {code: " ".join(text.split()) for code, text in tongues.items() if isinstance(text, str)}
        if any(not isinstance(text, str) for text in tongues.values()) or not said.get("pl"):
            self._note(path, Wrong.NO_TEXT)
        if any(len(text) > longest for text in said.values()):
            self._note(path, Wrong.TOO_LONG, str(longest))
        return Words(said.get("pl", ""), said.get("en", ""), said.get("uk", ""))

    def _named(self, given: Table, key: str, path: Path) -> str:
        name = given.get(key)
        if isinstance(name, str) and _NAME.fullmatch(name) and name != AFTER_FAULT:
            return name
        self._note((*path, key), Wrong.BAD_NAME, _shown(name))
        return ""

    def _leads(self, given: Table, path: Path) -> str:
        lead = given.get("next", "")
        if not isinstance(lead, str):
            self._note((*path, "next"), Wrong.NO_SUCH, _shown(lead))
            return ""
        return lead

    def _yes_no(self, given: Table, key: str, path: Path, *, default: bool = False) -> bool:
        value = given.get(key, default)
        if not isinstance(value, bool):
            self._note((*path, key), Wrong.YES_NO, _shown(value))
        return value is True

    def _day(self, tree: Table, key: str) -> date | None:
        value = tree.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self._note((key,), Wrong.DAY, _shown(value))
            return None
        return value

    def _audience(self, tree: Table) -> str:
        value = tree.get("audience", "all")
        try:
            parse(value if isinstance(value, str) else "")
        except CannotRead as refused:
            self._note(("audience",), Wrong.AUDIENCE, refused.given)
        return str(value)

    def _only(self, given: Table, known: Iterable[str], path: Path) -> None:
        for key in given:
            if key not in set(known):
                self._note((*path, key), Wrong.UNKNOWN, _shown(key))

    def _note(self, path: Path, wrong: Wrong, given: str = "") -> None:
        self.mistakes.append(Mistake(self.lines.of(path), wrong, given))


def _leads_of(question: Question, path: Path) -> list[tuple[str, Path]]:
    found = [(question.leads, (*path, "next"))]
    match question:
        case Single(options=options) | Multiple(options=options):
            found += [(one.leads, (*path, "options", place)) for place, one in enumerate(options)]
        case Scale(spans=spans) | Nps(spans=spans):
            found += [(one.leads, (*path, "branches", place)) for place, one in enumerate(spans)]
    return found


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - enough to find it by
