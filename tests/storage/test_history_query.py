"""What a person asks becomes SQL in which every value is a parameter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from countersign.model.history import HistoryQuery
from countersign.storage.history_query import match, statement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders", '"orders"*'),
        ("  two  words ", '"two"* AND "words"*'),
        ('say "hi"', '"say"* AND "hi"*'),
        ("a\0b", '"a"* AND "b"*'),
        ("x-amz-date", '"x-amz-date"*'),
        ("/ -", ""),
        ("OR NOT", '"OR"* AND "NOT"*'),
    ],
)
def test_every_word_is_asked_for_as_the_beginning_of_a_word(text, expected):
    assert match(text) == expected


def test_a_question_of_a_thousand_words_stays_short():
    assert match("word " * 1000).count("AND") == 31
    assert len(match("w" * 10_000)) < 300


def test_no_value_is_written_into_the_statement():
    evil = "'; DROP TABLE entries; --"
    query = HistoryQuery(evil, (evil,), ("4xx", "failed"), evil, datetime.now(UTC), None, evil, evil, 5, 3)
    sql, parameters = statement(query)
    assert "DROP" not in sql
    assert sql.count("?") == len(parameters)


def test_nothing_asked_for_is_everything():
    sql, parameters = statement(HistoryQuery())
    assert "WHERE 1 ORDER BY id DESC" in sql
    assert parameters == (100,)
