"""Each command of the guide is run as it stands, and answers what the guide says."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from pathlib import Path

from tests.databases import missing, opened
from tests.storage.board import Person, Place, settle
from tests.storage.faults import household, reported
from tests.web.api import running

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n```json\n(.*?)```", re.DOTALL)
TWO_ZONES = (Place(group="G12"),)
PEOPLE = [Person(1, TWO_ZONES), Person(2, TWO_ZONES, language="uk"), Person(3, TWO_ZONES, chats=()), Person(4)]


async def test_the_guide_is_true(sqlite_url: str) -> None:
    if shutil.which("curl") is None:
        missing("curl is not installed")
    examples = EXAMPLE.findall(GUIDE.read_text())
    assert len(examples) == GUIDE.read_text().count("\ncurl ")
    async with opened(sqlite_url) as database, running(database) as office:
        async with database.write() as conn:
            await settle(conn, PEOPLE)
            await reported(conn, await household(conn, 77))
        token = await office.token()
        for command, promised in examples:
            trying = await asyncio.create_subprocess_exec(
                "bash", "-c", command, env={"IBOK": office.url, "TOKEN": token, "PATH": os.environ["PATH"]},
                stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            said, _errors = await trying.communicate()
            answered = json.loads(said)
            if "request" in answered:
                answered["request"] = "…"  # each request has a number of its own
            assert answered == json.loads(promised), command
