"""Column types that keep money, energy, prices and time exact on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A key: 64 bits; SQLite numbers rows by itself only in a column of its own INTEGER."""

LongText = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def key_text(length: int) -> String:
    """Text that identifies something: compared letter for letter on every database."""
    return String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


class MoneyType(TypeDecorator[Money]):
    """Money as whole grosze."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else value.grosze

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        """From the database."""
        return None if value is None else Money(int(value))


class EnergyType(TypeDecorator[Energy]):
    """Energy as whole watt-hours."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Energy | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else value.wh

    def process_result_value(self, value: int | None, dialect: Dialect) -> Energy | None:
        """From the database."""
        return None if value is None else Energy(int(value))


class Scaled(TypeDecorator[Decimal]):
    """A decimal as a whole number of its smallest unit: prices in 1e-5 zł, quantities in 1e-3, VAT rates in 1e-4."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To the database. Raises ValueError for a value finer than the unit: nothing is rounded in silence."""
        if value is None:
            return None
        units = Decimal(value).scaleb(self.places)
        if units != units.to_integral_value():
            raise ValueError(f"a value finer than 1e-{self.places}")
        return int(units)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """From the database."""
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in the code, UTC without a zone in the table, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """MariaDB cuts microseconds off unless asked to keep them."""
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)
