"""The API's description of itself is valid OpenAPI 3.1, says what is true, and schemathesis finds nothing else."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from ibok_bot.web.api.catalogue import ENDPOINTS
from ibok_bot.web.api.endpoint import BASE
from ibok_bot.web.api.openapi import describe
from tests.databases import opened
from tests.web.api import HELLO, Running, running

CONFIG = Path(__file__).parent / "schemathesis.toml"
MOST_SECONDS = 120
"""It takes about ten on a quiet machine."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Running]:
    async with opened(sqlite_url) as database, running(database) as office:
        yield office


async def test_the_description_is_valid(office: Running) -> None:
    answer = await office.ask("GET", f"{BASE}/openapi.json", token=await office.token())
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(answer.json).validate()


def test_every_endpoint_is_described_with_the_scope_it_needs() -> None:
    paths = describe(ENDPOINTS, "1")["paths"]
    for endpoint in ENDPOINTS:
        told = paths[BASE + endpoint.path][endpoint.method.lower()]
        assert told["security"] == [{"token": [endpoint.scope]}]
        assert told["summary"].endswith(".")
        assert {"401", "403", "429", "500", "503", str(endpoint.status)} <= set(told["responses"])


async def test_schemathesis_finds_nothing(office: Running, tmp_path: Path) -> None:
    """Thousands of requests, good and bad, alone and one after another, from the description alone."""
    token = await office.token()
    for number in range(3):
        await office.ask("POST", f"{BASE}/notices", HELLO, token=token, key=f"k{number}")
    trying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", "--no-color",
        f"{office.url}{BASE}/openapi.json", "--header", f"Authorization: Bearer {token}",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _errors = await asyncio.wait_for(trying.communicate(), MOST_SECONDS)
    finally:
        if trying.returncode is None:
            trying.kill()
            await trying.wait()
    report = said.decode()
    assert trying.returncode == 0, report
    assert f"Tested: {len(ENDPOINTS)}" in report, report  # it did not stop before it began
