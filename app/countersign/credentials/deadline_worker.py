"""Blocking calls, one after another on a thread of their own, each with a deadline.

A thread that hangs cannot be stopped. It is left behind, told to do nothing more when it wakes, and the next call
gets a fresh one. All of them are daemon threads: they never hold up the end of the program.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
BlockingCall = Callable[[threading.Event], T]

_MOST_LEFT_BEHIND = 4


class DeadlineWorker:
    """Run blocking calls in turn. A call receives the event that tells it that nobody waits for it any more.

    It belongs to one event loop.
    """

    def __init__(self, name: str, deadline: float) -> None:
        self._name = name
        self._deadline = deadline
        self._turn = asyncio.Lock()
        self._lane: _Lane | None = None
        self._left_behind: list[_Lane] = []

    async def run(self, call: BlockingCall[T]) -> T:
        """Return what the call returns; raise `TimeoutError` after the deadline, or at once if too many hang."""
        async with self._turn:
            lane = self._open_lane()
            try:
                return await asyncio.wait_for(asyncio.wrap_future(lane.submit(call)), self._deadline)
            except TimeoutError:
                lane.abandon()
                self._left_behind.append(lane)
                self._lane = None
                raise

    def close(self) -> None:
        """End the thread once its call is done."""
        if self._lane is not None:
            self._lane.end()
            self._lane = None

    def _open_lane(self) -> _Lane:
        self._left_behind = [lane for lane in self._left_behind if lane.is_alive]
        if len(self._left_behind) >= _MOST_LEFT_BEHIND:
            raise TimeoutError
        if self._lane is None:
            self._lane = _Lane(self._name)
        return self._lane


class _Lane:
    """One thread and its queue; None in the queue ends the thread."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[tuple[BlockingCall[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def submit(self, call: BlockingCall[T]) -> Future[T]:
        future: Future[T] = Future()
        self._jobs.put((call, future))
        return future

    def abandon(self) -> None:
        self._abandoned.set()
        self.end()

    def end(self) -> None:
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            call, future = job
            if future.set_running_or_notify_cancel():
                _settle(future, call, self._abandoned)
            # Nothing of a finished call stays on this thread's stack while it waits for the next.
            del job, call, future


def _settle(future: Future[T], call: BlockingCall[T], abandoned: threading.Event) -> None:
    try:
        future.set_result(call(abandoned))
    except BaseException as error:  # noqa: BLE001 - it belongs to the one who waits, as in any executor
        future.set_exception(error)
