"""The schema's state, and its upgrade by Alembic's migrations."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ibok_bot.storage.engine import make_engine

HEAD = "0013"
"""The newest migration, known without loading Alembic: asking how the schema stands must not slow the start."""

_NO_TABLE = ("no such table", "does not exist", "doesn't exist")

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """What the database has, and what this release needs."""

    current: str | None
    head: str = HEAD

    @property
    def up_to_date(self) -> bool:
        """Whether they are the same."""
        return self.current == self.head


async def status(url: str) -> SchemaStatus:
    """How the schema stands. Raises what the driver raises when the database cannot be reached."""
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as conn:
            found = await conn.execute(text("SELECT version_num FROM alembic_version"))
            return SchemaStatus(found.scalar())
    except DBAPIError as error:
        if any(words in str(error.orig).lower() for words in _NO_TABLE):
            return SchemaStatus(None)
        raise
    finally:
        await engine.dispose()


async def upgrade(url: str) -> None:
    """Bring the schema up to date; what is up to date already is left alone."""
    await asyncio.to_thread(_upgrade, url)


def _upgrade(url: str) -> None:
    from alembic import command  # noqa: PLC0415 - only an upgrade needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
