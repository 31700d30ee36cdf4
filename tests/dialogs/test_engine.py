"""The engine's own rules, shown on a dialog made for it: back, retry, help, old buttons, access, stored trails."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.exchange import Heard, Moved, Pressed, Sent, Turn, Typed
from ibok_bot.dialogs.keyboard import LONGEST_DATA, entry, read
from ibok_bot.dialogs.talk import (
    Access,
    Ask,
    Choice,
    Dialog,
    End,
    Entry,
    Instead,
    Outdated,
    Retry,
    Said,
    SlowStep,
    Step,
)
from ibok_bot.dialogs.trail import Archive, Conversation, arrows
from ibok_bot.domain.conversation import Stored
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.staff import Role, StaffMember
from ibok_bot.i18n import Verbatim, Voice


@dataclass
class Visitor:
    language: str = "en"
    signed_in: bool = False
    staff: StaffMember | None = None


@dataclass
class Desk:
    visitor: Visitor = field(default_factory=Visitor)
    meters: tuple[str, ...] = ("A1", "B2")
    given: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass(frozen=True)
class Home(Step[Desk]):
    async def ask(self, desk: Desk) -> Ask:
        return Ask(Verbatim("home"), [Entry("reading", Verbatim("Reading"))])

    async def answer(self, said: Said, desk: Desk) -> End:
        raise Retry(Verbatim("lost"))


@dataclass(frozen=True)
class WhichMeter(Step[Desk]):
    async def ask(self, desk: Desk) -> Ask | WhatValue | End:
        match desk.meters:
            case ():
                return End(Verbatim("no meter"))
            case (only,):
                return WhatValue(only)
        return Ask(Verbatim("which?"), [Choice(m, Verbatim(m)) for m in desk.meters])

    async def answer(self, said: Said, desk: Desk) -> WhatValue:
        return WhatValue(said.one_of(desk.meters))


@dataclass(frozen=True)
class WhatValue(Step[Desk]):
    meter: str

    async def ask(self, desk: Desk) -> Ask:
        if self.meter not in desk.meters:
            raise Outdated(Verbatim("that meter is gone"))
        return Ask(Verbatim(f"value of {self.meter}?"))

    async def answer(self, said: Said, desk: Desk) -> Sure | Instead[WhatValue] | End:
        if said.text == "other":
            return Instead(WhatValue(next(m for m in desk.meters if m != self.meter)))
        value = said.number()
        if value > 2000:
            return Sure(self.meter, value)
        desk.given.append((self.meter, value))
        return End(Verbatim("thanks"))


@dataclass(frozen=True)
class Sure(Step[Desk]):
    meter: str
    value: Decimal

    async def ask(self, desk: Desk) -> Ask:
        return Ask(Verbatim("sure?"), [(Choice("yes", Verbatim("Yes")), Choice("no", Verbatim("No")))])

    async def answer(self, said: Said, desk: Desk) -> WhatValue | End:
        if said.one_of(["yes", "no"]) == "no":
            return WhatValue(self.meter)
        desk.given.append((self.meter, self.value))
        return End(Verbatim("thanks"))


@dataclass(frozen=True)
class Login(SlowStep[Desk, str, bool]):
    secret = True

    async def ask(self, desk: Desk) -> Ask:
        return Ask(Verbatim("password?"))

    async def prepare(self, said: Said, tools: str) -> bool:
        if said.text == "unusable":
            raise Retry(Verbatim("cannot be used"))
        return said.text == tools

    async def settle(self, done: bool, desk: Desk) -> End:
        if not done:
            raise Retry(Verbatim("wrong"))
        desk.visitor.signed_in = True
        return End(Verbatim("in"))


READING = Dialog(
    "reading", Verbatim("Reading"), WhichMeter, access=Access.CUSTOMER, entry=WhatValue, help=Verbatim("help!")
)
DIALOGS = (Dialog("menu", Verbatim("Menu"), Home), READING, Dialog("login", Verbatim("Log in"), Login, identifies=True))


class Talk:
    """Plays a conversation; the state goes through its stored form between every two turns."""

    def __init__(self, desk: Desk | None = None, *, signed_in: bool = True) -> None:
        self.engine, self.archive = Engine[Desk](DIALOGS), Archive(DIALOGS)
        self.desk = desk or Desk()
        self.desk.visitor.signed_in = signed_in
        self.row = Stored()

    async def hear(self, heard: Heard) -> str:
        talk = self.archive.load(self.row)
        slow = self.engine.is_slow(heard, talk, self.desk.visitor)
        prepared = await self.engine.prepare(heard, talk, "sesame") if slow else None
        self.turn: Turn = await self.engine.turn(heard, talk, self.desk, prepared)
        self.row = self.archive.dump(self.turn.talk)
        voice = Voice("en")
        return "\n".join(
            [voice.html(r.text) for r in self.turn.replies] + [voice.plain(self.turn.toast or Verbatim(""))]
        )

    async def type(self, text: str) -> str:
        return await self.hear(Typed(text))

    async def press(self, label: str, *, live: bool = True) -> str:
        return await self.hear(Pressed(self.data(label), live))

    def data(self, label: str) -> str:
        voice = Voice("en")
        keys = [key for reply in self.turn.replies for row in reply.keys for key in row]
        return next(key.data or "" for key in keys if label in voice.plain(key.label))


async def test_the_happy_path() -> None:
    talk = Talk()
    assert "which?" in await talk.type("/reading")
    assert "value of B2?" in await talk.press("B2")
    assert "thanks" in await talk.type("612,5")
    assert talk.desk.given == [("B2", Decimal("612.5"))]
    assert talk.row.trail == "[]"


async def test_what_need_not_be_asked_is_not() -> None:
    assert "value of A1?" in await Talk(Desk(meters=("A1",))).type("/reading")
    assert "no meter" in await Talk(Desk(meters=())).type("/reading")


async def test_retry_says_why_and_stays_at_the_question() -> None:
    talk = Talk()
    await talk.type("/reading")
    await talk.press("A1")
    said = await talk.type("abc")
    assert "not a number" in said
    assert "value of A1?" in said
    assert len(talk.archive.load(talk.row).trail) == 2


async def test_back_goes_one_question_back_and_at_the_first_to_the_menu() -> None:
    talk = Talk()
    await talk.type("/reading")
    await talk.press("A1")
    await talk.type("9000")
    assert "value of A1?" in await talk.press("Back")
    assert "which?" in await talk.type("/back")
    assert "home" in await talk.type("/back")


async def test_no_is_a_way_back_and_not_a_new_page() -> None:
    talk = Talk()
    await talk.type("/reading")
    await talk.press("A1")
    await talk.type("9000")
    assert "value of A1?" in await talk.press("No")
    assert talk.archive.load(talk.row).trail == (WhichMeter(), WhatValue("A1"))


async def test_instead_takes_the_place_of_the_open_question() -> None:
    talk = Talk()
    await talk.type("/reading")
    await talk.press("A1")
    assert "value of B2?" in await talk.type("other")
    assert "which?" in await talk.type("/back")


async def test_help_is_a_message_of_its_own_and_leaves_the_form_where_it_was() -> None:
    talk = Talk()
    await talk.type("/reading")
    await talk.press("A1")
    said = await talk.press("Help")
    assert "help!" in said
    assert not talk.turn.replies[0].in_place
    assert not talk.turn.replies[0].live
    assert "thanks" in await talk.type("5")


async def test_cancel_says_that_nothing_was_changed() -> None:
    talk = Talk()
    await talk.type("/reading")
    assert "Nothing was changed" in await talk.type("/cancel")
    assert talk.desk.given == []


async def test_an_old_button_is_refused_kindly() -> None:
    talk = Talk()
    await talk.type("/reading")
    old = talk.data("A1")
    await talk.press("A1")
    said = await talk.hear(Pressed(old, on_live_screen=False))
    assert "out of date" in said
    assert "value of A1?" in said
    assert await talk.hear(Pressed(old)) == "That button is out of date. Please use the newest message."
    assert talk.archive.load(talk.row).trail[-1] == WhatValue("A1")


@pytest.mark.parametrize(
    "data", ["", "a:1:99", "a:999999999:0", "e:nothing", "b:0", "x", "l:xx", "e:reading:" + "x" * 90]
)
async def test_forged_data_is_an_old_button(data: str) -> None:
    talk = Talk()
    await talk.type("/reading")
    assert "out of date" in await talk.hear(Pressed(data, on_live_screen=False))


async def test_an_entry_button_opens_at_its_item_and_checks_again() -> None:
    talk = Talk()
    assert "value of A1?" in await talk.hear(Pressed("e:reading:A1", on_live_screen=False))
    talk.desk.meters = ("B2",)
    said = await talk.hear(Pressed("e:reading:A1", on_live_screen=False))
    assert "that meter is gone" in said
    assert "home" in said


async def test_a_deep_link_opens_at_its_item_and_rubbish_opens_the_menu() -> None:
    talk = Talk()
    assert "value of A1?" in await talk.type("/start reading_A1")
    for rubbish in ("nonsense", "reading_", "_", "x" * 300, "reading_<b>", "🙂"):
        assert "home" in await talk.type(f"/start {rubbish}")


async def test_asking_for_a_customers_thing_logs_in_first_and_then_goes_on() -> None:
    talk = Talk(signed_in=False)
    assert "log in first" in await talk.hear(Pressed("e:reading:B2"))
    said = await talk.type("wrong")
    assert "wrong" in said
    assert "password?" in said
    assert "cannot be used" in await talk.type("unusable")
    said = await talk.type("sesame")
    assert "in" in said
    assert "value of B2?" in said


async def test_the_goal_is_forgotten_when_one_goes_elsewhere() -> None:
    talk = Talk(signed_in=False)
    await talk.type("/reading")
    await talk.type("/menu")
    await talk.type("/login")
    assert "home" in await talk.type("sesame")


async def test_a_session_that_ended_in_the_middle_leads_through_login_to_the_same_dialog() -> None:
    talk = Talk()
    await talk.type("/reading")
    talk.desk.visitor.signed_in = False
    assert "log in first" in await talk.press("A1")
    assert "which?" in await talk.type("sesame")
    assert talk.desk.given == []


async def test_a_page_for_guests_stands_in_the_place_of_the_log_in_and_the_goal_is_kept() -> None:
    desk = Desk(Visitor(signed_in=False))
    dialogs = (DIALOGS[0], replace(READING, guest=Home), DIALOGS[2])
    engine, archive = Engine[Desk](dialogs), Archive(dialogs)
    turn = await engine.turn(Typed("/reading"), Conversation(), desk)
    assert (turn.talk.dialog, turn.talk.trail, turn.talk.goal) == ("reading", (Home(),), "reading")
    kept = archive.load(archive.dump(turn.talk))
    again = await engine.turn(Typed("12"), kept, desk)
    assert again.talk.trail == (Home(),), "whatever a guest says, the page stays"
    asked = await engine.turn(Typed("/login"), kept, desk)
    assert asked.talk.goal == "reading"
    desk.visitor.signed_in = True
    assert (await engine.turn(Typed("12"), kept, desk)).talk.dialog == "reading"


async def test_prepared_work_for_another_question_is_never_used() -> None:
    talk = Talk(signed_in=False)
    await talk.type("/login")
    state = talk.archive.load(talk.row)
    with pytest.raises(Moved):
        await talk.engine.turn(Typed("sesame"), state, talk.desk, None)


async def test_slow_work_is_done_only_for_those_who_may_answer() -> None:
    desk = Desk()
    engine = Engine[Desk]((*DIALOGS, Dialog("seal", Verbatim("Seal"), Login, access=Access.ADMIN)))
    asked = Conversation("seal", (Login(),))
    for role, slow in ((Role.ADMIN, True), (Role.CLERK, False), (None, False)):
        desk.visitor.staff = StaffMember(MemberId(1), "Maria", role) if role else None
        assert engine.is_slow(Typed("sesame"), asked, desk.visitor) is slow
        if not slow:
            turn = await engine.turn(Typed("sesame"), asked, desk)
            assert "Your access to this has ended" in Voice("en").html(turn.replies[0].text)
            assert turn.talk.dialog == "menu"


async def test_an_answer_after_the_session_ended_is_slow_still_so_that_a_secret_is_taken_out_of_the_chat() -> None:
    engine = Engine[Desk]((*DIALOGS, Dialog("change", Verbatim("Change"), Login, access=Access.CUSTOMER)))
    assert engine.is_slow(Typed("sesame"), Conversation("change", (Login(),)), Visitor(signed_in=False))


async def test_even_from_within_a_dialog_of_the_staff_is_not_opened_for_others() -> None:
    engine = Engine[Desk]((*DIALOGS, Dialog("seal", Verbatim("Seal"), WhichMeter, access=Access.STAFF)))
    with pytest.raises(Outdated):
        await engine.open("seal", Conversation(), Desk())


async def test_only_a_secret_answer_is_secret() -> None:
    talk = Talk(signed_in=False)
    await talk.type("/login")
    state = talk.archive.load(talk.row)
    assert talk.engine.is_secret(Typed("sesame"), state)
    assert talk.engine.is_secret(Typed("/unknown"), state)
    assert not talk.engine.is_secret(Typed("/help"), state)
    assert not talk.engine.is_secret(Sent("photo"), state)


async def test_a_trail_from_another_release_begins_again_honestly() -> None:
    talk = Talk()
    await talk.type("/reading")
    for trail in ('[{"step":"Renamed","has":{}}]', '[{"step":"WhatValue","has":{}}]', "rubbish"):
        talk.row = replace(talk.row, dialog="reading", trail=trail)
        assert "This form has changed" in await talk.type("5")
    talk.row = Stored(dialog="removed", trail="[]")
    assert "This form has changed" in await talk.type("5")


async def test_no_word_is_met_with_silence() -> None:
    talk = Talk()
    assert "home" in await talk.type("hello")
    assert "lost" in await talk.type("hello again")
    assert "no command /nonsense" in await talk.type("/nonsense")
    assert "lost" in await talk.hear(Sent("voice"))


def test_the_diagram_is_in_the_types() -> None:
    assert arrows(READING) == {
        WhichMeter: frozenset({WhatValue, End}),
        WhatValue: frozenset({WhatValue, Sure, End}),
        Sure: frozenset({WhatValue, End}),
    }


def test_the_state_survives_with_its_types() -> None:
    archive = Archive(DIALOGS)
    talk = Conversation(
        "reading", (WhichMeter(), WhatValue("A1"), Sure("A1", Decimal("9000.5"))), 7, ("yes", "no"), "menu"
    )
    assert archive.load(archive.dump(talk)) == talk


def test_an_item_too_long_for_a_button_is_a_fault_of_ours() -> None:
    assert len((entry(Entry("reading", Verbatim("x"), "A" * 40)).data or "").encode()) <= LONGEST_DATA
    with pytest.raises(ValueError, match="does not fit"):
        entry(Entry("reading", Verbatim("x"), "A" * 60))
    assert read("e:reading:ą") is None
