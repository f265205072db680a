"""Asks the history on the engine thread and brings its answers to the window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from countersign.formats.response_diff import Comparison
from countersign.model.errors import Failure
from countersign.model.history import HistoryEntry, HistoryQuery, HistoryRow
from countersign.ui.engine_thread import EngineThread, Report
from countersign.ui.history.history_source import Drop, Failed
from countersign.workflows.keep_history import HistoryEvent, KeepHistory

T = TypeVar("T")


class HistoryWork:
    """Be the `HistorySource` of the window; `history` gives the workflow once it is built."""

    def __init__(self, engine: EngineThread, history: Callable[[], Awaitable[KeepHistory]]) -> None:
        self._engine = engine
        self._history = history

    def search(self, query: HistoryQuery, done: Callable[[tuple[HistoryRow, ...]], None], failed: Failed) -> Drop:
        """Find rows, newest first."""
        return self._ask(lambda history: history.search(query), done, failed)

    def count(self, done: Callable[[int], None], failed: Failed) -> Drop:
        """Count all entries."""
        return self._ask(lambda history: history.count(), done, failed)

    def entry(self, entry_id: int, done: Callable[[HistoryEntry], None], failed: Failed) -> Drop:
        """Bring one entry."""
        return self._ask(lambda history: history.entry(entry_id), done, failed)

    def compare(
        self, ids: tuple[int, int], *, sort_keys: bool, done: Callable[[Comparison], None], failed: Failed
    ) -> Drop:
        """Compare the responses of two entries."""
        return self._ask(lambda history: history.compare(*ids, sort_keys=sort_keys), done, failed)

    def delete(self, ids: tuple[int, ...], done: Callable[[], None], failed: Failed) -> Drop:
        """Delete entries."""
        return self._ask(lambda history: history.delete(*ids), lambda _none: done(), failed)

    def clear(self, done: Callable[[], None], failed: Failed) -> Drop:
        """Delete all entries."""
        return self._ask(lambda history: history.clear(), lambda _none: done(), failed)

    def follow(self, added: Callable[[HistoryRow], None], failed: Failed) -> Drop:
        """Tell every row that is added from now on, and what goes wrong with the history."""

        async def work(report: Report) -> None:
            await (await self._history()).follow(report)

        def tell(event: HistoryEvent) -> None:
            if isinstance(event, Failure):
                failed(event)
            else:
                added(event)

        return self._engine.submit(work, failed=failed, progressed=tell).drop

    def _ask(
        self, ask: Callable[[KeepHistory], Coroutine[Any, Any, T]], done: Callable[[T], None], failed: Failed
    ) -> Drop:
        async def work(_report: Report) -> T:
            return await ask(await self._history())

        return self._engine.submit(work, done=done, failed=failed).drop
