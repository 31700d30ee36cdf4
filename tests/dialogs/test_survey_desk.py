"""The staff load a survey from a file, see its mistakes by line, publish it, and read what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from ibok_bot.dialogs.exchange import Sent
from ibok_bot.dialogs.surveys import TEMPLATE
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import Chart, Table, TextFile
from ibok_bot.domain.staff import Act, Role
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.conversations import DeadLetter
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in
from tests.surveys import ANONYMOUS, SIGNED, published

PERSONAS = ("registered", "business", "moved", "several", "ukrainian", "english")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened
        async with opened.database.read() as conn:
            assert (await conn.execute(select(DeadLetter.error))).all() == []


async def clerk(office: OpenOffice, number: int = 70) -> Chat:
    chat = office.chat(number)
    await chat.says("/start")
    await let_in(chat, Role.CLERK, f"Anna Próbna {number}")
    return chat


async def sends_file(chat: Chat, text: str, *, size: int | None = None) -> str:
    data = text.encode()
    chat.office.channel.kept["doc"] = data
    return await chat.does(Sent("document", Media(MediaKind.DOCUMENT, "doc", size or len(data), None, "a.toml")))


async def customers(office: OpenOffice) -> list[str]:
    return [name for name, facts in office.personas.items() if facts.login]


async def test_the_template_is_handed_out_and_can_be_sent_back(office: OpenOffice) -> None:
    chat = await clerk(office)
    await chat.says("/surveys")
    await chat.presses("Get the template")
    [file] = chat.last.screens[-1].files
    assert isinstance(file, TextFile)
    await chat.presses("New survey")
    said = await sends_file(chat, file.text)
    assert "How are we doing?" in said
    assert "draft" in said
    assert "In the office → recommend" in said
    assert "9 to 10 → the end" in said


async def test_mistakes_are_told_with_their_lines_and_the_file_is_asked_again(office: OpenOffice) -> None:
    chat = await clerk(office)
    await chat.says("/surveys")
    await chat.presses("New survey")
    said = await sends_file(chat, SIGNED.replace('next = "mark"', 'next = "nowhere"').replace('"nps"', '"stars"'))
    assert "line 10: there is no question “nowhere” to go on with" in said
    assert "line 20: the kind is one of" in said
    assert "Send the survey's TOML file" in said
    assert "Krótka ankieta" in await sends_file(chat, SIGNED)


@pytest.mark.parametrize(
    ("kind", "media", "why"),
    [
        ("photo", Media(MediaKind.PHOTO, "p"), "as a document"),
        ("sticker", None, "as a document"),
        ("document", Media(MediaKind.DOCUMENT, "gone"), "cannot be fetched"),
        ("document", Media(MediaKind.DOCUMENT, "doc", 200_000), "larger than 100 kB"),
    ],
)
async def test_what_is_no_survey_is_refused_with_a_reason(
    office: OpenOffice, kind: str, media: Media | None, why: str
) -> None:
    chat = await clerk(office)
    await chat.says("/surveys")
    await chat.presses("New survey")
    assert why in await chat.does(Sent(kind, media))


async def test_pasted_text_does_as_well(office: OpenOffice) -> None:
    chat = await clerk(office)
    await chat.says("/surveys")
    await chat.presses("New survey")
    assert "Krótka ankieta" in await chat.says(SIGNED)


async def test_nothing_is_seen_before_it_is_published_and_the_audit_log_tells_who_did_it(office: OpenOffice) -> None:
    chat, customer = await clerk(office), office.chat(7)
    await customer.logs_in("registered")
    await chat.says("/surveys")
    await chat.presses("New survey")
    await sends_file(chat, SIGNED)
    assert "Krótka" not in await customer.says("/survey")
    assert "Publish “Krótka ankieta”?" in await chat.presses("Publish")
    assert "is published" in await chat.presses("Publish the survey")
    assert "Krótka" in await customer.says("/survey")
    async with office.database.read() as conn:
        entries = await Audit(conn, office.clock()).entries(0, 5)
    assert (entries[0].act, entries[0].subject, entries[0].who) == (Act.SURVEY_OPENED, "short", "Anna Próbna 70")
    await chat.says("/surveys")
    await chat.presses("Krótka")
    await chat.presses("Close…")
    assert "closed" in await chat.presses("Close the survey")
    assert "Krótka" not in await customer.says("/survey")


async def test_a_draft_that_was_replaced_meanwhile_is_not_published_unseen(office: OpenOffice) -> None:
    chat, other = await clerk(office), await clerk(office, 71)
    for one in (chat, other):
        await one.says("/surveys")
        await one.presses("New survey")
    await sends_file(chat, SIGNED)
    await chat.presses("Publish")
    await sends_file(other, SIGNED.replace("Krótka ankieta", "Coś innego"))
    assert "loaded anew meanwhile" in await chat.presses("Publish the survey")
    await other.presses("Publish")
    await other.presses("Publish the survey")
    await chat.says("/surveys")
    await chat.presses("New survey")
    assert "was published already" in await sends_file(chat, SIGNED)


async def test_results_add_up_with_charts_texts_and_a_file(office: OpenOffice) -> None:
    await published(office)
    people = await customers(office)
    for number, persona in enumerate(people):
        chat = office.chat(100 + number)
        await chat.logs_in(persona)
        await chat.says("/survey")
        await chat.presses("Krótka")
        await chat.presses(chat.labels[0])
        await chat.does(_press(chat, 0 if number % 2 else 1))
        if number % 2:
            await chat.does(_press(chat, 1))
            await chat.does(_press(chat, 3))
        await chat.presses("9" if number % 2 else "4")
        if not number % 2:
            await chat.says(f"Słowo {number}")
        await chat.does(_press(chat, 0))
    staff = await clerk(office)
    await staff.says("/surveys")
    await staff.presses("Krótka")
    said = await staff.presses("Results")
    half = len(people) // 2
    assert f"<b>{len(people)}</b>" in said
    assert f"Electricity: {half}" in said
    assert f"By night: {half}" in said
    assert "NPS:" in said
    await staff.presses("1. How do you")
    [chart] = staff.last.screens[-1].files
    assert isinstance(chart, Chart)
    assert sum(int(value or 0) for value in chart.series[0].values) == len(people)
    await staff.presses("Back")
    assert "• Słowo 0" in await staff.presses("4. Why?")
    await staff.presses("Back")
    await staff.presses("File")
    [file] = staff.last.screens[-1].files
    assert isinstance(file, Table)
    assert len(file.rows) == 1 + len(people)


def _press(chat: Chat, place: int):  # type: ignore[no-untyped-def]
    from ibok_bot.dialogs.exchange import Pressed  # noqa: PLC0415

    [*keys] = [b for screen in chat.last.screens for row in screen.rows for b in row]
    return Pressed(keys[place].data or "")


async def test_of_an_anonymous_survey_nothing_is_shown_before_three_have_answered(office: OpenOffice) -> None:
    await published(office, ANONYMOUS)
    staff = await clerk(office)
    for number, persona in enumerate((await customers(office))[:3]):
        await staff.says("/surveys")
        await staff.presses("Krótka")
        assert "nothing is shown before" in await staff.presses("Results")
        assert "File" not in " ".join(staff.labels)
        chat = office.chat(100 + number, "en")
        await chat.logs_in(persona)
        await chat.says("/language")
        await chat.presses("English")
        await chat.says("/survey")
        for label in ("Krótka", "Begin", "Otherwise", "10", "Send the answers"):
            await chat.presses(label)
    assert "Otherwise: 3 (100%)" in await staff.presses("Look again")
    assert "NPS: <b>100</b>" in staff.text


@pytest.mark.parametrize("step", ["Results", "Result", "AsFile"])
async def test_a_stored_trail_shows_no_anonymous_results_too_early(office: OpenOffice, step: str) -> None:
    from sqlalchemy import update  # noqa: PLC0415

    from ibok_bot.storage.schema.conversations import Conversation  # noqa: PLC0415

    await published(office, ANONYMOUS)
    customer, staff = office.chat(7), await clerk(office)
    await customer.logs_in("registered")
    await customer.says("/survey")
    for label in ("Krótka", "Begin", "Otherwise", "10", "Send the answers"):
        await customer.presses(label)
    extra = ',"question":"heat","page":0' if step == "Result" else ""
    trail = f'[{{"step":"{step}","has":{{"survey":"nameless"{extra}}}}}]'
    async with office.database.write() as conn:
        mine = update(Conversation).where(Conversation.chat_id == 70)
        await conn.execute(mine.values(dialog="surveys", trail=trail))
    assert "Otherwise" not in await staff.says("/help")


def test_the_example_of_the_documentation_is_the_template() -> None:
    docs = TEMPLATE.parent.parent.parent / "docs" / "survey.toml"
    assert docs.read_text(encoding="utf-8") == TEMPLATE.read_text(encoding="utf-8")
