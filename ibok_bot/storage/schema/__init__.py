"""The relational schema of the whole office, a module a room."""

from ibok_bot.storage.schema import (
    api,
    contact,
    conversations,
    customers,
    deliveries,
    invoices,
    metering,
    notices,
    outages,
    reminders,
    staff,
    surveys,
    tariffs,
    watching,
)
from ibok_bot.storage.schema.base import Base

__all__ = [
    "Base",
    "api",
    "contact",
    "conversations",
    "customers",
    "deliveries",
    "invoices",
    "metering",
    "notices",
    "outages",
    "reminders",
    "staff",
    "surveys",
    "tariffs",
    "watching",
]
