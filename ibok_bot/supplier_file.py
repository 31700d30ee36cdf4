"""The supplier's TOML file: names, phones, the privacy clause, limits."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import msgspec

from ibok_bot.config import WrongSettings
from ibok_bot.domain.nip import is_valid
from ibok_bot.domain.supplier import OperatorContact, PrivacyClause, Supplier

DEFAULT = Path(__file__).parent / "supplier.toml"
"""The invented supplier, for the demo and for a first try."""


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[privacy]`: a version that changes with the text, and the text in pl, en, uk."""

    version: str
    pl: str
    en: str = ""
    uk: str = ""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits]`: after how long idle a session ends, and how long a recovery from a new chat waits."""

    idle_minutes: int = 30
    recovery_wait_hours: int = 24


class SupplierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    name: str
    nip: str
    address: str
    phone: str
    email: str
    hours: str
    privacy: Privacy
    operators: tuple[OperatorContact, ...] = ()
    limits: Limits = Limits()
    quiet_hours: tuple[time, time] = (time(21), time(7))
    reading_window: tuple[int, int] = (25, 5)


def read(path: Path | None) -> Supplier:
    """The supplier from its file. Raises WrongSettings that names the key and what is wrong with it."""
    try:
        file = msgspec.toml.decode((path or DEFAULT).read_bytes(), type=SupplierFile)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as wrong:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: {wrong}. Compare it with the example in docs/"]) from None
    if not is_valid(file.nip):
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: nip is not valid: check its ten digits"])
    if file.limits.idle_minutes < 1 or file.limits.recovery_wait_hours < 0:
        raise WrongSettings([f"IBOK_SUPPLIER: {path}: limits must be positive: see [limits]"])
    return Supplier(
        name=file.name,
        nip=file.nip,
        address=file.address,
        phone=file.phone,
        email=file.email,
        hours=file.hours,
        privacy=PrivacyClause(
            file.privacy.version, {"pl": file.privacy.pl, "en": file.privacy.en, "uk": file.privacy.uk}
        ),
        operators=file.operators,
        quiet_hours=file.quiet_hours,
        reading_window=file.reading_window,
        idle_log_out=timedelta(minutes=file.limits.idle_minutes),
        recovery_wait=timedelta(hours=file.limits.recovery_wait_hours),
    )
