"""The table of failures reads as sentences."""

from __future__ import annotations

import pytest

from countersign.http_engine import failures as http_failures
from countersign.websocket_engine.failures import failure, failure_ids

WORDS = {
    "host": "localhost",
    "status": 400,
    "limit": 1,
    "code": 1000,
    "meaning": "It ended.",
    "action": "Go on.",
    "scheme": "ftp",
    "method": "POST",
}


@pytest.mark.parametrize("failure_id", failure_ids())
def test_each_failure_is_a_sentence_without_gaps(failure_id):
    found = failure(failure_id, **WORDS)
    assert found.id == failure_id
    assert found.sentence.endswith(".")
    assert "{" not in found.sentence + found.action
    assert found.action.endswith(".") or failure_id == "websocket.close-unanswered"


def test_no_id_stands_in_both_tables():
    assert not set(failure_ids()) & set(http_failures.failure_ids())
