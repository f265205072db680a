"""Work crosses to the engine thread and its results come back to the thread of the window."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Signal

from countersign.model.errors import Failure, InputError
from countersign.ui.engine_thread import EngineThread


async def nothing() -> None:
    """End at once."""


@pytest.fixture
def engine(qapp):
    thread = EngineThread()
    yield thread
    thread.close(nothing)


def test_results_and_progress_arrive_in_order_on_the_windows_thread(engine, qtbot):
    seen = []

    async def work(report):
        report(1)
        report(2)
        return threading.current_thread().name

    def note(value):
        seen.append((value, threading.current_thread() is threading.main_thread()))

    engine.submit(work, done=note, progressed=note)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [(1, True), (2, True), ("engine", True)]


def test_an_error_of_the_tree_arrives_as_its_failure(engine, qtbot):
    failures = []

    async def work(_report):
        raise InputError(Failure("url.missing", "There is no URL."))

    engine.submit(work, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == [Failure("url.missing", "There is no URL.")]


def test_any_other_error_is_said_without_its_words_and_logged(engine, qtbot, caplog):
    failures = []

    async def work(_report):
        raise RuntimeError("with a secret in it")

    engine.submit(work, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].id == "program.unexpected"
    assert "secret" not in str(failures[0])
    assert "RuntimeError" in caplog.text


def test_cancelling_is_told_once_and_nothing_else(engine, qtbot):
    told = []
    started = threading.Event()

    async def work(_report):
        started.set()
        await asyncio.sleep(60)

    job = engine.submit(work, done=told.append, failed=told.append, cancelled=lambda: told.append("cancelled"))
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["cancelled"]


def test_a_dropped_job_calls_nobody(engine, qtbot):
    told = []

    async def quick(report):
        report("progress")
        return "result"

    job = engine.submit(quick, done=told.append, progressed=told.append)
    job.drop()
    later = []
    engine.submit(quick, done=later.append)
    qtbot.waitUntil(lambda: bool(later))
    assert told == []


def test_closing_cancels_what_runs_and_ends_the_thread(qapp):
    engine = EngineThread()
    stopped = threading.Event()
    started = threading.Event()

    async def work(_report):
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    engine.submit(work)
    assert started.wait(5)
    engine.close(nothing)
    assert stopped.is_set()
    assert "engine" not in {thread.name for thread in threading.enumerate()}


class Emitter(QObject):
    """Emit a boolean and nothing."""

    told = Signal(bool)


def test_signals_and_void_calls_leave_the_counts_of_true_and_none_alone(qapp):
    """PySide6 6.12.0 drops a reference of each on Python 3.11 until the process aborts."""
    emitter = Emitter()
    emitter.told.connect(lambda _value: None)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(1000):
        emitter.told.emit(True)
        emitter.setObjectName("x")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert all(abs(one - other) < 100 for one, other in zip(before, after, strict=True))
