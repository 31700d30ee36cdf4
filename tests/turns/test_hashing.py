"""Passwords as the office keeps them: the library's own costs, and the same work where there is nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from ibok_bot.turns.tools import Hashing


@pytest.fixture
async def hashing() -> AsyncIterator[Hashing]:
    made = Hashing()
    yield made
    made.close()


async def test_the_costs_are_the_library_s_own(hashing: Hashing) -> None:
    kept = await hashing.hash("Zielony czajnik 7")
    usual: Parameters = extract_parameters(PasswordHasher().hash("x"))
    assert extract_parameters(kept) == usual
    assert usual.memory_cost >= 2**16


async def test_only_the_password_itself_matches_and_nobody_never_does(hashing: Hashing) -> None:
    kept = await hashing.hash("Zielony czajnik 7")
    assert await hashing.matches(kept, "Zielony czajnik 7")
    assert not await hashing.matches(kept, "zielony czajnik 7")
    assert not await hashing.matches("no hash at all", "Zielony czajnik 7")
    assert not await hashing.matches(None, "Zielony czajnik 7")
