"""What a person asks of the history, as SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from countersign.model.history import FAILED, HistoryQuery
from countersign.storage.history_words import storable

ROW_COLUMNS = "id, at, method, url, host, status, milliseconds, failure, workspace, source, environment"
_MOST_WORDS = 32
_LONGEST_WORD = 200

_Condition = tuple[str, tuple[Any, ...]]


def statement(query: HistoryQuery) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that finds rows, newest first, and its parameters."""
    conditions = list(_conditions(query))
    where = " AND ".join(f"({condition})" for condition, _ in conditions) or "1"
    parameters = tuple(value for _, values in conditions for value in values)
    # Only names of columns and marks of parameters are written into the statement.
    sql = f"SELECT {ROW_COLUMNS} FROM entries WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
    return sql, (*parameters, max(0, query.limit))


def match(text: str) -> str:
    """Return an FTS5 expression that asks for every word, as the beginning of a word; "" where there is none."""
    words = [word[:_LONGEST_WORD] for word in text.replace("\0", " ").replace('"', " ").split()]
    searched = [word for word in words if any(map(str.isalnum, word))]
    return " AND ".join(f'"{storable(word)}"*' for word in searched[:_MOST_WORDS])


def _conditions(query: HistoryQuery) -> Iterator[_Condition]:
    if query.before:
        yield "id < ?", (query.before,)
    if query.text.strip():
        yield _words(query.text)
    if query.methods:
        yield f"method IN ({_marks(query.methods)})", query.methods
    if query.statuses:
        yield _statuses(query)
    if query.host:
        host = storable(query.host.lower())
        yield "host = ? OR substr(host, -length(?) - 1) = '.' || ?", (host, host, host)
    if query.since is not None:
        yield "at >= ?", (query.since.timestamp(),)
    if query.until is not None:
        yield "at < ?", (query.until.timestamp(),)
    if query.workspace:
        yield "workspace = ?", (storable(query.workspace),)
    if query.source:
        source = storable(query.source)
        yield "source = ? OR substr(source, 1, length(?) + 1) = ? || '/'", (source, source, source)


def _words(text: str) -> _Condition:
    expression = match(text)
    if not expression:  # signs alone, which no index of words holds
        return "instr(url, ?) > 0", (storable(text.strip()),)
    return "id IN (SELECT rowid FROM words WHERE words MATCH ?)", (expression,)


def _statuses(query: HistoryQuery) -> _Condition:
    classes = tuple(int(name[0]) for name in query.statuses if name != FAILED)
    parts = [f"status / 100 IN ({_marks(classes)})"] if classes else []
    if FAILED in query.statuses:
        parts.append("status IS NULL")
    return " OR ".join(parts), classes


def _marks(values: tuple[Any, ...]) -> str:
    return ", ".join("?" for _ in values)
