"""Staff in the database: one invitation one member, one chat one member, access that ends, acts that stay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ibok_bot.domain.ids import ApiTokenId, ChatId, MemberId
from ibok_bot.domain.staff import (
    CONSOLE,
    INVITATION_LASTS,
    Act,
    Actor,
    Revoked,
    Role,
    Side,
    StaffMember,
    Standing,
    secret_hash,
)
from ibok_bot.domain.tokens import ApiToken, Scope
from ibok_bot.storage.audit import Audit
from ibok_bot.storage.conversations import Conversations
from ibok_bot.storage.menus import Menus, StaffChat
from ibok_bot.storage.schema.staff import ApiToken as TokenRow
from ibok_bot.storage.schema.staff import AuditEntry, StaffInvitation
from ibok_bot.storage.schema.staff import StaffMember as MemberRow
from ibok_bot.storage.staff import Team
from ibok_bot.storage.tokens import Tokens
from ibok_bot.storage.transactions import Database, is_transient
from tests.databases import opened
from tests.storage.people import MINE, NOW, THEIRS

IDLE = timedelta(hours=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as found:
        yield found


async def join(database: Database, chat: ChatId, role: Role = Role.CLERK, name: str = "Anna") -> StaffMember:
    async with database.write() as conn:
        team = Team(conn, NOW)
        member = await team.accept(secret_hash(await team.invite(name, role, CONSOLE)), "telegram", chat)
    assert member is not None
    return member


async def at_the_desk(database: Database, chat: ChatId, update_id: int = 1) -> StaffMember | None:
    async with database.write() as conn:
        opened = await Conversations(conn).open("telegram", update_id, chat, "pl", idle_after=IDLE, now=NOW)
    return opened.visit.staff


async def revoke(database: Database, member: StaffMember | MemberId, by: Actor = CONSOLE) -> Revoked:
    key = member.id if isinstance(member, StaffMember) else member
    async with database.write() as conn:
        return await Team(conn, NOW).revoke(key, by)


async def test_an_invitation_says_who_invites_whom_as_what_until_it_is_used(database: Database) -> None:
    boss = await join(database, MINE, Role.ADMIN, "Maria")
    async with database.write() as conn:
        team = Team(conn, NOW)
        secret = await team.invite("Żaneta 🔌", Role.DISPATCHER, boss)
        by_console = await team.invitation(secret_hash(await team.invite("Jan", Role.CLERK, CONSOLE)))
        assert by_console is not None
        assert by_console.inviter is None
        offered = await team.invitation(secret_hash(secret))
        assert offered is not None
        assert (offered.name, offered.role, offered.inviter) == ("Żaneta 🔌", Role.DISPATCHER, "Maria")
        assert offered.expires_at == NOW + INVITATION_LASTS
        member = await team.accept(secret_hash(secret), "telegram", THEIRS)
        assert member is not None
        assert (member.name, member.role) == ("Żaneta 🔌", Role.DISPATCHER)
        assert await team.invitation(secret_hash(secret)) is None
        assert await team.accept(secret_hash(secret), "telegram", ChatId(3)) is None


async def test_of_the_secret_only_the_hash_is_kept(database: Database) -> None:
    async with database.write() as conn:
        secret = await Team(conn, NOW).invite("Anna", Role.CLERK, CONSOLE)
        assert (await conn.execute(select(StaffInvitation.token_hash))).scalar_one() == secret_hash(secret)
        items = (await conn.execute(select(AuditEntry.item))).scalars().all()
    assert secret not in str(items)


async def test_after_24_hours_it_is_over(database: Database) -> None:
    async with database.write() as conn:
        digest = secret_hash(await Team(conn, NOW).invite("Anna", Role.CLERK, CONSOLE))
        almost, over = (Team(conn, NOW + INVITATION_LASTS - timedelta(seconds=s)) for s in (1, 0))
        assert await almost.invitation(digest) is not None
        assert await over.invitation(digest) is None
        assert await over.accept(digest, "telegram", MINE) is None
        assert await almost.accept(digest, "telegram", MINE) is not None


async def test_a_revoked_invitation_lets_nobody_in(database: Database) -> None:
    async with database.write() as conn:
        team = Team(conn, NOW)
        digest = secret_hash(await team.invite("Anna", Role.CLERK, CONSOLE))
        [one] = await team.list()
        assert await team.revoke(one.member.id, CONSOLE) is Revoked.DONE
        assert await team.invitation(digest) is None
        assert await team.accept(digest, "telegram", MINE) is None
    assert await at_the_desk(database, MINE) is None


async def test_of_two_chats_at_once_one_gets_in(database: Database) -> None:
    async with database.write() as conn:
        digest = secret_hash(await Team(conn, NOW).invite("Anna", Role.CLERK, CONSOLE))

    async def accept(chat: int) -> StaffMember | None:
        try:
            async with database.write() as conn:
                return await Team(conn, NOW).accept(digest, "telegram", ChatId(chat))
        except Exception as error:  # a turn would be run again, and find the invitation used
            if not is_transient(error):
                raise
            return None

    found = await asyncio.gather(*(accept(chat) for chat in range(10, 14)))
    assert len([member for member in found if member]) == 1


async def test_one_chat_is_at_most_one_member_and_may_come_back(database: Database) -> None:
    first = await join(database, MINE, Role.ADMIN)
    with pytest.raises(IntegrityError):
        await join(database, MINE, Role.CLERK)
    assert await at_the_desk(database, MINE) == first
    assert await revoke(database, first) is Revoked.DONE
    assert await at_the_desk(database, MINE, 2) is None
    second = await join(database, MINE, Role.CLERK)
    assert await at_the_desk(database, MINE, 3) == second


async def test_who_stands_at_the_desk_is_known_by_channel_and_chat(database: Database) -> None:
    anna = await join(database, MINE)
    assert await at_the_desk(database, MINE) == anna
    assert await at_the_desk(database, MINE, 2) == anna
    assert await at_the_desk(database, THEIRS) is None
    async with database.write() as conn:
        await conn.execute(update(MemberRow).values(channel="terminal"))
    assert await at_the_desk(database, MINE, 3) is None


async def test_the_list_tells_how_each_stands(database: Database) -> None:
    active, gone = await join(database, MINE, Role.ADMIN, "Maria"), await join(database, THEIRS, name="Jan")
    await revoke(database, gone)
    async with database.write() as conn:
        team = Team(conn, NOW)
        await team.invite("Anna", Role.CLERK, active)
        await Team(conn, NOW - timedelta(days=2)).invite("Stary", Role.CLERK, active)
        listed = await team.list()
    assert [(one.member.name, one.standing(NOW)) for one in listed] == [
        ("Maria", Standing.ACTIVE),
        ("Jan", Standing.REVOKED),
        ("Anna", Standing.INVITED),
        ("Stary", Standing.LAPSED),
    ]
    assert [one.joined_at for one in listed] == [NOW, NOW, None, None]


async def test_who_may_revoke_whom(database: Database) -> None:
    maria, ewa = await join(database, MINE, Role.ADMIN, "Maria"), await join(database, THEIRS, Role.ADMIN, "Ewa")
    jan = await join(database, ChatId(3), Role.CLERK, "Jan")
    token = ApiToken(ApiTokenId(1), "x", frozenset(Scope), NOW + IDLE)
    assert await revoke(database, maria, maria) is Revoked.ONESELF
    assert await revoke(database, maria, jan) is Revoked.NOT_ALLOWED
    assert await revoke(database, maria, token) is Revoked.NOT_ALLOWED
    assert await revoke(database, MemberId(999), maria) is Revoked.GONE
    assert await revoke(database, ewa, maria) is Revoked.DONE
    assert await revoke(database, ewa, maria) is Revoked.GONE
    assert await revoke(database, maria, ewa) is Revoked.NOT_ALLOWED
    assert await revoke(database, maria) is Revoked.DONE


async def test_two_admins_who_revoke_each_other_at_once_leave_one(database: Database) -> None:
    maria, ewa = await join(database, MINE, Role.ADMIN), await join(database, THEIRS, Role.ADMIN)

    async def again(whom: StaffMember, by: StaffMember) -> Revoked:
        for _try in range(20):
            try:
                return await revoke(database, whom, by)
            except Exception as error:
                if not is_transient(error):
                    raise
        raise AssertionError

    outcomes = await asyncio.gather(again(maria, ewa), again(ewa, maria))
    assert sorted(outcomes) == [Revoked.DONE, Revoked.NOT_ALLOWED]


async def test_acts_are_told_newest_first_with_their_side(database: Database) -> None:
    maria = await join(database, MINE, Role.ADMIN, "Maria")
    async with database.write() as conn:
        token, _secret = await Tokens(conn, NOW).make("billing", [Scope.IMPORT], IDLE, maria)
        audit = Audit(conn, NOW)
        await audit.record(token, Act.DATA_IMPORTED)
        await audit.record(CONSOLE, Act.NOTICE_POSTED, "x" * 300)
        entries = await audit.entries(0, 3)
        assert [(one.side, one.who, one.act, one.subject) for one in entries] == [
            (Side.CONSOLE, "", Act.NOTICE_POSTED, "x" * 200),
            (Side.TOKEN, "billing", Act.DATA_IMPORTED, ""),
            (Side.MEMBER, "Maria", Act.TOKEN_MADE, f"{token.id} billing"),
        ]
        assert await audit.count() == 5
        assert [one.act for one in await audit.entries(1, 3)] == [Act.STAFF_JOINED, Act.STAFF_INVITED]
        assert all(one.at == NOW for one in entries)


async def test_a_token_is_found_by_its_secret_while_it_is_in_force(database: Database) -> None:
    async with database.write() as conn:
        tokens = Tokens(conn, NOW)
        made, secret = await tokens.make("billing", [Scope.IMPORT, Scope.NOTICES_READ], IDLE, CONSOLE)
        other, _secret = await tokens.make("other", [Scope.EXPORT], IDLE, CONSOLE)
        assert await tokens.find(secret) == made
        assert (await conn.execute(select(TokenRow.token_hash).where(TokenRow.id == made.id))).scalar_one() != secret
        for wrong in ("", "ibok_", secret[:-1], secret.swapcase(), secret_hash(secret)):
            assert await tokens.find(wrong) is None
        assert await Tokens(conn, NOW + IDLE).find(secret) is None
        assert await tokens.revoke(other.id, CONSOLE)
        assert await tokens.find(secret) == made
        assert await tokens.revoke(made.id, CONSOLE)
        assert not await tokens.revoke(made.id, CONSOLE)
        assert await tokens.find(secret) is None
        assert [(one.token.name, one.revoked_at) for one in await tokens.all()] == [("other", NOW), ("billing", NOW)]


async def test_menus_are_told_of_chats_that_have_or_should_have_one(database: Database) -> None:
    anna = await join(database, MINE, Role.ADMIN)
    await at_the_desk(database, MINE)
    async with database.write() as conn:
        menus = Menus(conn, "telegram")
        assert await menus.all() == [StaffChat(MINE, Role.ADMIN, "pl", None)]
        await menus.given(MINE, "ab12")
        await menus.given(MINE, "cd34")
        assert await menus.all() == [StaffChat(MINE, Role.ADMIN, "pl", "cd34")]
        assert await Menus(conn, "terminal").all() == []
        await Team(conn, NOW).revoke(anna.id, CONSOLE)
        assert await menus.all() == [StaffChat(MINE, None, None, "cd34")]
        await menus.given(MINE, None)
        assert await menus.all() == []
