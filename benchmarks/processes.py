"""Processes under test: each on the first core; this one, with the load and the local Telegram, on the last."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

import psutil

from benchmarks.telegram import TOKEN

_ROOT = Path(__file__).parent.parent
_CORES = sorted(os.sched_getaffinity(0))
BOT_CORE, OUR_CORE = _CORES[0], _CORES[-1]
_END_SECONDS = 15.0
_LONGEST_COMMAND = 60.0


class Failed(Exception):
    """A process ended that should not have; its last words."""


def free_address() -> str:
    """A host:port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def bot_settings(telegram_url: str, database_url: str, listen: str) -> dict[str, str]:
    """The settings of a bot under test; the peers read the same."""
    return {
        "IBOK_TELEGRAM_TOKEN": TOKEN,
        "IBOK_TELEGRAM_API_URL": telegram_url,
        "IBOK_DATABASE_URL": database_url,
        "IBOK_LISTEN": listen,
        "IBOK_WEBHOOK_URL": f"http://{listen}",
        "IBOK_WEBHOOK_SECRET": "benchmark-webhook-secret",
        "IBOK_SECRET_KEY": "benchmark-office-secret-benchmark",
    }


@asynccontextmanager
async def started(module: str, *arguments: str, settings: Mapping[str, str]) -> AsyncIterator[psutil.Process]:
    """A Python module as a process on the core for bots; ended when this is left. Raises Failed when it has died."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "output").open("w+b") as output:
        process = await _spawn(module, *arguments, settings=settings, folder=folder, output=output)
        try:
            yield psutil.Process(process.pid)
        except Failed:
            raise
        except Exception as error:
            raise Failed(f"{module}: {type(error).__name__}. {_last_words(Path(output.name))}") from error
        finally:
            await _end(process)


async def run(module: str, *arguments: str, settings: Mapping[str, str]) -> str:
    """A Python module on the core for bots, to its end; what it printed. Raises Failed."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "output").open("w+b") as output:
        process = await _spawn(module, *arguments, settings=settings, folder=folder, output=output)
        try:
            code = await asyncio.wait_for(process.wait(), _LONGEST_COMMAND)
        finally:
            await _end(process)
        if code:
            raise Failed(f"{module} ended with {code}. {_last_words(Path(output.name))}")
        output.seek(0)
        return output.read().decode()


async def _spawn(
    module: str, *arguments: str, settings: Mapping[str, str], folder: str, output: IO[bytes]
) -> asyncio.subprocess.Process:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("IBOK_")}
    paths = {"PYTHONPATH": str(_ROOT), "IBOK_DATA_DIR": folder}
    with _on(BOT_CORE):
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            env={**bare, **paths, **settings},
            cwd=folder,
            stdout=output,
            stderr=output,
        )


def cpu_seconds(process: psutil.Process) -> float:
    """What the process and its children have used."""
    used = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(times.user + times.system for times in used))


def resident_mib(process: psutil.Process) -> float:
    """The memory that the process and its children hold."""
    held = [one.memory_info().rss for one in (process, *process.children(recursive=True))]
    return float(sum(held)) / 2**20


@contextmanager
def _on(core: int) -> Iterator[None]:
    """A child inherits the cores of the moment it is born: so none of its work is done elsewhere."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _last_words(output: Path) -> str:
    return output.read_text(errors="replace")[-2000:].strip() or "it said nothing"
