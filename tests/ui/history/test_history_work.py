"""The window asks the history on the engine thread, and hears the answers on its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from countersign.model.body import StoredBody, WireBody
from countersign.model.exchange import Exchange, Response, WireRequest
from countersign.model.history import HistoryQuery, Origin
from countersign.model.redaction import Redactor
from countersign.model.request import RequestDraft
from countersign.model.url import WireUrl
from countersign.storage.history_database import HistoryDatabase
from countersign.ui.engine_thread import EngineThread
from countersign.ui.history.history_panel import HistoryPanel
from countersign.ui.history.history_work import HistoryWork
from countersign.workflows.keep_history import KeepHistory


def exchange(path):
    return Exchange(
        "1",
        datetime.now(UTC),
        WireRequest("GET", WireUrl.parse(f"https://x.example{path}"), (), WireBody()),
        Response(200, "OK", (), StoredBody(b"{}", size=2)),
        None,
    )


@pytest.fixture
def history(tmp_path):
    return KeepHistory(HistoryDatabase(tmp_path / "history.sqlite3"), Redactor().scrub)


@pytest.fixture
def work(qtbot, history):
    engine = EngineThread()

    async def ready():
        return history

    yield HistoryWork(engine, ready)
    engine.close(history.close)


class Answers(list):
    """Gather answers and failures."""

    def fail(self, failure):
        self.append(failure.id)


def test_every_question_is_answered(work, history, qtbot):
    answers = Answers()
    for path in ("/a", "/b"):
        history.keep(RequestDraft(name=path), exchange(path), Origin())
    work.search(HistoryQuery(), answers.append, answers.fail)
    qtbot.waitUntil(lambda: len(answers) == 1)
    second, first = answers.pop()
    work.entry(first.id, lambda found: answers.append(found.draft.name), answers.fail)
    work.compare(
        (first.id, second.id), sort_keys=True, done=lambda one: answers.append(one.left), failed=answers.fail
    )
    work.count(answers.append, answers.fail)
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert sorted(map(repr, answers)) == sorted(map(repr, ["/a", first, 2]))
    answers.clear()
    work.delete((first.id,), lambda: answers.append("deleted"), answers.fail)
    qtbot.waitUntil(lambda: answers == ["deleted"])
    work.entry(first.id, answers.append, answers.fail)
    qtbot.waitUntil(lambda: answers == ["deleted", "history.gone"])
    work.clear(lambda: answers.append("cleared"), answers.fail)
    qtbot.waitUntil(lambda: answers[-1] == "cleared")


def test_a_question_that_is_dropped_has_no_answer(work, qtbot):
    answers = Answers()
    work.count(answers.append, answers.fail)()
    work.count(lambda count: answers.append(("kept", count)), answers.fail)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [("kept", 0)]


def test_the_panel_follows_what_is_sent(work, history, theme, qtbot):
    panel = HistoryPanel(theme, work)
    qtbot.addWidget(panel)
    history.keep(RequestDraft(), exchange("/before"), Origin())
    panel.start()
    qtbot.waitUntil(lambda: [row.url for row in panel.rows.rows] == ["https://x.example/before"])
    history.keep(RequestDraft(), exchange("/after"), Origin())
    qtbot.waitUntil(lambda: len(panel.rows.rows) == 2)
    assert panel.rows.rows[0].url == "https://x.example/after"
