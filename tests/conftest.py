"""Fixtures for all tests."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.databases"]

settings.register_profile("house", deadline=None)  # a busy machine is no fault of an example
settings.load_profile("house")
