"""Create an account, recover a password: with an invoice in hand, and against those who have none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message as Mail
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from ibok_bot.turns.mail import Mailer
from tests.office import Chat, OpenOffice, open_office

GOOD = "cztery obce słowa razem"


def invoice_of(office: OpenOffice, persona: str) -> tuple[str, str, str]:
    facts = office.personas[persona]
    invoice = facts.newest_invoice
    return facts.customer_number, invoice.number, str(invoice.gross.zloty).replace(".", ",")


async def begin(chat: Chat, persona: str) -> str:
    await chat.says("/register")
    await chat.presses("Go on")
    return await chat.says(*invoice_of(chat.office, persona))


async def test_a_household_registers_and_goes_on_to_the_balance(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = office.chat()
        await chat.says("/balance")
        await chat.presses("Create an account")
        await chat.presses("Go on")
        await chat.says(*invoice_of(office, "unregistered"))
        assert "the data are right" in chat.text
        await chat.says("Anna@Example.com", GOOD, GOOD)
        assert "Your account is ready" in chat.text
        assert "To pay:" in chat.text or "nothing to pay" in chat.text
        assert len(office.channel.forgotten) == 2
        again = office.chat(502)
        assert "You are logged in." in await again.says("/login", "anna@example.com", GOOD)


async def test_numbers_may_be_typed_as_people_type_them(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        number, invoice, gross = invoice_of(office, "unregistered")
        await chat.says("/register")
        await chat.presses("Go on")
        await chat.says(f" {number[:4]} {number[4:]} ", invoice.lower().replace("/", " / "), f"{gross} zł")
        assert "the data are right" in chat.text


async def test_whatever_is_wrong_the_answer_is_the_same(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        number, invoice, gross = invoice_of(office, "unregistered")
        mine = invoice_of(office, "registered")
        wrong = [
            ("99999999", invoice, gross),
            (number, "FV/1", gross),
            (number, invoice, "1,00"),
            (number, mine[1], mine[2]),
        ]
        answers = set()
        for place, data in enumerate([*wrong, mine]):
            chat = office.chat(600 + place)
            await chat.says("/register")
            await chat.presses("Go on")
            answers.add(await chat.says(*data))
        assert len(answers) == 1
        assert "could not be confirmed" in answers.pop()


async def test_the_owner_hears_of_a_second_registration(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner = office.chat(501)
        await owner.logs_in("registered")
        await begin(office.chat(666), "registered")
        [(chat, push)] = await office.post()
        assert chat == 501
        assert "tried to register with the data of your invoice" in push.html


async def test_what_is_wrong_with_an_answer_is_said_and_the_question_stays(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await chat.says("/register")
        assert "choose with a button" in await chat.says("ok")
        await chat.presses("Go on")
        number, invoice, _gross = invoice_of(office, "unregistered")
        await chat.says(number)
        assert "write the answer as text" in await chat.sends("sticker")
        await chat.says(invoice)
        assert "not an amount" in await chat.says("dużo")
        assert "What is the gross amount" in chat.text
        assert "What is the number of an invoice" in await chat.says("/back")
        await chat.says(*invoice_of(office, "unregistered")[1:])
        assert "does not look like an e-mail" in await chat.says("anna at example")
        await chat.says("anna@example.com")
        assert "too short" in await chat.says("krótkie")
        assert "too long" in await chat.says("x" * 129)
        assert "easily guessed" in await chat.says("password1234")
        assert "same password again" in await chat.says(GOOD)
        assert "differ" in await chat.says("coś innego całkiem")
        assert "Nothing was changed" in await chat.says("/cancel")


async def test_an_email_of_somebody_else_is_refused_in_the_same_words(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = office.chat()
        await begin(chat, "unregistered")
        await chat.says("tomasz@example.com", GOOD, GOOD)
        assert "could not be confirmed" in chat.text


async def test_recovery_is_immediate_in_the_owners_chat(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, other = office.chat(501), office.chat(502)
        await owner.logs_in("registered")
        await other.logs_in("registered")
        await owner.says("/logout")
        await owner.presses("Log out here")
        await owner.says("/recovery", *invoice_of(office, "registered"), GOOD, GOOD)
        assert "new password is set, and you are logged in" in owner.text
        assert "Please log in first" in await other.says("/balance")
        assert "do not match" in await office.chat(503).logs_in("registered")


async def test_recovery_from_a_strangers_chat_waits_and_the_owner_is_warned(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, stranger = office.chat(501), office.chat(666)
        await owner.logs_in("registered")
        await stranger.says("/recovery", *invoice_of(office, "registered"), GOOD, GOOD)
        assert "It will work from" in stranger.text
        assert [chat for chat, _push in await office.post()] == [501]
        assert "do not match" in await stranger.says("/login", "tomasz@example.com", GOOD)
        office.clock.go(hours=25)
        assert (await office.post())[-1][0] == 666
        assert "You are logged in." in await stranger.says("/login", "tomasz@example.com", GOOD)
        assert "do not match" in await office.chat(700).logs_in("registered")


async def test_the_owner_stops_a_strangers_recovery(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        owner, stranger = office.chat(501), office.chat(666)
        await owner.logs_in("registered")
        await stranger.says("/recovery", *invoice_of(office, "registered"), GOOD, GOOD)
        push = (await office.post())[-1][1]
        await owner.presses_data(push.rows[0][0].data or "")
        await owner.presses("Close the account")
        office.clock.go(hours=25)
        assert [chat for chat, _push in await office.post()] == [501]
        assert "do not match" in await stranger.says("/login", "tomasz@example.com", GOOD)
        await owner.presses("Set a new password")
        await owner.says(*invoice_of(office, "registered"), GOOD, GOOD)
        assert "you are logged in" in owner.text


class Letters(Message):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Mail] = []

    def handle_message(self, message: Mail) -> None:
        self.kept.append(message)

    def newest(self) -> str:
        payload = self.kept[-1].get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode()


@pytest.fixture
def letters() -> Iterator[tuple[Letters, Mailer]]:
    kept = Letters()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, Mailer(f"smtp://127.0.0.1:{port}", "office@example.pl", "Energia Testowa")
    server.stop()


async def test_with_mail_a_code_confirms_the_address(sqlite_url: str, letters: tuple[Letters, Mailer]) -> None:
    kept, mailer = letters
    async with open_office(sqlite_url, mailer=mailer) as office:
        chat = office.chat()
        await begin(chat, "unregistered")
        await chat.says("anna@example.com", GOOD, GOOD)
        assert "8 digits" in chat.text
        found = re.search(r"\b\d{8}\b", kept.newest())
        assert found
        for _try in range(2):
            assert "does not fit" in await chat.says("00000000" if found[0] != "00000000" else "11111111")
        assert "Your account is ready" in await chat.says(found[0])


async def test_a_code_has_five_tries_and_ten_minutes(sqlite_url: str, letters: tuple[Letters, Mailer]) -> None:
    kept, mailer = letters
    async with open_office(sqlite_url, mailer=mailer) as office:
        chat = office.chat()
        await begin(chat, "unregistered")
        await chat.says("anna@example.com", GOOD, GOOD)
        code = re.search(r"\b\d{8}\b", kept.newest())
        assert code
        wrong = f"{(int(code[0]) + 1) % 10**8:08}"
        for _try in range(5):
            await chat.says(wrong)
        assert "does not fit" in await chat.says(code[0])
        await chat.presses("another code")
        await chat.says(GOOD)
        fresh = re.search(r"\b\d{8}\b", kept.newest())
        assert fresh
        office.clock.go(minutes=11)
        assert "does not fit" in await chat.says(fresh[0])


async def test_a_taken_address_gets_a_warning_and_the_chat_learns_nothing(
    sqlite_url: str, letters: tuple[Letters, Mailer]
) -> None:
    kept, mailer = letters
    async with open_office(sqlite_url, mailer=mailer) as office:
        chat = office.chat()
        await begin(chat, "unregistered")
        await chat.says("tomasz@example.com", GOOD, GOOD)
        assert "8 digits" in chat.text
        assert "second account" in kept.newest()
        assert not re.search(r"\b\d{8}\b", kept.newest())
