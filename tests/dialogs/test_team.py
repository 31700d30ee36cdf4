"""The team in conversation: invite, accept once, work, lose access at once; the audit log tells it all."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from ibok_bot.domain.staff import Role
from ibok_bot.storage.schema.conversations import Conversation
from ibok_bot.storage.schema.staff import StaffInvitation
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out

ENDED = "Your access to this has ended"
INVALID = "This invitation is not valid"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def invites(boss: Chat, name: str, role: str) -> str:
    """The words that open the invitation."""
    await boss.says("/team")
    await boss.presses("Invite somebody")
    await boss.says(name)
    await boss.presses(f"Invite as {role}")
    return f"/start {found[0]}" if (found := re.search(r"staff_[\w-]{43}", boss.text)) else ""


async def test_an_invitation_is_accepted_once_and_opens_the_rooms_of_its_role(office: OpenOffice) -> None:
    boss, anna, stranger = office.chat(1), office.chat(2), office.chat(3)
    await let_in(boss, Role.ADMIN, "Maria Szefowa")
    link = await invites(boss, "Anna Nowa", "administrator")
    asked = await anna.says(link)
    assert "Maria Szefowa invites <b>Anna Nowa</b> to the staff as <b>administrator</b>" in asked
    assert "Welcome to the staff, <b>Anna Nowa</b>" in await anna.presses("Join the staff")
    assert "👥 Team" in " ".join([await anna.presses("🛠 Staff"), *anna.labels])
    assert INVALID in await stranger.says(link)
    assert "There is no command /team" in await stranger.says("/team")


async def test_a_copied_link_is_the_link_that_was_shown(office: OpenOffice) -> None:
    boss = office.chat(1)
    await let_in(boss, Role.ADMIN)
    words = await invites(boss, "Anna", "clerk")
    assert boss.button("Copy the link").copies == words
    office.reception._make_desk.doorplate.bot = "energia_bot"
    words = await invites(boss, "Anna", "clerk")
    payload = words.removeprefix("/start ")
    assert boss.button("Copy the link").copies == f"https://t.me/energia_bot?start={payload}"
    assert len(payload) <= 64


async def test_the_secret_of_a_link_is_in_no_conversation_and_no_invitation(office: OpenOffice) -> None:
    boss, anna = office.chat(1), office.chat(2)
    await let_in(boss, Role.ADMIN)
    link = await invites(boss, "Anna", "clerk")
    await anna.says(link)
    secret = link.partition("staff_")[2]
    async with office.database.read() as conn:
        trails = (await conn.execute(select(Conversation.trail, Conversation.goal))).all()
        hashes = (await conn.execute(select(StaffInvitation.token_hash))).scalars().all()
    assert any("token_hash" in row.trail for row in trails)
    assert secret not in str(trails) + str(hashes)


async def test_two_who_look_at_one_invitation(office: OpenOffice) -> None:
    boss, anna, thief = office.chat(1), office.chat(2), office.chat(3)
    await let_in(boss, Role.ADMIN)
    link = await invites(boss, "Anna", "dispatcher")
    await anna.says(link)
    await thief.says(link)
    await anna.presses("Join the staff")
    assert INVALID in await thief.presses("Join the staff")
    assert "There is no command /staff" in await thief.says("/staff")


async def test_a_day_later_it_is_too_late_and_a_revoked_one_sounds_the_same(office: OpenOffice) -> None:
    boss = office.chat(1)
    await let_in(boss, Role.ADMIN)
    late, taken = await invites(boss, "Late", "clerk"), await invites(boss, "Taken", "clerk")
    await boss.says("/team")
    await boss.presses("Taken")
    await boss.presses("Revoke the invitation")
    await boss.presses("Take access away")
    answers = {await office.chat(5).says(taken)}
    office.clock.go(hours=24)
    answers |= {await office.chat(6).says(late), await office.chat(7).says(f"/start staff_{'x' * 43}")}
    assert len(answers) == 1
    assert INVALID in answers.pop()


async def test_declining_leaves_the_invitation_to_whom_it_was_meant_for(office: OpenOffice) -> None:
    boss, anna, other = office.chat(1), office.chat(2), office.chat(3)
    await let_in(boss, Role.ADMIN)
    link = await invites(boss, "Anna", "clerk")
    await other.says(link)
    assert "Nothing was accepted" in await other.presses("No, that is not me")
    await anna.says(link)
    assert "Welcome" in await anna.presses("Join the staff")


async def test_guessing_is_slowed_down(office: OpenOffice) -> None:
    guesser, boss = office.chat(9), office.chat(1)
    await let_in(boss, Role.ADMIN)
    link = await invites(boss, "Anna", "clerk")
    for guess in range(4):
        assert INVALID in await guesser.says(f"/start staff_{guess}")
    assert "Too many tries" in await guesser.says(link)
    office.clock.go(hours=2)
    assert "invites <b>Anna</b>" in await guesser.says(link)


async def test_one_chat_is_one_member(office: OpenOffice) -> None:
    boss, anna = office.chat(1), office.chat(2)
    await let_in(boss, Role.ADMIN, "Maria")
    link = await invites(boss, "Anna", "clerk")
    assert "belongs to the staff already: Maria, administrator" in await boss.says(link)
    await anna.says(link)
    assert "Welcome" in await anna.presses("Join the staff")


async def test_an_open_form_and_old_buttons_of_a_revoked_member_are_dead(office: OpenOffice) -> None:
    boss, anna = office.chat(1), office.chat(2)
    await let_in(boss, Role.ADMIN, "Maria")
    await let_in(anna, Role.ADMIN, "Anna")
    await anna.says("/team")
    press, entry, live = anna.button("Invite somebody").data or "", "e:team", anna.live
    await boss.says("/team")
    await boss.presses("Anna")
    await boss.presses("Revoke access")
    assert "Anna has no access any more" in await boss.presses("Take access away")
    assert ENDED in await anna.presses_data(press, live)
    assert "out of date" in await anna.presses_data(press, live)
    assert "out of date" in await anna.presses_data(entry, live)
    assert "There is no command /team" in await anna.says("/team")
    assert "Anna" not in await boss.says("/team")


@pytest.mark.parametrize("word", ["Jan Kowalski", "/help", "/back", "/cancel", "/team", "/menu"])
async def test_a_revoked_member_in_the_middle_of_a_form_gets_nothing_of_it(office: OpenOffice, word: str) -> None:
    anna = office.chat(2)
    member = await let_in(anna, Role.ADMIN)
    await anna.says("/team")
    await anna.presses("Invite somebody")
    await put_out(office, member)
    answer = await anna.says(word)
    assert "Team" not in answer
    assert "Whom do we invite" not in answer
    assert "Role" not in answer
    assert "Welcome! This is the customer office" in answer or word == "/help"


async def test_oneself_is_not_revoked_nor_by_a_forged_answer(office: OpenOffice) -> None:
    boss = office.chat(1)
    await let_in(boss, Role.ADMIN, "Maria")
    await boss.says("/team")
    assert "That is you" in await boss.presses("Maria")
    assert not any("Revoke" in label for label in boss.labels)
    await boss.says("revoke")
    assert "Maria" in await boss.says("/team")


async def test_two_admins_who_revoke_each_other_leave_one(office: OpenOffice) -> None:
    one, two = office.chat(1), office.chat(2)
    await let_in(one, Role.ADMIN, "Maria")
    await let_in(two, Role.ADMIN, "Anna")
    for chat, other in ((one, "Anna"), (two, "Maria")):
        await chat.says("/team")
        await chat.presses(other)
        await chat.presses("Revoke access")
    assert "Anna has no access" in await one.presses("Take access away")
    assert ENDED in await two.presses("Take access away")


async def test_who_was_revoked_may_be_invited_again_in_the_same_chat(office: OpenOffice) -> None:
    boss, anna = office.chat(1), office.chat(2)
    await let_in(boss, Role.ADMIN)
    await put_out(office, await let_in(anna, Role.CLERK))
    await anna.says(await invites(boss, "Anna", "dispatcher"))
    await anna.presses("Join the staff")
    assert "dispatcher" in await anna.says("/staff")


async def test_the_audit_log_says_who_did_what_page_by_page(office: OpenOffice) -> None:
    boss = office.chat(1)
    await let_in(boss, Role.ADMIN, "Maria Szefowa")
    for number in range(9):
        await invites(boss, f"Osoba {number}", "clerk")
    await boss.says("/team")
    newest = await boss.presses("Audit log")
    assert re.search(r"24 Nov 2026, 13:00</b>, Maria Szefowa\ninvited: \d+ Osoba 8, clerk", newest)
    assert "Osoba 0" not in newest
    oldest = await boss.presses("Next ›")
    assert "console\ninvited: 1 Maria Szefowa, admin" in oldest
    assert "Osoba 8" in await boss.presses("‹ Previous")


async def test_many_members_are_paged_and_awkward_names_stay_words(office: OpenOffice) -> None:
    boss = office.chat(1)
    await let_in(boss, Role.ADMIN, "Maria")
    await invites(boss, "<b>&'\"", "clerk")
    await invites(boss, "\u202eOdwrotny\u200b 🙂", "clerk")
    for number in range(5):
        await invites(boss, f"Osoba {number}", "clerk")
    first = await boss.says("/team")
    assert "&lt;b&gt;&amp;" in first
    assert "\u202e" not in first
    assert "Osoba 4" in await boss.presses("Next ›")
    await boss.presses("Invite somebody")
    assert "⚠️" in await boss.says("\u200b\u202e")
    assert "⚠️" in await boss.says("x" * 61)


async def test_in_polish_the_team_speaks_polish(office: OpenOffice) -> None:
    szefowa = office.chat(1, "pl")
    await let_in(szefowa, Role.ADMIN, "Maria")
    assert "Menu" in await szefowa.says("/menu")
    assert "🛠 Pracownicy" in szefowa.labels
    assert "administrator" in await szefowa.presses("🛠 Pracownicy")
    assert "1 osoba" in (await szefowa.presses("👥 Zespół")).replace("\u00a0", " ")


async def test_a_member_is_a_customer_as_well(office: OpenOffice) -> None:
    anna = office.chat(2)
    await let_in(anna, Role.CLERK)
    await anna.logs_in("registered")
    assert "To pay" in await anna.says("/balance")
    assert "clerk" in await anna.says("/staff")
    await anna.says("/logout")
    await anna.presses("Log out")
    assert "clerk" in await anna.says("/staff")


def test_the_office_of_tests_has_a_doorplate_of_its_own(office: OpenOffice) -> None:
    assert replace(office.reception._make_desk).doorplate.link("x") is None
