""" "Is this account ours?": yes to one's own, a clear no to any other, and a calm word where a digit slipped."""

from __future__ import annotations

from ibok_bot.domain import nrb
from tests.office import Chat, OpenOffice, open_office

STRANGE = "27114020040000300201355387"


async def asks(office: OpenOffice, language: str = "en") -> Chat:
    """The registered customer at the question."""
    chat = office.chat(language=language)
    await chat.logs_in("registered")
    await chat.says("/balance")
    await chat.presses("Is it our account?" if language == "en" else "nasze konto")
    return chat


def own(office: OpenOffice) -> str:
    """The registered customer's own account."""
    return office.personas["registered"].identity.account_nrb


async def test_one_s_own_account_in_a_whole_invoice_is_confirmed(database_url: str) -> None:
    async with open_office(database_url) as office:
        chat = await asks(office, "pl")
        printed = nrb.printed(own(office)).replace(" ", "\u00a0")
        await chat.says(
            f"Faktura FV/2026/11/00002\nDo zapłaty 309,05 zł do 05.12.2026\nrachunek PL{printed}\nDziękujemy"
        )
        assert f"✅ {nrb.printed(own(office))}" in chat.text
        assert "Tak, to właściwy rachunek do wpłat" in chat.text
        assert "🔴" not in chat.text


async def test_a_stranger_s_account_is_warned_of_with_its_bank(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await asks(office)
        await chat.says(f"New account! Pay to {nrb.printed(STRANGE)}")
        assert f"🔴 {nrb.printed(STRANGE)}\nbank: mBank" in chat.text
        assert "Do not pay to it" in chat.text
        assert "22 555 01 00" in chat.text


async def test_another_customer_s_account_is_no_more_said_to_be_ours_than_a_stranger_s(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await asks(office)
        await chat.says(office.personas["business"].identity.account_nrb)
        assert "Do not pay to it" in chat.text
        assert office.personas["business"].name not in chat.text


async def test_a_slip_of_the_finger_is_told_calmly(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat, mine = await asks(office), own(office)
        slipped = f"{mine[:-1]}{(int(mine[-1]) + 1) % 10}"
        await chat.says(nrb.printed(slipped))
        assert "⚠️" in chat.text
        assert "a digit is mistyped" in chat.text
        assert f"looks like your account with us, which is {nrb.printed(mine)}" in chat.text
        assert "Do not pay" not in chat.text
        await chat.says(nrb.printed(mine)[:-1])
        assert "It has 25\u00a0digits" in chat.text
        await chat.says(f"{STRANGE[:-1]}8")
        assert "Compare it with the invoice" in chat.text


async def test_several_are_told_apart(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await asks(office)
        others = [nrb.make("11402004", f"{number:016}") for number in range(6)]
        await chat.says("\n".join([own(office), *others]))
        assert chat.text.count("✅") == 1
        assert chat.text.count("🔴") == 4
        assert "and 2\u00a0more" in chat.text


async def test_a_text_without_an_account_is_asked_again(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await asks(office)
        assert "no account number in that text" in await chat.says("FV/2026/11/00002, 22 555 01 00")
        assert "copy it from the invoice" in await chat.sends("photo")


async def test_one_s_own_account_is_shown_and_copied(sqlite_url: str) -> None:
    async with open_office(sqlite_url) as office:
        chat = await asks(office)
        await chat.presses("Show my account")
        assert nrb.printed(own(office)) in chat.text
        assert chat.button("Copy account").copies == own(office)
        await chat.presses("Check another")
        await chat.says(STRANGE)
        assert "Do not pay" in chat.text
        assert "To pay" in await chat.presses("💰 Dues")
