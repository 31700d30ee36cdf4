"""Accounts, links, recoveries and mailed codes, as every database keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.access import HowIn, Preferences, Purpose
from ibok_bot.domain.ids import AccountId, ChatId
from ibok_bot.storage.accounts import Accounts, Codes, Links, Recoveries, Wishes, code_hash
from ibok_bot.storage.blocking import follow_membership
from ibok_bot.storage.deliveries import Deliveries, recovery_topic
from ibok_bot.storage.schema.customers import Account, EmailCode, RecoveryRequest, TelegramLink
from ibok_bot.storage.schema.deliveries import Delivery
from ibok_bot.storage.sessions import Sessions
from ibok_bot.storage.transactions import is_transient
from tests.databases import opened
from tests.storage.people import MINE, NOW, NRB, THEIRS, add_account, add_payer, visit

LATER = NOW + timedelta(hours=24)
KEY = b"k" * 32


async def test_an_account_is_found_by_its_email_and_by_its_payer(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        accounts = Accounts(conn, NOW)
        found = await accounts.by_email("jan@example.org")
        assert found is not None
        assert (found.account, found.password_hash, found.recovery_hash, found.frozen) == (
            account,
            "first",
            None,
            False,
        )
        assert await accounts.of_payer(found.payer) == found
        assert await accounts.by_email("jan@example.com") is None


async def test_a_second_account_for_a_payer_or_an_email_is_not_made(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        accounts = Accounts(conn, NOW)
        first = await add_payer(conn)
        second = await add_payer(conn, "10000014", NRB[1])
        assert await accounts.create(first, "jan@example.org", "h", confirmed=False, privacy_version="1")
        assert await accounts.create(first, "other@example.org", "h", confirmed=False, privacy_version="1") is None
        assert await accounts.create(second, "jan@example.org", "h", confirmed=False, privacy_version="1") is None


@pytest.mark.parametrize(("confirmed", "since"), [(True, NOW), (False, None)])
async def test_what_was_confirmed_and_read_is_written_down(
    database_url: str, confirmed: bool, since: datetime | None
) -> None:
    async with opened(database_url) as database, database.write() as conn:
        payer = await add_payer(conn)
        await Accounts(conn, NOW).create(payer, "jan@example.org", "h", confirmed=confirmed, privacy_version="2026-11")
        kept = await conn.execute(select(Account.created_at, Account.email_confirmed_at, Account.privacy_version))
        assert tuple(kept.one()) == (NOW, since, "2026-11")


async def test_of_two_who_register_at_once_the_database_refuses_one(database_url: str) -> None:
    async with opened(database_url) as database:
        async with database.write() as conn:
            await add_account(conn)
            payer = (await conn.execute(select(Account.payer_id))).scalar_one()
        unseen = {"payer_id": payer, "email": "b@example.org", "password_hash": "h", "created_at": NOW}
        with pytest.raises(IntegrityError) as refused:
            async with database.write() as conn:
                await conn.execute(insert(Account).values(**unseen, without_amounts=0))
        assert is_transient(refused.value)


async def test_a_new_password_opens_a_frozen_account(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        accounts = Accounts(conn, NOW)
        await accounts.freeze(account)
        frozen = await accounts.by_email("jan@example.org")
        assert frozen is not None
        assert frozen.frozen
        await accounts.set_password(account, "second")
        opened_again = await accounts.by_email("jan@example.org")
        assert opened_again is not None
        assert (opened_again.frozen, opened_again.password_hash) == (False, "second")


async def recovery_hash(conn: AsyncConnection, at: timedelta) -> str | None:
    """The recovered password that works after so long."""
    found = await Accounts(conn, NOW + at).by_email("jan@example.org")
    assert found is not None
    return found.recovery_hash


async def test_a_recovered_password_works_only_after_its_wait(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await Recoveries(conn, visit(), NOW).wait_for(account, "older", LATER)
        await Recoveries(conn, visit(), NOW).wait_for(account, "recovered", LATER)
        assert await recovery_hash(conn, timedelta(hours=24, microseconds=-1)) is None
        assert await recovery_hash(conn, timedelta(hours=24)) == "recovered"
        await Accounts(conn, LATER).adopt_recovered(account)
        adopted = await Accounts(conn, LATER).by_email("jan@example.org")
        assert adopted is not None
        assert (adopted.password_hash, adopted.recovery_hash) == ("recovered", None)
        states = await conn.execute(select(RecoveryRequest.state).order_by(RecoveryRequest.id))
        assert states.scalars().all() == ["cancelled", "used"]


async def test_an_objection_ends_the_recovery_and_its_messages(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await Recoveries(conn, visit(THEIRS), NOW).wait_for(account, "recovered", LATER)
        deliveries = Deliveries(conn, visit(THEIRS), NOW)
        await deliveries.add("telegram", THEIRS, "{}", topic=recovery_topic(account), not_before=LATER)
        await deliveries.add("telegram", MINE, "{}", topic=recovery_topic(AccountId(account + 1)))
        await Recoveries(conn, visit(), NOW).cancel(account)
        assert await recovery_hash(conn, timedelta(days=2)) is None
        states = await conn.execute(select(Delivery.state).order_by(Delivery.id))
        assert states.scalars().all() == ["cancelled", "queued"]


async def test_a_code_works_once_for_its_own_chat_purpose_and_address(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        mail = "jan@example.org"
        codes = Codes(conn, visit(), NOW, KEY)
        await codes.keep(Purpose.REGISTRATION, code_hash(KEY, Purpose.REGISTRATION, mail, "123456"))
        assert not await Codes(conn, visit(THEIRS), NOW, KEY).redeem(Purpose.REGISTRATION, mail, "123456")
        assert not await codes.redeem(Purpose.RECOVERY, mail, "123456")
        assert not await codes.redeem(Purpose.REGISTRATION, "eve@example.org", "123456")
        assert await codes.redeem(Purpose.REGISTRATION, mail, "123456")
        assert not await codes.redeem(Purpose.REGISTRATION, mail, "123456")


@pytest.mark.parametrize(("wrong", "works"), [(4, True), (5, False)])
async def test_a_code_bears_five_tries(database_url: str, wrong: int, works: bool) -> None:
    async with opened(database_url) as database, database.write() as conn:
        codes = Codes(conn, visit(), NOW, KEY)
        await codes.keep(Purpose.RECOVERY, code_hash(KEY, Purpose.RECOVERY, "j@example.org", "123456"))
        for _try in range(wrong):
            assert not await codes.redeem(Purpose.RECOVERY, "j@example.org", "000000")
        assert await codes.redeem(Purpose.RECOVERY, "j@example.org", "123456") is works


async def test_a_code_lasts_ten_minutes_and_the_newest_replaces_the_older(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        for code in ("111111", "222222"):
            hashed = code_hash(KEY, Purpose.RECOVERY, "j@example.org", code)
            await Codes(conn, visit(), NOW, KEY).keep(Purpose.RECOVERY, hashed)
        assert len((await conn.execute(select(EmailCode.id))).all()) == 1
        late = Codes(conn, visit(), NOW + timedelta(minutes=10), KEY)
        assert not await late.redeem(Purpose.RECOVERY, "j@example.org", "222222")
        in_time = Codes(conn, visit(), NOW + timedelta(minutes=10, microseconds=-1), KEY)
        assert not await in_time.redeem(Purpose.RECOVERY, "j@example.org", "111111")
        assert await in_time.redeem(Purpose.RECOVERY, "j@example.org", "222222")


async def link(conn: AsyncConnection, account: AccountId, chat: ChatId, after: timedelta) -> Links:
    """Log in from this chat, some time after now."""
    guest = visit(chat)
    await Sessions(conn, guest, NOW + after).open(account, HowIn.PASSWORD)
    return Links(conn, guest, LATER)


async def test_the_older_chat_unlinks_the_younger_and_never_the_other_way(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        older = await link(conn, account, MINE, timedelta(0))
        younger = await link(conn, account, THEIRS, timedelta(microseconds=1))
        await younger.unlink_younger(account)
        assert await older.is_linked(account)
        await older.unlink_younger(account)
        assert await older.is_linked(account)
        assert not await younger.is_linked(account)
        await younger.unlink_younger(account)
        assert await older.is_linked(account)


async def test_a_chat_linked_again_is_the_youngest(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        mine = await link(conn, account, MINE, timedelta(0))
        theirs = await link(conn, account, THEIRS, timedelta(hours=1))
        await mine.unlink_younger(account)
        await link(conn, account, THEIRS, timedelta(hours=2))
        assert await theirs.is_linked(account)
        since = await conn.execute(select(TelegramLink.linked_at).order_by(TelegramLink.chat_id))
        assert since.scalars().all() == [NOW, NOW + timedelta(hours=2)]
        await mine.unlink_younger(account)
        assert not await theirs.is_linked(account)


async def test_wishes_are_kept(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        wishes = Wishes(conn)
        assert await wishes.of(account) == Preferences()
        for wanted in (Preferences(frozenset({"notices", "dues"}), without_amounts=True), Preferences()):
            await wishes.save(account, wanted)
            assert await wishes.of(account) == wanted


async def test_blocking_the_bot_is_written_on_the_links_of_that_chat(database_url: str) -> None:
    async with opened(database_url) as database, database.write() as conn:
        account = await add_account(conn)
        await link(conn, account, MINE, timedelta(0))
        await link(conn, account, THEIRS, timedelta(0))
        blocked = select(TelegramLink.blocked_at).order_by(TelegramLink.chat_id)
        await follow_membership(conn, "telegram", MINE, blocked=True, now=LATER)
        assert (await conn.execute(blocked)).scalars().all() == [LATER, None]
        await follow_membership(conn, "telegram", MINE, blocked=False, now=LATER)
        assert (await conn.execute(blocked)).scalars().all() == [None, None]
