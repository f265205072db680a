"""Where the history's panels get what they show; answers come later, on the thread of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from countersign.formats.response_diff import Comparison
from countersign.model.errors import Failure
from countersign.model.history import HistoryEntry, HistoryQuery, HistoryRow

Failed = Callable[[Failure], None]
Drop = Callable[[], None]
"""Forget a question: no answer follows."""


class HistorySource(Protocol):
    """Answer questions about the history; each call returns at once, with the way to forget it."""

    def search(self, query: HistoryQuery, done: Callable[[tuple[HistoryRow, ...]], None], failed: Failed) -> Drop:
        """Find rows, newest first."""

    def count(self, done: Callable[[int], None], failed: Failed) -> Drop:
        """Count all entries."""

    def entry(self, entry_id: int, done: Callable[[HistoryEntry], None], failed: Failed) -> Drop:
        """Bring one entry."""

    def compare(
        self, ids: tuple[int, int], *, sort_keys: bool, done: Callable[[Comparison], None], failed: Failed
    ) -> Drop:
        """Compare the responses of two entries."""

    def delete(self, ids: tuple[int, ...], done: Callable[[], None], failed: Failed) -> Drop:
        """Delete entries."""

    def clear(self, done: Callable[[], None], failed: Failed) -> Drop:
        """Delete all entries."""

    def follow(self, added: Callable[[HistoryRow], None], failed: Failed) -> Drop:
        """Tell every row that is added from now on, and what goes wrong with the history."""
