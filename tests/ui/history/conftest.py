"""A history on a real database, asked at once instead of on the engine thread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from countersign.model.history import HistoryEntry, HistoryRow, KeptBody, Origin
from countersign.model.request import RequestDraft
from countersign.storage.history_database import HistoryDatabase
from tests.ui.answers_at_once import AnswersAtOnce

NOW = datetime.now(UTC).replace(hour=12, minute=0)


def entry(number=0, method="GET", path="/orders", status=200, days=0, body=b"{}", headers=(), reason="OK"):
    url = f"https://api.example.com{path}"
    at = NOW - timedelta(days=days) + timedelta(seconds=number)
    return HistoryEntry(
        HistoryRow(at, method, url, "api.example.com", status, 12.0, origin=Origin("/w", "a.yml", "dev")),
        RequestDraft(name=f"Request {number}", method=method, url=url),
        reason=reason,
        response_headers=(("Content-Type", "application/json"), *headers),
        response_body=KeptBody(body, len(body)),
    )


@pytest.fixture
def database(tmp_path):
    kept = HistoryDatabase(tmp_path / "history.sqlite3")
    yield kept
    kept.close()


@pytest.fixture
def source(database):
    return AnswersAtOnce(database)
