"""Rules of the staff: roles, how somebody stands, names, secrets that fit a deep link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.dialogs.staffwords import ACT, ROLE, ROLE_MAY, told
from ibok_bot.domain.ids import ApiTokenId, MemberId
from ibok_bot.domain.staff import (
    LONGEST_NAME,
    Act,
    AuditEntry,
    Listed,
    Role,
    Side,
    StaffMember,
    Standing,
    new_secret,
    proper_name,
    secret_hash,
)
from ibok_bot.domain.tokens import PREFIX, ApiToken, Scope
from ibok_bot.i18n import Voice

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ANNA = StaffMember(MemberId(1), "Anna", Role.CLERK)
SOON, LATE = NOW + timedelta(seconds=1), NOW


def test_an_administrator_may_all_and_the_others_their_own() -> None:
    may = {role: {needed for needed in Role if role.may_as(needed)} for role in Role}
    assert may == {
        Role.CLERK: {Role.CLERK},
        Role.DISPATCHER: {Role.DISPATCHER},
        Role.ADMIN: set(Role),
    }


@pytest.mark.parametrize(
    ("joined", "until", "revoked", "standing"),
    [
        (None, SOON, None, Standing.INVITED),
        (None, LATE, None, Standing.LAPSED),
        (None, None, None, Standing.LAPSED),
        (NOW, None, None, Standing.ACTIVE),
        (NOW, None, NOW, Standing.REVOKED),
        (None, SOON, NOW, Standing.REVOKED),
    ],
)
def test_how_somebody_stands(
    joined: datetime | None, until: datetime | None, revoked: datetime | None, standing: Standing
) -> None:
    assert Listed(ANNA, joined, until, revoked).standing(NOW) is standing


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Anna\tKowalska \n", "Anna Kowalska"),
        ("Łucja Żółć-Świętopełk", "Łucja Żółć-Świętopełk"),
        ("Оксана Ткач", "Оксана Ткач"),
        ("Anna\u202eaksla", "Annaaksla"),
        ("\u200b \x00", None),
        ("", None),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), None),
    ],
)
def test_names_are_one_line_that_can_be_seen(typed: str, name: str | None) -> None:
    assert proper_name(typed) == name


@given(st.text(max_size=80))
def test_a_name_once_proper_stays_as_it_is(typed: str) -> None:
    name = proper_name(typed)
    if name is not None:
        assert proper_name(name) == name
        assert name.isprintable()


def test_a_secret_fits_a_deep_link_and_is_no_other_ones() -> None:
    secrets = {new_secret() for _each in range(100)}
    assert len(secrets) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", f"staff_{secret}") for secret in secrets)
    assert len({secret_hash(secret) for secret in secrets}) == 100
    assert PREFIX == "ibok_"


def test_a_token_may_what_it_was_made_for() -> None:
    token = ApiToken(ApiTokenId(1), "billing", frozenset({Scope.IMPORT}), NOW)
    assert [scope for scope in Scope if token.may(scope)] == [Scope.IMPORT]


def test_every_role_and_every_act_has_its_words() -> None:
    assert set(ROLE) == set(ROLE_MAY) == set(Role)
    assert set(ACT) == set(Act)


@pytest.mark.parametrize(
    ("side", "who", "subject", "words"),
    [
        (Side.MEMBER, "Anna <b>", "7 Jan", "<b>24 Nov 2026, 13:00</b>, Anna &lt;b&gt;\ninvited: 7 Jan"),
        (Side.TOKEN, "billing", "", "<b>24 Nov 2026, 13:00</b>, system billing\ninvited"),
        (Side.CONSOLE, "", "7 Jan", "<b>24 Nov 2026, 13:00</b>, console\ninvited: 7 Jan"),
    ],
)
def test_a_line_of_the_audit_log(side: Side, who: str, subject: str, words: str) -> None:
    assert Voice("en").html(told(AuditEntry(NOW, side, who, Act.STAFF_INVITED, subject))) == words


def test_words_of_the_database_fit_their_columns() -> None:
    assert max(len(act) for act in Act) <= 60
    assert len(" ".join(Scope)) <= 300
