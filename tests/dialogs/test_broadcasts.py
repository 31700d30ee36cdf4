"""A sending is followed, approved by a second person, paused, stopped, mended, taken back, and reported on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from ibok_bot.documents.papers import make
from ibok_bot.domain.broadcasts import BroadcastState, DeliveryState
from ibok_bot.domain.papers import Chart, Table
from ibok_bot.domain.staff import Act, Role
from ibok_bot.i18n import LANGUAGES
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.schema.conversations import DeadLetter
from ibok_bot.storage.schema.deliveries import Delivery
from tests.dialogs.notices import clerk, crowd_from, customers, newest, status, writes
from tests.office import Chat, OpenOffice, open_office
from tests.staff import let_in, put_out


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[OpenOffice]:
    async with open_office(sqlite_url) as opened:
        yield opened


async def sending(chat: Chat, at: str | None = "tomorrow 8:00") -> str:
    """A notice is on its way, at a time or at once, and its page is open."""
    await writes(chat)
    if at:
        await chat.presses("At a time")
        await chat.says(at)
        await chat.presses("Plan for")
    else:
        await chat.presses("Send to")
    return await chat.presses("See how it goes")


async def state(office: OpenOffice) -> BroadcastState:
    found = (await status(office, await newest(office))).progress
    assert found is not None
    return found.state


async def into(office: OpenOffice, state: DeliveryState, most: int = 1) -> None:
    """As if so many of the messages had ended like this."""
    async with office.database.write() as conn:
        ids = list(
            (await conn.execute(select(Delivery.id).where(Delivery.broadcast_id.is_not(None)).limit(most))).scalars()
        )
        await conn.execute(update(Delivery).where(Delivery.id.in_(ids)).values(state=state))


async def acts(office: OpenOffice) -> list[Act]:
    async with office.database.read() as conn:
        return [entry.act for entry in await Audit(conn, office.clock()).entries(0, 50)]


async def test_it_is_paused_resumed_and_stopped_and_each_is_in_the_audit_log(office: OpenOffice) -> None:
    await customers(office, 2)
    chat = await clerk(office)
    assert "planned" in await sending(chat)
    assert "paused" in await chat.presses("Pause")
    assert await state(office) is BroadcastState.PAUSED
    assert "planned" in await chat.presses("Go on sending")
    assert "Stop for good?" in await chat.presses("Stop for good")
    assert "planned" in await chat.presses("No, leave it")
    await chat.presses("Stop for good")
    assert "cancelled" in await chat.presses("Stop for good")
    assert {Act.NOTICE_PAUSED, Act.NOTICE_RESUMED, Act.NOTICE_CANCELLED} <= set(await acts(office))
    assert [screen for _chat, screen in await office.post() if "Przerwa" in screen.html] == []


async def test_a_colleague_who_was_quicker_is_told_of_and_nothing_happens_twice(office: OpenOffice) -> None:
    await customers(office, 2)
    chat, other = await clerk(office), await clerk(office, 8, "Jan Drugi")
    await sending(chat)
    await other.says("/broadcasts")
    await other.presses("Przerwa 3 grudnia")
    await other.presses("Stop for good")
    await other.presses("Stop for good")
    assert "too late for that" in await chat.presses("Pause")
    assert await state(office) is BroadcastState.CANCELLED


async def test_new_words_go_to_the_chats_where_it_arrived_and_to_the_board(office: OpenOffice) -> None:
    await customers(office, 3)
    chat = await clerk(office)
    await sending(chat, at=None)
    await office.post()
    await chat.presses("Change the words")
    assert "It has gone to 3\xa0chats" in chat.text
    await chat.presses("Change something")
    assert not [label for label in chat.labels if "urgent" in label or "For whom" in label]
    await chat.presses("Text in Polish")
    assert "its photo or file cannot" in await chat.sends("photo")
    assert "Od 9:00" in await chat.says("Od 9:00 do 12:00.")
    assert not office.channel.revised, "nothing changes before the button"
    assert "has new words" in await chat.presses("Change it everywhere")
    assert "being edited in the chats: 3\xa0are left" in await chat.presses("See how it goes")
    await office.post()
    assert {screen.html.count("Od 9:00") for _chat, _number, screen in office.channel.revised} == {1}
    assert len(office.channel.revised) == 3
    assert (await status(office, await newest(office))).notice.texts["pl"].html.plain == "Od 9:00 do 12:00."


async def test_an_edit_is_kept_until_it_is_done_and_thrown_away_on_a_word(office: OpenOffice) -> None:
    await customers(office, 1)
    chat = await clerk(office)
    await sending(chat, at=None)
    await office.post()
    await chat.presses("Change the words")
    await chat.presses("Change something")
    await chat.presses("Title in Polish")
    await chat.says("Inny", "/broadcasts")
    await chat.presses("Przerwa 3 grudnia")
    assert "Inny" in await chat.presses("Change the words")
    await chat.presses("Throw it away")
    await chat.presses("Throw it away")
    await chat.says("/broadcasts")
    await chat.presses("Przerwa 3 grudnia")
    assert "Inny" not in await chat.presses("Change the words")


@pytest.mark.parametrize("crowd", [True, False])
async def test_before_a_crowd_gets_other_words_it_is_said_that_nobody_approves_them(
    office: OpenOffice, crowd: bool
) -> None:
    await customers(office, 2)
    chat, other = await clerk(office), await clerk(office, 8, "Jan Drugi")
    await sending(chat, at=None)
    await office.post()
    if crowd:
        crowd_from(office, 1)
    assert ("without anybody's approval" in await chat.presses("Change the words")) == crowd
    await chat.presses("Change it everywhere")
    told = [to for to, screen in await office.post() if "has changed the words" in screen.html]
    assert told == ([other.number] if crowd else [])


async def test_what_is_taken_back_goes_from_the_chats_and_cannot_be_edited_any_more(office: OpenOffice) -> None:
    await customers(office, 2)
    chat, other = await clerk(office), await clerk(office, 8, "Jan Drugi")
    await sending(chat, at=None)
    await office.post()
    await chat.presses("Change the words")
    await other.says("/broadcasts")
    await other.presses("Przerwa 3 grudnia")
    assert "This cannot be undone" in await other.presses("Take it back")
    assert "taken back" in await other.presses("Take it back")
    await office.post()
    assert len(office.channel.recalled) == 2
    assert "• taken back: 2" in await other.presses("Refresh")
    assert "taken back meanwhile" in await chat.presses("Change it everywhere")
    assert "Change the words" not in other.labels


async def test_those_in_doubt_get_it_once_more_on_somebodys_word(office: OpenOffice) -> None:
    await customers(office, 3)
    chat = await clerk(office)
    await sending(chat, at=None)
    before = len(await office.post())
    await into(office, DeliveryState.IN_DOUBT, 2)
    assert "• in doubt: 2" in await chat.presses("Refresh")
    assert "It may then be there twice" in await chat.presses("Send to these 2")
    await chat.presses("Send to these 2")
    assert len(await office.post()) == before + 2
    assert "• delivered: 3" in await chat.presses("Refresh")


async def approving(office: OpenOffice) -> tuple[Chat, Chat, Chat]:
    """A notice to a crowd, its author, and two who may approve it, with its page open."""
    crowd_from(office, 1)
    await customers(office, 2)
    author, one, two = await clerk(office), await clerk(office, 8, "Jan Drugi"), await clerk(office, 9, "Ewa Trzecia")
    await writes(author)
    await author.presses("Ask to approve")
    entry = f"e:broadcasts:{await newest(office)}"
    for chat in (one, two):
        await chat.presses_data(entry, 1)
    return author, one, two


async def test_whoever_approves_reads_the_messages_first_and_of_two_one_wins(office: OpenOffice) -> None:
    author, one, two = await approving(office)
    assert "Przerwa 3 grudnia" in one.last.screens[0].html
    assert one.last.screens[0].rows == ()
    assert "approved by Jan Drugi" in await one.presses("Approve and send")
    assert "Jan Drugi was quicker" in await two.presses("Approve and send")
    pushed = await office.post()
    assert sum("Od 8:00" in screen.html for _chat, screen in pushed) == 2
    assert any(to == author.number and "Jan Drugi has approved" in screen.html for to, screen in pushed)
    assert (await acts(office)).count(Act.NOTICE_APPROVED) == 1


async def test_what_somebody_has_approved_is_not_stopped_by_another_who_would_not(office: OpenOffice) -> None:
    _author, one, two = await approving(office)
    await one.presses("Approve and send")
    assert "Jan Drugi was quicker" in await two.presses("Do not approve")
    assert await state(office) is BroadcastState.SCHEDULED


async def test_the_author_is_not_offered_to_approve_and_cannot_by_a_forged_button(office: OpenOffice) -> None:
    author, one, _two = await approving(office)
    await author.presses("See how it goes")
    assert "you wrote it yourself" in author.text
    assert "Approve and send" not in author.labels
    approve = one.button("Approve and send").data or ""
    turn = next(b.data for s in author.last.screens for row in s.rows for b in row if b.data and b.data[0] == "a")
    await author.presses_data(f"{turn.rpartition(':')[0]}:{approve.rpartition(':')[2]}", author.live)
    assert await state(office) is BroadcastState.AWAITING_APPROVAL


async def test_words_that_changed_since_they_were_read_are_not_approved(office: OpenOffice) -> None:
    from ibok_bot.domain.ids import NoticeId  # noqa: PLC0415
    from ibok_bot.domain.notice_html import from_entities  # noqa: PLC0415
    from ibok_bot.domain.notices import Wording  # noqa: PLC0415
    from ibok_bot.domain.staff import CONSOLE  # noqa: PLC0415
    from ibok_bot.supplier_file import read  # noqa: PLC0415
    from ibok_bot.turns.noticedesk import NoticeDesk  # noqa: PLC0415

    _author, one, _two = await approving(office)
    async with office.database.write() as conn:
        desk = NoticeDesk(conn, office.clock(), read(None))
        words = {"pl": Wording("Inny", from_entities("Zupełnie inna treść"))}
        await desk.edit(NoticeId(await newest(office)), words, CONSOLE)
    assert "have changed since you read them" in await one.presses("Approve and send")
    assert "Zupełnie inna treść" in one.text
    assert await state(office) is BroadcastState.AWAITING_APPROVAL
    await one.presses("Approve and send")
    assert await state(office) is BroadcastState.SCHEDULED


async def test_a_rejected_notice_is_seen_by_nobody_and_its_author_sends_it_anew(office: OpenOffice) -> None:
    author, one, two = await approving(office)
    assert "cancelled" in await one.presses("Do not approve")
    assert "cannot be approved any more" in await two.presses("Approve and send")
    pushed = await office.post()
    assert [to for to, screen in pushed if "has not approved" in screen.html] == [author.number]
    assert not [screen for _to, screen in pushed if "Od 8:00" in screen.html]
    await author.presses_data(f"e:broadcasts:{await newest(office)}", 1)
    said = await author.presses("Send as a new one")
    assert "Od 8:00 do 12:00." in said
    assert "Ask to approve · 2" in author.labels
    await author.presses_data(f"e:broadcasts:{await newest(office)}", 1)
    assert "have not sent yet" in await author.presses("Send as a new one")


async def test_the_report_adds_up_with_a_chart_and_a_file_that_names_no_chat(office: OpenOffice) -> None:
    chats = await customers(office, 4)
    chat = await clerk(office)
    await sending(chat, at=None)
    await office.post()
    await into(office, DeliveryState.REJECTED, 1)
    await chat.presses("Refresh")
    said = await chat.presses("Report")
    assert "<b>4</b> recipients" in said
    assert ("• delivered: 3" in said, "• failed: 1" in said) == (True, True)
    chart, table = chat.last.screens[-1].files
    assert isinstance(chart, Chart)
    assert dict(zip(chart.labels, (int(v or 0) for v in chart.series[0].values), strict=True))["delivered"] == 3
    assert isinstance(table, Table)
    text = make(table).data.decode("utf-8-sig")
    assert text.count("failed") == 2, "in the sums, and by its number"
    assert not [number for number in chats if str(number) in text]
    assert "Report" in (await chat.presses("Back to the notice")) or "Report" in chat.labels


async def test_the_list_is_turned_and_opens_each(office: OpenOffice) -> None:
    chat = await clerk(office)
    first = await chat.says("/broadcasts")
    second = await chat.presses("Next ›")
    assert first != second
    assert await chat.presses("‹ Previous") == first
    await chat.presses("Biuro w święta")
    assert "never sent to chats" in chat.text


@pytest.mark.parametrize("item", ["999", "abc", "-1", "9" * 30, "٣", ""])
async def test_a_forged_number_leads_nowhere(office: OpenOffice, item: str) -> None:
    chat = await clerk(office)
    await chat.presses_data(f"e:broadcasts:{item}" if item else "e:broadcasts", 1)
    async with office.database.read() as conn:
        assert (await conn.execute(select(DeadLetter))).all() == []


@pytest.mark.parametrize("who", ["guest", "customer", "dispatcher", "revoked"])
async def test_others_reach_no_sending_by_command_button_or_link(office: OpenOffice, who: str) -> None:
    owner = await clerk(office, 8, "Jan Drugi")
    await customers(office, 1)
    await sending(owner)
    chat = office.chat(7)
    if who == "customer":
        await chat.logs_in("registered")
    if who == "dispatcher":
        await let_in(chat, Role.DISPATCHER)
    if who == "revoked":
        await put_out(office, await let_in(chat, Role.CLERK))
    for heard in ("/broadcasts", f"/start broadcasts_{await newest(office)}"):
        assert "Przerwa 3 grudnia" not in await chat.says(heard)
    assert "Przerwa 3 grudnia" not in await chat.presses_data(f"e:broadcasts:{await newest(office)}", 1)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sending_is_told_in_every_language(office: OpenOffice, language: str) -> None:
    await customers(office, 2)
    owner = await clerk(office)
    await sending(owner, at=None)
    await office.post()
    chat = await clerk(office, 8, "Jan Drugi", language)
    said = await chat.presses_data(f"e:broadcasts:{await newest(office)}", 1)
    assert {"pl": "doręczone: 2", "en": "delivered: 2", "uk": "доставлено: 2"}[language] in said
