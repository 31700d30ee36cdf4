"""Sessions and their journal, as every database keeps them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn, HowOut, Purpose, Reason
from ibok_bot.domain.ids import AccountId
from ibok_bot.storage.attempts import Attempts
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.schema.customers import TelegramLink
from ibok_bot.storage.sessions import Journal, Sessions
from tests.databases import opened
from tests.storage.people import MINE, NOW, NRB, THEIRS, add_account, visit

HOUR = timedelta(hours=1)


async def let_in(conn: AsyncConnection, guest: Visit, account: AccountId, after: timedelta = timedelta(0)) -> Sessions:
    """Log this chat in."""
    sessions = Sessions(conn, guest, NOW + after)
    await sessions.open(account, HowIn.PASSWORD)
    return sessions


async def ends(conn: AsyncConnection, account: AccountId) -> list[HowOut | None]:
    """How the account's stays ended, newest first."""
    return [stay.how_out for stay in await Journal(conn, visit(), NOW + HOUR).sessions(account)]


async def test_logging_in_links_the_chat_once(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, guest = await add_account(conn), visit()
        await let_in(conn, guest, account)
        assert guest.customer is not None
        assert guest.customer.account == account
        await let_in(conn, guest, account, HOUR)
        links = (await conn.execute(select(TelegramLink.linked_at))).scalars().all()
        assert links == [NOW]
        assert await ends(conn, account) == [None, HowOut.COMMAND]


async def test_one_chat_logs_out_and_the_other_stays(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, mine, theirs = await add_account(conn), visit(), visit(THEIRS)
        sessions = await let_in(conn, mine, account)
        await let_in(conn, theirs, account, HOUR)
        await sessions.close(HowOut.COMMAND)
        await sessions.close(HowOut.COMMAND)
        assert mine.customer is None
        assert await ends(conn, account) == [None, HowOut.COMMAND]


async def test_logging_out_everywhere_counts_only_what_was_open_and_only_this_account(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        other = await add_account(conn, "10000014", NRB[1], "eve@example.org")
        mine, theirs = visit(), visit(THEIRS)
        await let_in(conn, mine, account)
        sessions = await let_in(conn, mine, account)
        await let_in(conn, theirs, other)
        assert await sessions.close_all(account, HowOut.EVERYWHERE) == 1
        assert await sessions.close_all(account, HowOut.EVERYWHERE) == 0
        assert mine.customer is None
        assert await ends(conn, other) == [None]


async def test_the_others_go_and_this_chat_stays(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account, mine = await add_account(conn), visit()
        await let_in(conn, visit(THEIRS), account)
        sessions = await let_in(conn, mine, account, HOUR)
        await sessions.close_others(account)
        assert mine.customer is not None
        assert await ends(conn, account) == [None, HowOut.EVERYWHERE]


async def test_the_journal_says_which_stay_is_this_chat_s_and_forgets_after_a_year(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await let_in(conn, visit(), account, -timedelta(days=366))
        await let_in(conn, visit(THEIRS), account)
        await let_in(conn, visit(), account, HOUR)
        stays = await Journal(conn, visit(), NOW).sessions(account)
        assert [(stay.started_at, stay.here) for stay in stays] == [(NOW + HOUR, True), (NOW, False)]


async def test_failed_tries_by_login_and_by_customer_number_stand_in_one_journal(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        stranger = Attempts(conn, visit(THEIRS), NOW)
        await stranger.record(Purpose.LOGIN, Reason.WRONG_PASSWORD, given="jan@example.org", account=account, tag="aa")
        await stranger.record(Purpose.REGISTRATION, Reason.WRONG_DATA, given="10000007", customer_number="1000-0007")
        await stranger.record(Purpose.LOGIN, Reason.UNKNOWN_LOGIN, given="eve@example.org", tag="aa")
        tries = await Journal(conn, visit(), NOW).failed_tries(account)
        assert [(one.number, one.purpose, one.reason, one.gave_password) for one in tries] == [
            (2, Purpose.REGISTRATION, Reason.WRONG_DATA, False),
            (1, Purpose.LOGIN, Reason.WRONG_PASSWORD, True),
        ]


async def test_the_same_password_is_named_within_one_warsaw_day(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        midnight = NOW.replace(hour=23, minute=0, microsecond=0)
        given = [(-2 * HOUR, "aa"), (-HOUR, "bb"), (-timedelta(microseconds=1), "aa"), (timedelta(0), "aa")]
        for after, tag in given:
            attempts = Attempts(conn, visit(THEIRS), midnight + after)
            await attempts.record(Purpose.LOGIN, Reason.WRONG_PASSWORD, given="x", account=account, tag=tag)
        tries = await Journal(conn, visit(), midnight + HOUR).failed_tries(account)
        assert [(one.number, one.same_as) for one in tries] == [(4, None), (3, 1), (2, None), (1, None)]


async def test_failed_tries_are_shown_for_ninety_days(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        for after in (-timedelta(days=90, microseconds=1), -timedelta(days=90)):
            attempts = Attempts(conn, visit(MINE), NOW + after)
            await attempts.record(Purpose.LOGIN, Reason.WRONG_PASSWORD, given="x", account=account)
        tries = await Journal(conn, visit(), NOW).failed_tries(account)
        assert [one.at for one in tries] == [NOW - timedelta(days=90)]
