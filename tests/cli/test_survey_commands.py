"""`ibok-bot survey …`: a file becomes a survey, a list, results; mistakes exit with 2 and their lines."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ibok_bot.cli import cli
from ibok_bot.domain.surveys import Answer, Picked, Rated
from ibok_bot.storage.surveys import write_answers
from tests.databases import opened

ANONYMOUS = """
name = "nameless"
title = "=Tytuł"
anonymous = true
[[question]]
id = "mark"
kind = "nps"
text = "Ile?"
[[question]]
id = "heat"
kind = "single"
text = "Czym?"
options = ["Prądem", "-Inaczej"]
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("IBOK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("IBOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("IBOK_SECRET_KEY", "a secret of the tests, long enough")
    return sqlite_url


def run(*words: str, code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(cli, ["survey", *words])
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


async def _answers(url: str, people: int) -> None:
    async with opened(url) as database, database.write() as conn:
        from ibok_bot.storage.survey_desk import SurveyDesk  # noqa: PLC0415

        kept = await SurveyDesk(conn, datetime.now(UTC)).find("nameless")
        assert kept is not None
        for number in range(people):
            given: dict[str, Answer] = {"mark": Rated(10 - number), "heat": Picked((number % 2,))}
            await write_answers(conn, kept.id, None, given, kept.valid_from)


def test_the_template_is_a_survey(home: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(run("template")[0], encoding="utf-8")
    assert "nothing is wrong" in run("load", str(path), "--dry-run")[0]
    assert run("list", "--json")[0].strip() == "[]"
    assert run("load", str(path))[0] == "obsluga-2026  draft\n"
    assert run("load", str(path), "--publish")[0] == "obsluga-2026  open\n"
    assert "published already" in run("load", str(path), code=2)[1]
    assert run("list")[0] == "obsluga-2026  open  0  Jak nam idzie?\n"
    run("close", "obsluga-2026")
    assert "not open" in run("close", "obsluga-2026", code=2)[1]


def test_mistakes_come_with_their_lines(home: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(ANONYMOUS.replace('"nps"', '"stars"').replace("true", '"yes"'), encoding="utf-8")
    said = run("load", str(path), code=2)[1]
    assert f"{path}: line 4: write true or false" in said
    assert f"{path}: line 7: the kind is one of" in said


def test_results_for_people_and_for_scripts(home: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(ANONYMOUS, encoding="utf-8")
    run("load", str(path), "--publish")
    asyncio.run(_answers(home, 2))
    assert "nothing is shown before 3" in run("results", "nameless", code=1)[1]
    assert "nothing is shown before 3" in run("results", "nameless", "--csv", code=1)[1]
    asyncio.run(_answers(home, 2))
    said = run("results", "nameless")[0]
    assert "=Tytuł: 4 answered" in said
    assert "NPS 100" in said
    found = json.loads(run("results", "nameless", "--json")[0])
    assert found["answered"] == 4
    assert found["questions"][0]["nps"] == 100
    assert found["questions"][1]["counts"] == {"Prądem": 2, "-Inaczej": 2}
    rows = run("results", "nameless", "--csv")[0].splitlines()
    assert rows[0] == "Ile?;Czym?"
    assert sorted(rows[1:]) == ["10;Prądem", "10;Prądem", "9;'-Inaczej", "9;'-Inaczej"]
    assert "no survey of this name" in run("results", "nothing", code=2)[1]
