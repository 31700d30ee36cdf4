"""One update, one turn: repeats do nothing twice; faults of ours, of the database and of Telegram lose nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from ibok_bot.dialogs.engine import Engine
from ibok_bot.dialogs.exchange import Pressed, Typed
from ibok_bot.dialogs.talk import Ask, Dialog, End, Said, Step
from ibok_bot.i18n import Verbatim
from ibok_bot.storage.conversations import forget_seen
from ibok_bot.storage.schema.conversations import DeadLetter, SeenUpdate
from ibok_bot.storage.schema.customers import FailedTry, LoginSession
from ibok_bot.turns.catalogue import DIALOGS
from ibok_bot.turns.desk import Desk
from ibok_bot.turns.messages import Gone, Incoming, Outgoing, Unanswered
from tests.office import ListChannel, OpenOffice, open_office


async def count(office: OpenOffice, model: type) -> int:
    async with office.database.read() as conn:
        return int((await conn.execute(select(func.count()).select_from(model))).scalar_one())


async def test_a_repeated_update_gets_the_same_answer_and_has_no_second_effect(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.says("/login", "tomasz@example.com")
        first = await chat.does(Typed("zielony rower na moście"), update=9000)
        again = await chat.does(Typed("zielony rower na moście"), update=9000)
        assert first == again
        assert "You are logged in." in first
        assert await count(office, LoginSession) == 1
        wrong = [
            await office.chat(502).does(Typed(text), update=9001 + n)
            for n, text in enumerate(("/login", "x@example.com"))
        ]
        assert wrong
        await office.chat(502).does(Typed("bad"), update=9010)
        await office.chat(502).does(Typed("bad"), update=9010)
        assert await count(office, FailedTry) == 1


async def test_the_same_update_at_two_workers_at_once_has_one_effect(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.says("/login", "tomasz@example.com")
        other = OpenOffice(office.database, office.reception, ListChannel(), office.clock, office.personas)
        await asyncio.gather(
            chat.does(Typed("wrong"), update=7000),
            other.chat().does(Typed("wrong"), update=7000),
            chat.does(Typed("wrong"), update=7000),
        )
        assert await count(office, FailedTry) == 1


async def test_updates_of_one_chat_wait_for_each_other_and_others_do_not(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chats = [office.chat(500 + n) for n in range(20)]
        await asyncio.gather(*(chat.says("/start", "/login", "/menu") for chat in chats))
        assert await count(office, SeenUpdate) == 60


@dataclass(frozen=True)
class Broken(Step[Desk]):
    async def ask(self, desk: Desk) -> Ask | End:
        return Ask(Verbatim("fine so far"))

    async def answer(self, said: Said, desk: Desk) -> End:
        raise ZeroDivisionError(f"a fault with {said.text} in it")


async def test_a_fault_of_ours_ends_as_a_dead_letter_with_an_apology(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = Engine[Desk]((*DIALOGS, Dialog("broken", Verbatim("Broken"), Broken)))
    async with open_office(database_url, engine=engine) as office:
        chat = office.chat()
        assert "fine so far" in await chat.says("/broken")
        first = await chat.does(Typed("my private words"), update=8000)
        assert "Something went wrong on our side" in first
        assert await chat.does(Typed("my private words"), update=8000) == first
        assert await count(office, DeadLetter) == 1
        async with office.database.read() as conn:
            row = (await conn.execute(select(DeadLetter))).one()
        assert "private" not in str(row)
        assert "What shall we do?" in await chat.logs_in("registered")
    logged = "".join(capsys.readouterr())
    assert "ZeroDivisionError at test_reception.py" in logged
    assert "my private words" not in logged


async def test_an_unreachable_database_keeps_the_update(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/start")

        def gone() -> object:
            raise OperationalError("x", {}, ConnectionRefusedError("refused"))

        with monkeypatch.context() as patch:
            patch.setattr(office.database, "write", gone)
            with pytest.raises(Unanswered, match="database"):
                await chat.does(Typed("/login"), update=6000)
        said = await chat.does(Typed("/login"), update=6000)
        assert "We are sorry for the wait" in said
        assert "What is your e-mail?" in said


async def test_a_late_answer_begins_with_an_apology(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        sent_at = office.clock() - timedelta(minutes=5)
        incoming = Incoming("telegram", 1, office.chat().number, Typed("/start"), "pl", 5, sent_at=sent_at)
        await office.reception.handle(incoming, office.channel)
        screens = office.channel.shown[-1][1].screens
        assert "Przepraszamy, że to tyle trwało" in screens[0].html
        assert "Dzień dobry" in screens[1].html


class Refusing(ListChannel):
    """A channel that cannot deliver at first."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    async def show(self, incoming: Incoming, outgoing: Outgoing, live_message: int | None) -> int | None:
        if self.error:
            error, self.error = self.error, None
            raise error
        return await super().show(incoming, outgoing, live_message)


async def test_what_could_not_be_delivered_is_delivered_when_the_update_comes_again(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        office.channel = Refusing(Unanswered("Telegram is down"))
        chat = office.chat()
        with pytest.raises(Unanswered):
            await chat.does(Typed("/login"), update=5000)
        assert "What is your e-mail?" in await chat.does(Typed("/login"), update=5000)


async def test_who_has_left_is_not_waited_for(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        office.channel = Refusing(Gone())
        incoming = Incoming("telegram", 1, office.chat().number, Typed("/start"), "pl", 5)
        await office.reception.handle(incoming, office.channel)
        assert office.channel.shown == []


async def test_a_press_on_an_older_screen_does_not_change_the_newer(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.logs_in("registered")
        await chat.says("/settings")
        old, message = chat.button("Hide sums").data or "", chat.live
        await chat.says("/balance")
        said = await chat.presses_data(old, message)
        assert "out of date" in said
        assert "To pay" in said
        assert not chat.last.screens[0].in_place


async def test_somebody_elses_button_data_does_nothing_for_another(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        customer, stranger = office.chat(501), office.chat(666)
        await customer.logs_in("registered")
        await customer.says("/settings")
        await stranger.says("/start")
        assert "out of date" in await stranger.does(Pressed(customer.button("Hide sums").data or ""))


async def test_old_answers_are_forgotten_after_two_days(database_url: str) -> None:
    async with open_office(database_url) as office:
        await office.chat().says("/start")
        office.clock.go(days=3)
        await office.chat().says("/start")
        async with office.database.write() as conn:
            assert await forget_seen(conn, office.clock() - timedelta(days=2)) == 1
        assert await count(office, SeenUpdate) == 1
