"""Failed tries are counted from four sides, each over its own window, on every database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn, Purpose, Reason
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.domain.limits import Tally
from ibok_bot.storage.attempts import Attempts
from ibok_bot.storage.schema.customers import FailedTry
from ibok_bot.storage.sessions import Sessions
from tests.databases import opened
from tests.storage.people import MINE, NOW, THEIRS, add_account, visit

MINUTE, DAY, TICK = timedelta(minutes=1), timedelta(days=1), timedelta(microseconds=1)


async def fails(
    conn: AsyncConnection,
    chat: ChatId,
    at: datetime,
    account: AccountId | None = None,
    reason: Reason = Reason.WRONG_PASSWORD,
) -> None:
    """A wrong password."""
    await Attempts(conn, visit(chat), at).record(Purpose.LOGIN, reason, given="jan@example.org", account=account)


async def test_nobody_has_tried_yet(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        tallies = await Attempts(conn, visit(), NOW).tallies(AccountId(1), "10000007")
        assert (tallies.chat, tallies.account, tallies.customer_number, tallies.overall) == (Tally(),) * 4
        assert not tallies.owner


async def test_each_side_counts_its_own(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await fails(conn, MINE, NOW - 30 * MINUTE, account)
        await fails(conn, THEIRS, NOW - 5 * MINUTE, account)
        await fails(conn, THEIRS, NOW - MINUTE)
        tallies = await Attempts(conn, visit(MINE), NOW).tallies(account)
        assert tallies.chat == Tally(1, NOW - 30 * MINUTE)
        assert tallies.account == Tally(2, NOW - 5 * MINUTE)
        assert tallies.customer_number == Tally()
        assert tallies.overall == Tally(2, NOW - MINUTE)


async def test_a_customer_number_is_one_however_it_is_typed(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        attempts = Attempts(conn, visit(THEIRS), NOW)
        for typed in ("10000007", "1000 0007", "1000-0007"):
            await attempts.record(Purpose.REGISTRATION, Reason.WRONG_DATA, given=typed, customer_number=typed)
        later = Attempts(conn, visit(MINE), NOW + MINUTE)
        assert (await later.tallies(customer_number=" 10000007")).customer_number.count == 3
        assert (await later.tallies(customer_number="10000014")).customer_number.count == 0


async def test_the_window_is_a_day_and_waiting_itself_does_not_count(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        await fails(conn, MINE, NOW - DAY)
        await fails(conn, MINE, NOW - DAY + TICK)
        await fails(conn, MINE, NOW - MINUTE, reason=Reason.TOO_MANY)
        assert (await Attempts(conn, visit(), NOW).tallies()).chat == Tally(1, NOW - DAY + TICK)


async def test_getting_in_clears_this_chat_only(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await fails(conn, MINE, NOW - 2 * MINUTE, account)
        await Sessions(conn, visit(MINE), NOW - MINUTE).open(account, HowIn.PASSWORD)
        mine = await Attempts(conn, visit(MINE), NOW).tallies(account)
        assert (mine.chat.count, mine.account.count, mine.owner) == (0, 1, True)
        theirs = await Attempts(conn, visit(THEIRS), NOW).tallies(account)
        assert (theirs.account.count, theirs.owner) == (1, False)
        await fails(conn, MINE, NOW, account)
        assert (await Attempts(conn, visit(MINE), NOW + MINUTE).tallies(account)).chat.count == 1


async def test_what_was_given_is_kept_no_longer_than_its_column(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        long = "ż" * 300
        attempts = Attempts(conn, visit(), NOW)
        await attempts.record(Purpose.RECOVERY, Reason.WRONG_DATA, given=long, customer_number=long)
        kept = (await conn.execute(select(FailedTry.given, FailedTry.customer_number))).one()
        assert (kept.given, kept.customer_number) == ("ż" * 254, "Ż" * 40)
        assert (await Attempts(conn, visit(), NOW).tallies(customer_number=long)).customer_number.count == 1
