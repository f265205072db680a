"""The one place that crosses threads: an asyncio loop on its own thread, results back through a queued signal."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from countersign.model.errors import CountersignError, Failure

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

T = TypeVar("T")
_TURN = 0.0005  # seconds
Report = Callable[[Any], None]
_log = logging.getLogger(__name__)


class Job:
    """One piece of work on the engine thread. Its callbacks run on the thread of the window, none after `drop`."""

    def __init__(self) -> None:
        self._future: Future[Any] | None = None
        self._dropped = False

    def attach(self, future: Future[Any]) -> None:
        """Remember what runs."""
        self._future = future

    def cancel(self) -> None:
        """Stop the work; the callback `cancelled` follows once it has stopped."""
        if self._future is not None:
            self._future.cancel()

    def drop(self) -> None:
        """Stop the work and forget its callbacks, for a widget that goes away."""
        self._dropped = True
        self.cancel()

    @property
    def is_dropped(self) -> bool:
        """Tell whether nobody listens any more."""
        return self._dropped


class Question:
    """Something that work on the engine thread wants to know; `answer` may be called once, from the window."""

    def __init__(self, asked: object, answer: Callable[[Any], None]) -> None:
        self.asked = asked
        self.answer = answer


class EngineThread(QObject):
    """Run coroutines away from the window and bring their results back to it.

    `question_asked` carries a `Question` of work that waits for a person.
    """

    question_asked = Signal(object)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None
        self._is_closed = False
        self._delivered.connect(self._run_delivery, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        work: Callable[[Report], Coroutine[Any, Any, T]],
        *,
        done: Callable[[T], None] = lambda _result: None,
        failed: Callable[[Failure], None] = lambda _failure: None,
        progressed: Report = lambda _progress: None,
        cancelled: Callable[[], None] = lambda: None,
    ) -> Job:
        """Run `work(report)` on the engine thread; what it reports and returns is brought to the callbacks."""
        import asyncio

        job = Job()

        def deliver(callback: Callable[..., None], *arguments: object) -> None:
            def call() -> None:
                if not job.is_dropped:
                    callback(*arguments)

            self._delivered.emit(call)

        async def run() -> None:
            try:
                result = await work(lambda progress: deliver(progressed, progress))
            except asyncio.CancelledError:
                deliver(cancelled)
                raise
            except CountersignError as error:
                deliver(failed, error.failure)
            except Exception as error:  # noqa: BLE001 - the border of the thread: nothing may be lost silently
                _log.exception("Work on the engine thread failed")
                deliver(failed, _unexpected(error))
            else:
                deliver(done, result)

        job.attach(asyncio.run_coroutine_threadsafe(run(), self._started_loop()))
        return job

    async def ask(self, asked: object) -> Any:
        """Ask the window something, from the engine thread, and wait for the answer."""
        import asyncio

        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Any] = loop.create_future()

        def answer(value: object) -> None:
            loop.call_soon_threadsafe(_settle, answered, value)

        self.tell(lambda: self.question_asked.emit(Question(asked, answer)))
        return await answered

    def tell(self, call: Callable[[], None]) -> None:
        """Run a call on the thread of the window, from any thread."""
        self._delivered.emit(call)

    def close(self, farewell: Callable[[], Coroutine[Any, Any, None]], timeout: float = 2.0) -> None:
        """Cancel what runs, run `farewell`, stop the thread; wait at most `timeout` seconds for each step.

        Results that are still on their way to the window are dropped: they would ask for work that nobody does.
        """
        import asyncio

        loop, thread = self._started_loop(), self._thread()
        self._is_closed = True
        finished = asyncio.run_coroutine_threadsafe(_wind_down(farewell), loop)
        try:
            finished.result(timeout)
        except (TimeoutError, asyncio.CancelledError):
            _log.warning("The engine did not wind down within %s s", timeout)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout)

    def _started_loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop; the first use starts it, so that the first paint does not pay for asyncio."""
        if self._running is None:
            import asyncio

            # While messages pour in, the window would wait 5 ms, Python's default, for each of its turns.
            sys.setswitchinterval(_TURN)
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=_serve, args=(loop,), name="engine", daemon=True)
            thread.start()
            self._running = loop, thread
        return self._running[0]

    def _thread(self) -> threading.Thread:
        self._started_loop()
        assert self._running is not None
        return self._running[1]

    @Slot(object)
    def _run_delivery(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()


def _settle(answered: Future[Any] | asyncio.Future[Any], value: object) -> None:
    if not answered.done():
        answered.set_result(value)


async def _wind_down(farewell: Callable[[], Coroutine[Any, Any, None]]) -> None:
    import asyncio

    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await farewell()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _unexpected(error: Exception) -> Failure:
    return Failure(
        "program.unexpected",
        f"Something in Countersign itself failed ({type(error).__name__}).",
        "Nothing that you typed is lost. Try again; the log holds the details.",
    )
