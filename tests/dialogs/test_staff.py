"""Dialogs of the staff do not exist for anybody else: by command, button, link, an open form, or a stored trail."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from ibok_bot.dialogs.staff import ROOMS, rooms_for
from ibok_bot.dialogs.talk import Access, Dialog
from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.conversations import Conversation, DeadLetter
from ibok_bot.turns.catalogue import COMMANDS, DIALOGS, staff_commands
from ibok_bot.turns.desk import Desk
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out

OF_STAFF = [dialog for dialog in DIALOGS if dialog.access.of_staff]
WHO = ("guest", "customer", "revoked", *Role)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def somebody(office: OpenOffice, who: str, number: int = 7) -> Chat:
    chat = office.chat(number)
    if who == "customer":
        await chat.logs_in("registered")
    elif who == "revoked":
        await put_out(office, await let_in(chat, Role.ADMIN))
    elif who in set(Role):
        await let_in(chat, Role(who))
    await chat.says("/menu")
    return chat


def shut_out(who: str, dialog: Dialog[Desk]) -> bool:
    return not dialog.access.admits(Role(who) if who in set(Role) else None, signed_in=who == "customer")


CASES = [(who, dialog) for dialog in OF_STAFF for who in WHO]
SHUT = [case for case in CASES if shut_out(*case)]


@pytest.mark.parametrize(("who", "dialog"), SHUT, ids=lambda v: getattr(v, "name", v))
async def test_to_others_a_dialog_of_the_staff_answers_as_one_that_does_not_exist(
    office: OpenOffice, who: str, dialog: Dialog[Desk]
) -> None:
    chat = await somebody(office, who)
    nothing = "nosuchdialog"
    links = () if dialog.name in {other.link for other in DIALOGS} else ("/start {}_1", "/start {}_new")
    for typed in ("/{}", "/{} x", "/start {}", *links):
        unknown = (await chat.says(typed.format(nothing))).replace(nothing, "…")
        assert (await chat.says(typed.format(dialog.name))).replace(dialog.name, "…") == unknown
    for data in ("e:{}", "e:{}:1", "e:{}:new"):
        unknown = await chat.presses_data(data.format(nothing), chat.live)
        assert await chat.presses_data(data.format(dialog.name), chat.live) == unknown


@pytest.mark.parametrize(("who", "dialog"), SHUT, ids=lambda v: getattr(v, "name", v))
@pytest.mark.parametrize("how", ["press", "text", "back", "help", "language"])
async def test_a_form_that_is_still_open_shows_and_does_nothing_any_more(
    office: OpenOffice, who: str, dialog: Dialog[Desk], how: str
) -> None:
    owner = await somebody(office, Role.ADMIN, 8)
    await owner.says(f"/{dialog.name}")
    chat = await somebody(office, who)
    async with office.database.write() as conn:
        row = (await conn.execute(select(Conversation).where(Conversation.chat_id == owner.number))).one()
        open_form = {name: getattr(row, name) for name in ("dialog", "trail", "choices", "turn")}
        await conn.execute(update(Conversation).where(Conversation.chat_id == chat.number).values(**open_form))
    assert row.dialog == dialog.name
    match how:
        case "press":
            said = await chat.presses_data(f"a:{row.turn}:0", chat.live)
        case "text":
            said = await chat.says("1")
        case "back":
            said = await chat.presses_data(f"b:{row.turn}", chat.live)
        case "language":
            said = await chat.presses_data("l:en", chat.live)
        case _:
            said = await chat.says("/help")
    title = str(dialog.title.key) if hasattr(dialog.title, "key") else "?"
    assert title not in said
    if how != "help":
        assert "Your access to this has ended" in said
    async with office.database.read() as conn:
        after = (
            await conn.execute(select(Conversation.dialog).where(Conversation.chat_id == chat.number))
        ).scalar_one()
        assert (await conn.execute(select(DeadLetter))).all() == []
    assert after != dialog.name


@pytest.mark.parametrize(
    ("who", "dialog"), [case for case in CASES if not shut_out(*case)], ids=lambda v: getattr(v, "name", v)
)
async def test_whose_role_it_is_for_gets_in(office: OpenOffice, who: str, dialog: Dialog[Desk]) -> None:
    chat = await somebody(office, who)
    await chat.says(f"/{dialog.name}")
    async with office.database.read() as conn:
        opened = await conn.execute(select(Conversation.dialog).where(Conversation.chat_id == chat.number))
        assert opened.scalar_one() in {dialog.name, None}


@pytest.mark.parametrize("role", list(Role))
async def test_the_menu_of_the_staff_offers_what_the_role_may_and_nothing_else(office: OpenOffice, role: Role) -> None:
    chat = await somebody(office, role)
    assert "🛠 Staff" in chat.labels
    await chat.says("/staff")
    data = {button.data for screen in chat.last.screens for row in screen.rows for button in row}
    assert {f"e:{room.dialog}" for room in ROOMS if f"e:{room.dialog}" in data} == {
        f"e:{room.dialog}" for room in rooms_for(role)
    }
    for room in rooms_for(role):
        assert "There is no command" not in await chat.says(f"/{room.dialog}")


@pytest.mark.parametrize("who", ["guest", "customer", "revoked"])
async def test_others_have_no_door_to_the_staff_in_their_menu(office: OpenOffice, who: str) -> None:
    chat = await somebody(office, who)
    assert not any("Staff" in label for label in chat.labels)


def test_a_room_says_who_may_enter_as_its_dialog_does() -> None:
    access = {dialog.name: dialog.access for dialog in DIALOGS}
    assert [room.access for room in ROOMS] == [access[room.dialog] for room in ROOMS]
    assert all(room.access.of_staff for room in ROOMS)


def test_commands_of_the_staff_are_in_nobody_elses_menu() -> None:
    hidden = {dialog.name for dialog in OF_STAFF}
    assert not hidden & {name for name, _words in COMMANDS}
    for role in Role:
        names = [name for name, _words in staff_commands(role)]
        assert len(names) == len(set(names))
        assert [name for name in names if name in hidden] == ["staff", *(room.dialog for room in rooms_for(role))]


def test_an_administrator_may_all_and_nobody_else_more_than_their_own() -> None:
    assert {role: [a for a in Access if a.admits(role, signed_in=False)] for role in Role} == {
        Role.CLERK: [Access.PUBLIC, Access.STAFF, Access.CLERK],
        Role.DISPATCHER: [Access.PUBLIC, Access.STAFF, Access.DISPATCHER],
        Role.ADMIN: [Access.PUBLIC, Access.STAFF, Access.CLERK, Access.DISPATCHER, Access.ADMIN],
    }
    assert [a for a in Access if a.admits(None, signed_in=True)] == [Access.PUBLIC, Access.CUSTOMER]


async def test_at_a_password_question_a_staff_word_is_a_password_like_any_other(office: OpenOffice) -> None:
    chat = await somebody(office, "guest")
    answers = []
    for word in ("/team", "/nosuchdialog"):
        await chat.says("/login", "jan@example.com")
        answers.append(await chat.says(word))
    assert answers[0] == answers[1]
    assert "There is no command" not in answers[0]


async def test_the_link_of_an_invitation_is_its_only_door(office: OpenOffice) -> None:
    chat = await somebody(office, "guest")
    assert "There is no command /invitation" in await chat.says("/invitation")
    assert "leads nowhere" in await chat.says("/start invitation_x")
    assert "out of date" in await chat.presses_data("e:invitation:x", chat.live)
