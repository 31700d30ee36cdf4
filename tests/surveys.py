"""Surveys for tests: loaded and published by the shelf itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.survey_file import read_survey
from ibok_bot.domain.surveys import Kept
from ibok_bot.storage.survey_desk import SurveyDesk

if TYPE_CHECKING:
    from tests.office import OpenOffice

SIGNED = """
name = "short"
title = "Krótka ankieta"
thanks = "Do zobaczenia."

[[question]]
id = "heat"
kind = "single"
text = { pl = "Czym ogrzewasz?", en = "How do you heat?" }
options = [{ pl = "Prądem", en = "Electricity" }, { pl = "Inaczej", en = "Otherwise", next = "mark" }]

[[question]]
id = "when"
kind = "multiple"
text = "When?"
options = ["By day", "By night", "At the weekend"]

[[question]]
id = "mark"
kind = "nps"
text = "Recommend?"
branches = [{ from = 9, to = 10, next = "end" }]

[[question]]
id = "why"
kind = "text"
text = "Why?"
required = false
"""
ANONYMOUS = SIGNED.replace('"short"', '"nameless"').replace("thanks =", "anonymous = true\nthanks =")


async def published(office: OpenOffice, text: str = SIGNED, **replaced: str) -> Kept:
    """Open from now on."""
    for old, new in replaced.items():
        text = text.replace(old, new)
    survey = read_survey(text.encode(), date(2026, 11, 24))
    async with office.database.write() as conn:
        desk = SurveyDesk(conn, office.clock())
        assert await desk.load(survey) is not None
        kept = await desk.find(survey.name)
        assert kept is not None
        assert await desk.publish(kept, CONSOLE)
        found = await desk.find(survey.name)
        assert found is not None
        return found
