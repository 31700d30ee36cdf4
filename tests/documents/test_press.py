"""The press: pictures and PDFs are made in another process, each but once, and a killed worker costs nobody a file."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from ibok_bot.documents import press as press_module
from ibok_bot.documents.papers import make
from ibok_bot.documents.press import Press
from ibok_bot.domain.papers import Chart, Document, Section, Series, Table

CHART = Chart("use.png", "Use", "kWh", ("10.26", "11.26"), (Series("all day", (Decimal(310), None)),))


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    made = Press()
    yield made
    made.close()


def workers(press: Press) -> list[int]:
    return list(press._pool._processes) if press._pool and press._pool._processes else []


async def test_a_picture_is_made_in_another_process_and_only_once(press: Press) -> None:
    assert not workers(press)
    first, same = await asyncio.gather(press.make(CHART), press.make(CHART))
    assert first is same
    assert first.mime == "image/png"
    assert first.data.startswith(b"\x89PNG")
    [worker] = workers(press)
    assert worker != os.getpid()
    assert await press.make(CHART) is first
    document = await press.make(Document("a.pdf", "Invoice"))
    assert document.data.startswith(b"%PDF")
    assert workers(press) == [worker]


async def test_what_is_quick_needs_no_worker(press: Press) -> None:
    table = Table("a.csv", (("a",),))
    assert await press.make(table) == make(table)
    assert not workers(press)


async def test_a_killed_worker_is_replaced(press: Press) -> None:
    await press.make(CHART)
    [worker] = workers(press)
    os.kill(worker, signal.SIGKILL)
    other = await press.make(Document("b.pdf", "After"))
    assert other.data.startswith(b"%PDF")
    assert workers(press) != [worker]


async def test_a_worker_killed_at_work_costs_none_of_those_who_wait_their_file(press: Press) -> None:
    await press.make(CHART)
    rows = (("x", "1"),) * 300
    long = [Document(f"{n}.pdf", str(n), sections=(Section("", ("a", "b"), rows, (False, True)),)) for n in range(4)]
    making = [asyncio.create_task(press.make(paper)) for paper in long]
    await asyncio.sleep(0.15)
    os.kill(workers(press)[0], signal.SIGKILL)
    files = await asyncio.wait_for(asyncio.gather(*making), 60)
    assert all(file.data.startswith(b"%PDF") for file in files)


async def test_a_fault_reaches_who_asked_and_is_not_remembered(press: Press) -> None:
    broken = Chart("use.png", "Use", "kWh", ("a",), (Series("all day", (Decimal(1), Decimal(2))),))
    for _again in range(2):
        with pytest.raises(IndexError):
            await press.make(broken)
    assert not press._under_way


async def test_the_oldest_files_are_forgotten(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press_module, "_MOST_FILES", 2)
    for number in range(3):
        await press.make(Document(f"{number}.pdf", "x"))
    assert [file.name for file in press._files.values()] == ["1.pdf", "2.pdf"]


_OFFICE = """
import asyncio, sys
from ibok_bot.documents.press import Press
from ibok_bot.domain.papers import Document
async def main():
    press = Press()
    await press.make(Document("a.pdf", "x"))
    print(*press._pool._processes, flush=True)
    await asyncio.sleep(60)
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_worker_outlives_a_killed_office(tmp_path: Path) -> None:
    script = tmp_path / "office.py"
    script.write_text(_OFFICE)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as office:  # noqa: S603
        assert office.stdout is not None
        worker = int(office.stdout.readline())
        office.kill()
    for _wait in range(100):
        if not _alive(worker):
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def _alive(pid: int) -> bool:
    """Whether it runs; one that ended and was not collected does not."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
