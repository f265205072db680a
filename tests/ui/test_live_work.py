"""One connection on the engine thread: its reports, its end, orders to it, and nothing after it was let go."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QObject

from countersign.model.errors import Failure, InputError, TransportError
from countersign.ui.engine_thread import EngineThread
from countersign.ui.live_work import LiveWork

NOT_OPEN = Failure("websocket.not-open", "The connection is not open.")


async def nothing() -> None:
    """End at once."""


class Line:
    """Be a connection that stays until it is closed."""

    def __init__(self, refusal: Failure | None = None) -> None:
        self._refusal = refusal
        self._closed: asyncio.Event | None = None
        self.orders: list[object] = []
        self.was_cancelled = False

    async def run(self, report):
        if self._refusal is not None:
            raise InputError(self._refusal)
        self._closed = asyncio.Event()
        report("open")
        try:
            await self._closed.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        report("closed")

    async def ping(self) -> float:
        raise TransportError(NOT_OPEN)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self.orders.append((code, reason))
        self._closed.set()

    async def reconnect(self) -> None:
        self.orders.append("reconnect")


@pytest.fixture
def engine(qapp):
    thread = EngineThread()
    yield thread
    thread.close(nothing)


@pytest.fixture
def told():
    return []


@pytest.fixture
def work(engine, told):
    owner = QObject()
    work = LiveWork(engine, owner)
    for name in ("reported", "failed", "refused"):
        getattr(work, name).connect(lambda what, name=name: told.append((name, what)))
    work.ended.connect(lambda: told.append(("ended", None)))
    yield work
    work.let_go()


def test_reports_come_in_order_and_the_end_after_them(work, told, qtbot):
    line = Line()
    work.connect_to(line)
    assert work.is_running
    qtbot.waitUntil(lambda: ("reported", "open") in told)
    work.disconnect_from(4000, "enough")
    qtbot.waitUntil(lambda: not work.is_running)
    assert told == [("reported", "open"), ("reported", "closed"), ("ended", None)]
    assert line.orders == [(4000, "enough")]


def test_what_cannot_be_tried_is_told_and_ends(work, told, qtbot):
    failure = Failure("kvs.region", "There is no region.")
    work.connect_to(Line(failure))
    qtbot.waitUntil(lambda: not work.is_running)
    assert told == [("failed", failure), ("ended", None)]


def test_a_second_connection_waits_for_nobody_and_is_not_opened(work, told, qtbot):
    first, second = Line(), Line()
    work.connect_to(first)
    work.connect_to(second)
    qtbot.waitUntil(lambda: ("reported", "open") in told)
    work.reconnect()
    qtbot.waitUntil(lambda: first.orders == ["reconnect"])
    assert told.count(("reported", "open")) == 1
    assert second.orders == []


def test_cancelling_ends_it_and_it_can_be_opened_again(work, told, qtbot):
    line = Line()
    work.connect_to(line)
    qtbot.waitUntil(lambda: ("reported", "open") in told)
    work.cancel()
    qtbot.waitUntil(lambda: ("ended", None) in told)
    assert line.was_cancelled
    told.clear()
    work.connect_to(Line())
    qtbot.waitUntil(lambda: ("reported", "open") in told)


def test_an_order_that_fails_is_refused_and_the_connection_stays(work, told, qtbot):
    work.connect_to(Line())
    qtbot.waitUntil(lambda: ("reported", "open") in told)
    work.ping()
    qtbot.waitUntil(lambda: ("refused", NOT_OPEN) in told)
    assert work.is_running
    assert "failed" not in [name for name, _ in told]


def test_an_order_without_a_connection_does_nothing(work, told, qtbot):
    work.ping()
    work.reconnect()
    work.disconnect_from()
    work.cancel()
    assert told == []


def test_nothing_is_told_after_it_was_let_go(work, told, qtbot, engine):
    line, after = Line(), []
    work.connect_to(line)
    qtbot.waitUntil(lambda: ("reported", "open") in told)
    told.clear()
    work.ping()
    work.run(nothing, done=lambda _nothing: told.append(("done", None)))
    work.let_go()
    engine.submit(lambda _report: asyncio.sleep(0), done=after.append)
    qtbot.waitUntil(lambda: bool(after) and line.was_cancelled)
    assert told == []
