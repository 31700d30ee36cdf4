"""`ibok-bot survey …`: load a survey from its file, list them, close one, and print what came of one."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from ibok_bot.commands.terminal import Json, done, fail, print_json, refuse
from ibok_bot.config import Settings
from ibok_bot.domain.survey_mistakes import LARGEST_FILE, Broken
from ibok_bot.domain.survey_results import FEWEST, nps, values_of
from ibok_bot.domain.surveys import Kept, Multiple, Nps, Question, Scale, Single, Survey

if TYPE_CHECKING:
    from ibok_bot.commands.survey_console import Counted
    from ibok_bot.storage.survey_desk import Respondent

survey = typer.Typer(no_args_is_help=True, help="Surveys: load one from a TOML file, list, close, print results.")

T = TypeVar("T")
_Name = Annotated[str, typer.Argument(help="The survey's name, as `ibok-bot survey list` prints it.")]


@survey.command()
def template() -> None:
    """Print an example with every kind of question: ibok-bot survey template > survey.toml."""
    from ibok_bot.dialogs.surveys import TEMPLATE  # noqa: PLC0415

    typer.echo(TEMPLATE.read_text(encoding="utf-8"), nl=False)


@survey.command()
def load(
    path: Annotated[Path, typer.Argument(help="The TOML file.", exists=True, dir_okay=False, readable=True)],
    publish: Annotated[bool, typer.Option("--publish", help="Publish it at once; else it is a draft.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file.")] = False,
) -> None:
    """Check a survey's file and keep it as a draft. Every mistake is named with its line."""
    from ibok_bot.commands import survey_console  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            checked = survey_console.check(file.read(LARGEST_FILE + 1))
        if dry_run:
            typer.echo(f"{checked.name}: {len(checked.questions)} questions, nothing is wrong with it.")
            return
        kept = _done(lambda settings: survey_console.load(settings, checked, publish=publish))
    except Broken as broken:
        refuse(*(f"{path}: {mistake}" for mistake in broken.mistakes))
    typer.echo(f"{kept.survey.name}  {kept.state(datetime.now(UTC))}")


@survey.command("list")
def list_surveys(as_json: Json = False) -> None:
    """Every survey, newest first: name, how it stands, how many have answered, title."""
    from ibok_bot.commands import survey_console  # noqa: PLC0415

    known, now = _done(survey_console.everything), datetime.now(UTC)
    if as_json:
        print_json([_json(one, now) for one in known])
        return
    for one in known:
        typer.echo(f"{one.survey.name}  {one.state(now)}  {one.answered}  {one.survey.title.pl}")
    if not known:
        typer.echo("No survey yet. Begin with: ibok-bot survey template > survey.toml", err=True)


@survey.command()
def close(name: _Name) -> None:
    """From now on nobody can answer; what somebody has begun and not sent is forgotten."""
    from ibok_bot.commands import survey_console  # noqa: PLC0415

    if not _done(lambda settings: survey_console.close(settings, name)):
        refuse("This survey is not open.")
    typer.echo(f"{name} is closed.")


@survey.command()
def results(
    name: _Name,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="All answers, a row a person; for a spreadsheet.")] = False,
) -> None:
    """What came of a survey so far: counts, averages, the Net Promoter Score, what people wrote."""
    from ibok_bot.commands import survey_console  # noqa: PLC0415

    if as_csv:
        _done(lambda settings: survey_console.everybody(settings, name, _write_rows))
        return
    counted = _done(lambda settings: survey_console.results(settings, name))
    if as_json:
        now = datetime.now(UTC)
        rows = [_question_json(one, counted) for one in counted.kept.survey.questions]
        print_json(_json(counted.kept, now) | {"questions": rows})
        return
    typer.echo(f"{counted.kept.survey.title.pl}: {counted.kept.answered} answered")
    for one in counted.kept.survey.questions:
        _print_question(one, counted)


def _print_question(question: Question, counted: Counted) -> None:
    tallied = counted.tallies[question.id]
    typer.echo(f"\n{question.words.pl}\n  answered {tallied.answered}, skipped {tallied.skipped}")
    for value, called in zip(values_of(question), _values(question), strict=True):
        typer.echo(f"  {tallied.counts[value]:6}  {tallied.share(value):3}%  {called}")
    if isinstance(question, Scale | Nps) and tallied.average is not None:
        typer.echo(f"  average {tallied.average}")
    if isinstance(question, Nps) and (score := nps(tallied).score) is not None:
        typer.echo(f"  NPS {score}")
    for text in counted.texts.get(question.id, ()):
        typer.echo(f"  - {' '.join(text.split())}")


def _question_json(question: Question, counted: Counted) -> dict[str, object]:
    tallied = counted.tallies[question.id]
    made: dict[str, object] = {
        "id": question.id,
        "text": question.words.pl,
        "answered": tallied.answered,
        "skipped": tallied.skipped,
    }
    if question.id in counted.texts:
        return made | {"texts": list(counted.texts[question.id])}
    made["counts"] = {
        called: tallied.counts[value] for value, called in zip(values_of(question), _values(question), strict=True)
    }
    if isinstance(question, Nps):
        made["nps"] = nps(tallied).score
    return made


def _values(question: Question) -> list[str]:
    if isinstance(question, Single | Multiple):
        return [one.words.pl for one in question.options]
    return [str(value) for value in values_of(question)]


def _write_rows(asked: Survey, people: Sequence[Respondent]) -> None:
    """The head first, when nobody is handed over yet."""
    from ibok_bot.dialogs.surveytable import row, survey_table  # noqa: PLC0415
    from ibok_bot.documents.papers import safe_cell  # noqa: PLC0415
    from ibok_bot.i18n import Voice  # noqa: PLC0415

    voice = Voice("pl")
    rows = [row(asked, one, voice) for one in people] if people else survey_table(asked, (), voice).rows
    csv.writer(sys.stdout, delimiter=";").writerows([safe_cell(cell) for cell in cells] for cells in rows)


def _done(work: Callable[[Settings], T]) -> T:
    from ibok_bot.commands.survey_console import TooFew  # noqa: PLC0415

    try:
        return done(work)
    except LookupError:
        refuse("There is no survey of this name. See: ibok-bot survey list")
    except TooFew:
        fail(f"This survey has no names: nothing is shown before {FEWEST} people have answered.")


def _json(kept: Kept, now: datetime) -> dict[str, object]:
    return {
        "name": kept.survey.name,
        "title": kept.survey.title.pl,
        "state": kept.state(now),
        "anonymous": kept.survey.anonymous,
        "from": kept.valid_from.astimezone(UTC).isoformat(timespec="seconds"),
        "to": kept.valid_to.astimezone(UTC).isoformat(timespec="seconds") if kept.valid_to else None,
        "answered": kept.answered,
    }
