"""Makes files away from the event loop: pictures and PDFs in a process of their own, and each but once.

A chart takes a tenth of a second and its library a third of a second to load; in a thread it would hold up every
conversation, as threads share one interpreter.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import msgspec

from ibok_bot.documents.papers import File, is_light, make
from ibok_bot.domain.papers import Paper

_MOST_FILES, _MOST_BYTES = 64, 16 * 2**20
_ENCODE = msgspec.json.Encoder()


class Press:
    """One worker process, started with the first paper that needs it, and the files made last, found by content."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._files: OrderedDict[bytes, File] = OrderedDict()
        self._under_way: dict[bytes, asyncio.Task[File]] = {}

    async def make(self, paper: Paper) -> File:
        """The file. Those who want the same one at the same time wait for one making."""
        if is_light(paper):
            return make(paper)
        key = hashlib.sha256(_ENCODE.encode(paper)).digest()
        if key in self._files:
            self._files.move_to_end(key)
            return self._files[key]
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._made(key, paper))
        return await asyncio.shield(task)  # one who stops waiting must not take it from the others

    def close(self) -> None:
        """Let the worker go."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    async def _made(self, key: bytes, paper: Paper) -> File:
        try:
            try:
                file = await self._in_worker(paper)
            except BrokenProcessPool:  # killed, say for want of memory: once more with a new one
                file = await self._in_worker(paper)
        finally:
            del self._under_way[key]
        self._files[key] = file
        while len(self._files) > _MOST_FILES or sum(len(kept.data) for kept in self._files.values()) > _MOST_BYTES:
            self._files.popitem(last=False)
        return file

    async def _in_worker(self, paper: Paper) -> File:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_settle_in)
        pool = self._pool
        try:
            # handed over in a thread: the first time it starts a process, which takes its while
            return await asyncio.wrap_future(await asyncio.to_thread(pool.submit, make, paper))
        except BrokenProcessPool:
            if self._pool is pool:  # else another paper has a new one already
                self.close()
            raise


def _settle_in() -> None:
    """In the worker: Ctrl-C is the office's to answer, and when the office is gone, so is the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_office, daemon=True).start()


def _leave_with_the_office() -> None:
    office = multiprocessing.parent_process()
    if office is not None:
        office.join()
        os._exit(0)
