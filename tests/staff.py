"""Staff of a test's office: let in by the shelf itself, as if they had accepted an invitation."""

from __future__ import annotations

from ibok_bot.domain.staff import CONSOLE, Revoked, Role, StaffMember, secret_hash
from ibok_bot.storage.staff import Team
from tests.office import Chat, OpenOffice


async def let_in(chat: Chat, role: Role, name: str = "Anna Próbna") -> StaffMember:
    """This chat belongs to the staff from now on."""
    office = chat.office
    async with office.database.write() as conn:
        team = Team(conn, office.clock())
        secret = await team.invite(name, role, CONSOLE)
        member = await team.accept(secret_hash(secret), office.channel.name, chat.number)
    assert member is not None
    return member


async def put_out(office: OpenOffice, member: StaffMember) -> None:
    """The console takes the access away."""
    async with office.database.write() as conn:
        assert await Team(conn, office.clock()).revoke(member.id, CONSOLE) is Revoked.DONE
