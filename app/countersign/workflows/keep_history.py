"""Keep what was sent: beside the sending, never in its way."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from countersign.formats.response_diff import Comparison, compare_entries
from countersign.model.drafts import Draft
from countersign.model.errors import CountersignError, Failure
from countersign.model.exchange import Exchange
from countersign.model.history import HistoryEntry, HistoryLimits, HistoryQuery, HistoryRow, Origin
from countersign.workflows.history_entry import BodyLimits, history_entry, is_kept
from countersign.workflows.history_secrets import Scrub

if TYPE_CHECKING:
    from countersign.storage.history_database import HistoryDatabase

T = TypeVar("T")
HistoryEvent = HistoryRow | Failure
"""What somebody who follows the history hears: a row that was added, or what went wrong."""

_MOST_WAITING = 500
_BETWEEN_PRUNINGS = 32
_FAREWELL = 1.5  # seconds
_log = logging.getLogger(__name__)


class KeepHistory:
    """Keep exchanges and find them again; all work with the file is done on one thread of its own, in order."""

    def __init__(
        self,
        database: HistoryDatabase,
        scrub: Scrub,
        limits: HistoryLimits | None = None,
        bodies: BodyLimits | None = None,
    ) -> None:
        self._database = database
        self._scrub = scrub
        self._limits = limits or HistoryLimits()
        self._bodies = bodies or BodyLimits()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._room = threading.BoundedSemaphore(_MOST_WAITING)
        self._since_pruning = _BETWEEN_PRUNINGS
        self._told: set[str] = set()
        self._untold: list[Failure] = []
        self._listeners: list[Callable[[HistoryEvent], None]] = []
        self._listening = threading.Lock()

    def keep(self, draft: Draft, exchange: Exchange, origin: Origin) -> None:
        """Keep an exchange, soon; return at once, and never fail: those who `follow` hear what came of it."""
        if not is_kept(draft, exchange):
            return
        if not self._room.acquire(blocking=False):
            self._complain(_TOO_SLOW)
            return
        try:
            self._thread.submit(self._keep_now, draft, exchange, origin).add_done_callback(self._make_room)
        except RuntimeError:  # closed already
            self._room.release()

    async def follow(self, report: Callable[[HistoryEvent], None]) -> None:
        """Report every row that is added and every failure, on this loop, until cancelled."""
        loop = asyncio.get_running_loop()

        def listener(event: HistoryEvent) -> None:
            with suppress(RuntimeError):  # the loop is gone, and with it everybody who listens
                loop.call_soon_threadsafe(report, event)

        with self._listening:
            self._listeners.append(listener)
            missed, self._untold = self._untold, []
        for failure in missed:
            report(failure)
        try:
            await loop.create_future()
        finally:
            with self._listening:
                self._listeners.remove(listener)

    async def search(self, query: HistoryQuery) -> tuple[HistoryRow, ...]:
        """Return rows, newest first; raise `StorageError` where the file cannot be read."""
        return await self._work(lambda: self._database.search(query))

    async def entry(self, entry_id: int) -> HistoryEntry:
        """Return an entry; raise `CountersignError` where it is no longer there."""
        found = await self._work(lambda: self._database.entry(entry_id))
        if found is None:
            raise CountersignError(
                Failure("history.gone", "This exchange is no longer in the history.", "Send the request again.")
            )
        return found

    async def compare(self, left_id: int, right_id: int, *, sort_keys: bool = False) -> Comparison:
        """Compare the responses of two entries; raise `CountersignError` where one is no longer there."""
        left, right = await self.entry(left_id), await self.entry(right_id)
        return await asyncio.to_thread(compare_entries, left, right, sort_keys=sort_keys)

    async def count(self) -> int:
        """Count the entries."""
        return await self._work(self._database.count)

    async def delete(self, *entry_ids: int) -> None:
        """Delete entries."""
        await self._work(lambda: self._database.delete(*entry_ids))

    async def clear(self) -> None:
        """Delete everything."""
        await self._work(self._database.clear)

    async def set_limits(self, limits: HistoryLimits) -> None:
        """Keep to other limits from now on."""
        self._limits = limits
        await self._work(lambda: self._database.prune(limits))

    async def kept(self) -> None:
        """Wait until all that was given to `keep` so far is on the disk, or has failed."""
        await self._work(lambda: None)

    async def close(self) -> None:
        """Finish what waits, close the file, end the thread; a disk that hangs does not hold this up."""
        with suppress(TimeoutError, RuntimeError):  # too slow, or closed already
            await asyncio.wait_for(asyncio.shield(self._work(self._database.close)), _FAREWELL)
        self._thread.shutdown(wait=False)

    async def _work(self, call: Callable[[], T]) -> T:
        result = await asyncio.get_running_loop().run_in_executor(self._thread, call)
        self._tell_notices()
        return result

    def _keep_now(self, draft: Draft, exchange: Exchange, origin: Origin) -> None:
        try:
            entry = history_entry(draft, exchange, origin, self._scrub, self._bodies)
            row = replace(entry.row, id=self._database.add(entry))
            self._prune_sometimes()
        except CountersignError as error:
            self._tell_notices()
            self._complain(error.failure)
        except Exception:  # noqa: BLE001 - whatever it is, it must not end with a send
            _log.exception("An exchange could not be kept")
            self._complain(_UNEXPECTED)
        else:
            self._told.clear()
            self._tell_notices()
            self._tell(row)

    def _prune_sometimes(self) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _BETWEEN_PRUNINGS:
            self._since_pruning = 0
            self._database.prune(self._limits)

    def _make_room(self, _done: Future[None]) -> None:
        self._room.release()

    def _tell_notices(self) -> None:
        for notice in self._database.take_notices():
            self._complain(notice)

    def _complain(self, failure: Failure) -> None:
        """Tell a failure, once until something was kept again."""
        if failure.id not in self._told:
            self._told.add(failure.id)
            self._tell(failure)

    def _tell(self, event: HistoryEvent) -> None:
        with self._listening:
            listeners = tuple(self._listeners)
            if not listeners and isinstance(event, Failure):
                self._untold.append(event)
        for listener in listeners:
            listener(event)


_TOO_SLOW = Failure(
    "history.too-slow",
    "The disk is too slow for the history: some of what you send is not kept.",
    "Check the disk that holds the history.",
)
_UNEXPECTED = Failure(
    "history.unexpected",
    "An exchange could not be kept in the history.",
    "Your request is not affected. The log holds the details.",
)
