"""Any survey, answered in any way, with breaks and steps back: it never gets stuck, and what was sent adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ibok_bot.domain.staff import CONSOLE
from ibok_bot.domain.survey_results import tally
from ibok_bot.domain.survey_way import asked, unanswered
from ibok_bot.domain.surveys import Survey
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.survey_desk import SurveyDesk
from tests.databases import Templates
from tests.office import Chat, OpenOffice, open_office
from tests.survey_strategies import surveys

_ENDS = ("Send the answers", "Skip", "Go on")
Pick = Callable[[int], int]


async def publish(office: OpenOffice, survey: Survey) -> None:
    async with office.database.write() as conn:
        desk = SurveyDesk(conn, office.clock())
        await desk.load(survey)
        kept = await desk.find(survey.name)
        assert kept is not None
        assert await desk.publish(kept, CONSOLE)


def own(chat: Chat) -> list[str]:
    """The buttons of the question itself."""
    return [label for label in chat.labels if label not in {"↩ Back", "🏠 Menu", "❓ Help"}]


async def wanders(chat: Chat, pick: Pick) -> None:
    """Presses, types, goes back, takes breaks."""
    for _step in range(12):
        chat.office.clock.go(seconds=30)
        keys = [label for label in own(chat) if label != "Send the answers" and "Suggest" not in label]
        typed = ("/back", "7", "Słowo", "0", "/survey", "/help", "/menu")
        if "Log out" in keys:
            await chat.says("/start survey_walk")
        elif keys and pick(6):
            await chat.presses(keys[pick(len(keys))])
        else:
            await chat.says(typed[pick(len(typed))])
        assert chat.last.screens or chat.last.toast


async def finishes(chat: Chat, pick: Pick) -> None:
    """From wherever they are to the end, in as many steps as there are answers to give."""
    await chat.says("/start survey_walk")
    for _step in range(100):
        keys = own(chat)
        if "Thank you!" in chat.text:
            return
        ready = [label for label in _ENDS if label in keys]
        if "Write in your own words" in chat.text:
            await chat.says("Słowo")
        elif ready:
            await chat.presses(ready[0])
        else:
            await chat.presses(keys[pick(len(keys))] if "☐" not in keys[0] else keys[0])
    raise AssertionError(f"stuck at: {chat.text}")


async def _walk(url: str, survey: Survey, pick: Pick) -> None:
    async with open_office(url) as office:
        await publish(office, survey)
        for number, persona in enumerate(("registered", "several")):
            chat = office.chat(10 + number, "en")
            await chat.logs_in(persona)
            await chat.says("/language")
            await chat.presses("English")
            await chat.says("/survey")
            await wanders(chat, pick)
            await finishes(chat, pick)
        async with office.database.read() as conn:
            assert (await conn.execute(select(DeadLetter.error))).all() == []
            desk = SurveyDesk(conn, office.clock())
            kept = await desk.find("walk")
            assert kept is not None
            assert kept.answered == 2
            people, coded = await desk.respondents(kept.id, "", 5), await desk.coded(kept.id)
        for person in people:
            assert unanswered(survey, person.answers) is None
            assert {one.id for one in asked(survey, person.answers)} == set(person.answers)
        for question in survey.questions:
            assert tally(question, coded.get(question.id, ())).asked == sum(question.id in p.answers for p in people)


def test_no_survey_gets_stuck(templates: Templates) -> None:
    @settings(
        max_examples=8, phases=[Phase.generate], deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(surveys(), st.booleans(), st.data())
    def walk(survey: Survey, nameless: bool, data: st.DataObject) -> None:
        known = msgspec.structs.replace(survey, anonymous=nameless)
        asyncio.run(_walk(templates.fresh("sqlite"), known, lambda most: data.draw(st.integers(0, most - 1))))

    walk()
