"""Surveys as the staff see them: load a file, look at it, publish, close, and read what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from ibok_bot.dialogs import surveydesk
from ibok_bot.dialogs.payments import turning
from ibok_bot.dialogs.surveydesk import Desk, mistakes_told
from ibok_bot.dialogs.surveypage import One
from ibok_bot.dialogs.surveywords import STATE, cut, said
from ibok_bot.dialogs.talk import Access, Ask, Choice, Dialog, Instead, Retry, Said, SlowStep, Step, Style
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import TextFile
from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.survey_mistakes import LARGEST_FILE, Broken, Mistake, Wrong
from ibok_bot.domain.surveys import Kept, Survey
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

PAGE = 6
_AT = "at:"
TEMPLATE = Path(__file__).with_name("survey-template.toml")


class Tools(Protocol):
    """What reading a file needs."""

    @property
    def today(self) -> date: ...
    async def fetch(self, media: Media, most: int) -> bytes | None: ...


@dataclass(frozen=True)
class All(Step[Desk]):
    """Every survey, newest first."""

    page: int = 0

    async def ask(self, desk: Desk) -> Ask:
        """Each with how it stands and how many have answered."""
        count = await desk.surveydesk.count()
        last_page = max(0, (count - 1) // PAGE)
        page = min(self.page, last_page)
        shown = await desk.surveydesk.page(page * PAGE, PAGE)
        where = _("page {page} of {pages}", page=page + 1, pages=last_page + 1) if last_page else None
        language = desk.visitor.language
        return Ask(
            paragraphs(
                n_("{n} survey", "{n} surveys", count) if count else _("There is no survey yet."),
                *(_entry(one, desk) for one in shown),
                where,
            ),
            [
                *(Choice(f"{_AT}{one.survey.name}", Verbatim(cut(one.survey.title, language))) for one in shown),
                *turning(page, last_page),
                (Choice("load", _("New survey"), Style.PRIMARY), Choice("template", _("Get the template"))),
            ],
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[All] | One | Load | Template:
        """Open one, turn the page, load a new one, or take the template."""
        if said.choice and said.choice.startswith(_AT):
            return One(said.choice.removeprefix(_AT))
        match said.one_of(["older", "newer", "load", "template"]):
            case "older":
                return Instead(All(self.page + 1))
            case "newer":
                return Instead(All(max(0, self.page - 1)))
            case "load":
                return Load()
        return Template()


@dataclass(frozen=True)
class Template(Step[Desk]):
    """The template as a file."""

    async def ask(self, desk: Desk) -> Ask:
        """Says what to do with it."""
        return Ask(
            _(
                "Here is an example with every kind of question. Change it in any text editor, and send it back: press "
                "the button below first."
            ),
            [Choice("load", _("New survey"), Style.PRIMARY)],
            crumb=_("Template"),
            files=(TextFile("ankieta.toml", _template(), "application/toml"),),
        )

    async def answer(self, said: Said, desk: Desk) -> Load:
        """On to loading."""
        said.one_of(["load"])
        return Load()


@dataclass(frozen=True)
class Load(SlowStep[Desk, Tools, Survey]):
    """The file of a survey; its bytes are fetched before the turn begins."""

    async def ask(self, desk: Desk) -> Ask:
        """A document, or the text itself."""
        return Ask(
            lines(
                _("<b>Send the survey's TOML file</b>, or paste its text."),
                _("Nothing is published by that: you see it first. A draft of the same name is replaced."),
            ),
            crumb=_("New survey"),
        )

    async def prepare(self, said: Said, tools: Tools) -> Survey:
        """Fetch and read it. Raises Retry with every mistake and its line."""
        data = await _bytes(said, tools)
        try:
            return await asyncio.to_thread(read_survey, data, tools.today)
        except Broken as broken:
            raise Retry(mistakes_told(broken.mistakes)) from None

    async def settle(self, done: Survey, desk: surveydesk.Desk) -> One:
        """Keep it as a draft. Raises Retry where its name was published already."""
        if await desk.surveydesk.load(done) is None:
            raise Retry(mistakes_told([Mistake(1, Wrong.TAKEN, done.name)]))
        return One(done.name)


async def _bytes(said: Said, tools: Tools) -> bytes:
    if said.text is not None:
        return said.text.encode()
    if said.media is None or said.media.kind is not MediaKind.DOCUMENT:
        raise Retry(_("Please send the file as a document: the paper clip below, then “File”."))
    data = await tools.fetch(said.media, LARGEST_FILE)
    if data is None:
        raise Retry(_("This file cannot be fetched, or it is larger than 100 kB. Please send it again."))
    return data


def _template() -> str:
    return TEMPLATE.read_text(encoding="utf-8")


def _entry(kept: Kept, desk: Desk) -> Text:
    return lines(
        _("<b>{title}</b>", title=said(kept.survey.title, desk.visitor.language)),
        _("{name} · {state}", name=Verbatim(kept.survey.name), state=STATE[kept.state(desk.now())]),
        n_("{n} person has answered", "{n} people have answered", kept.answered) if kept.answered else None,
    )


dialog = Dialog(
    "surveys",
    _("📝 Surveys of the office"),
    All,
    access=Access.CLERK,
    help=_(
        "A survey is a TOML file: take the template, change it, and send it to the bot. You see a preview with every "
        "question before you publish. Results are live; of a survey without names nothing is shown before three "
        "people have answered."
    ),
)
