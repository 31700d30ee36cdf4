"""Readings (odczyty) of a meter's registers."""

from __future__ import annotations

from enum import StrEnum


class ReadingKind(StrEnum):
    """How a reading came about."""

    CONTROLLER = "controller"
    CUSTOMER = "customer"
    REMOTE = "remote"
    ESTIMATED = "estimated"
    MOUNTING = "mounting"
    REMOVAL = "removal"
