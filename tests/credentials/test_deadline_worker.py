"""Blocking calls take turns, meet their deadline, and never hold anybody up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from countersign.credentials.deadline_worker import DeadlineWorker


def run(scenario, deadline=10.0):
    async def with_worker():
        worker = DeadlineWorker("worker under test", deadline)
        try:
            return await scenario(worker)
        finally:
            worker.close()

    return asyncio.run(with_worker())


def test_a_call_returns_its_value_or_raises_its_exception():
    async def scenario(worker):
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda _: 1 / 0)
        return await worker.run(lambda _: 42)

    assert run(scenario) == 42


def test_calls_never_overlap():
    running, most = [], []

    def call(_):
        running.append(1)
        most.append(len(running))
        running.pop()

    async def scenario(worker):
        await asyncio.gather(*(worker.run(call) for _ in range(50)))

    run(scenario)
    assert set(most) == {1}
    assert len(most) == 50


def test_a_hanging_call_is_told_that_nobody_waits_and_its_thread_ends():
    told = []

    def hang(abandoned: threading.Event) -> None:
        told.append((threading.current_thread(), abandoned.wait(10)))

    async def scenario(worker):
        with pytest.raises(TimeoutError):
            await worker.run(hang)
        return await worker.run(lambda _: threading.current_thread())

    fresh = run(scenario, 0.1)
    fresh.join(10)
    ((left_behind, was_told),) = told
    left_behind.join(10)
    assert was_told
    assert left_behind is not fresh
    assert not left_behind.is_alive()


def test_a_call_that_always_hangs_costs_a_bounded_number_of_threads():
    release, entered = threading.Event(), []

    def hang(_) -> None:
        entered.append(threading.current_thread())
        release.wait()

    async def scenario(worker):
        for _ in range(10):
            with pytest.raises(TimeoutError):
                await worker.run(hang)
        release.set()
        for thread in entered:
            await asyncio.to_thread(thread.join, 10)
        return await worker.run(lambda _: "works again")

    assert run(scenario, 0.05) == "works again"
    assert len(entered) == 4


def test_a_cancelled_wait_ends_at_once_and_the_call_is_finished_before_the_next():
    release, order = threading.Event(), []

    async def scenario(worker):
        entered, loop = asyncio.Event(), asyncio.get_running_loop()

        def first(_) -> None:
            loop.call_soon_threadsafe(entered.set)
            release.wait()
            order.append("first")

        task = asyncio.create_task(worker.run(first))
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert order == []
        release.set()
        await worker.run(lambda _: order.append("second"))

    run(scenario)
    assert order == ["first", "second"]
