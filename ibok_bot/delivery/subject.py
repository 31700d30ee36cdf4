"""A subject that customers are told of: how it is found a few accounts at a time, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.dialogs.reminderwords import Words
from ibok_bot.domain.ids import AccountId
from ibok_bot.domain.pushes import PushKind
from ibok_bot.domain.reminders import News
from ibok_bot.storage.reminders import accounts_after

PAGE = 200
"""Accounts looked at together: few enough that a transaction is short, and memory flat for any number of customers."""

NewsT = TypeVar("NewsT", bound=News)


@dataclass(frozen=True, slots=True)
class Page(Generic[NewsT]):
    """What there is to tell some accounts, told already or not; `after` is where to go on, None at the end."""

    news: Sequence[NewsT]
    after: int | None = None


class Subject(Generic[NewsT]):
    """One thing that customers are told of, on one day."""

    kind: ClassVar[PushKind]
    """By which customers choose it."""
    replaces: ClassVar[bool] = False
    """Whether it takes the place of an older one that is not sent yet."""

    async def page(self, conn: AsyncConnection, after: int) -> Page[NewsT]:
        """The next accounts' news."""
        raise NotImplementedError

    def words(self, news: Sequence[NewsT], *, sums: bool) -> Words:
        """All that one account is told now."""
        raise NotImplementedError

    def until(self, news: Sequence[NewsT]) -> datetime:
        """When it is worth nothing any more."""
        raise NotImplementedError

    async def told(self, conn: AsyncConnection, news: Sequence[NewsT]) -> None:
        """It is being written for the owners; whatever is kept of that beside the marks."""


async def accounts_page(
    conn: AsyncConnection, after: int, *, who_asked: bool = False
) -> tuple[Sequence[AccountId], int | None]:
    """The next accounts that can be told something, and where to go on."""
    accounts = await accounts_after(conn, AccountId(after), PAGE, who_asked=who_asked)
    return accounts, accounts[-1] if len(accounts) == PAGE else None
