"""A history source that asks a database at once instead of on the engine thread."""

from __future__ import annotations

from countersign.formats.response_diff import compare_entries
from countersign.model.errors import CountersignError


class AnswersAtOnce:
    """Be a `HistorySource` without another thread; `held` keeps answers back until they are let go."""

    def __init__(self, database):
        self.database = database
        self.added = None
        self.failing = None
        self.held = None

    def _answer(self, ask, done, failed):
        try:
            answer = ask()
        except CountersignError as error:
            failed(error.failure)
            return lambda: None
        if self.held is None:
            done(answer)
        else:
            self.held.append(lambda: done(answer))
        return lambda: None

    def search(self, query, done, failed):
        return self._answer(lambda: self.database.search(query), done, failed)

    def count(self, done, failed):
        return self._answer(self.database.count, done, failed)

    def entry(self, entry_id, done, failed):
        return self._answer(lambda: self.database.entry(entry_id), done, failed)

    def compare(self, ids, *, sort_keys, done, failed):
        entries = [self.database.entry(one) for one in ids]
        return self._answer(lambda: compare_entries(*entries, sort_keys=sort_keys), done, failed)

    def delete(self, ids, done, failed):
        return self._answer(lambda: self.database.delete(*ids), lambda _none: done(), failed)

    def clear(self, done, failed):
        return self._answer(self.database.clear, lambda _none: done(), failed)

    def follow(self, added, failed):
        self.added, self.failing = added, failed
        return lambda: None
