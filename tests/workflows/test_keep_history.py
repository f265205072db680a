"""What is sent is kept beside the sending, and whatever goes wrong there is told once and stops nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import UTC, datetime

import pytest

from countersign.model.auth import InheritAuth, SigV4Auth
from countersign.model.body import StoredBody, WireBody
from countersign.model.errors import CountersignError, Failure
from countersign.model.exchange import Exchange, Response, WireRequest
from countersign.model.history import HistoryLimits, HistoryQuery, HistoryRow, Origin
from countersign.model.redaction import Redactor
from countersign.model.request import RequestDraft
from countersign.model.url import WireUrl
from countersign.storage.history_database import HistoryDatabase
from countersign.workflows.keep_history import KeepHistory

SCRUB = Redactor().scrub
DRAFT = RequestDraft(url="https://x.example/")


def exchange(path="/", body=b"{}"):
    return Exchange(
        "1",
        datetime.now(UTC),
        WireRequest("GET", WireUrl.parse(f"https://x.example{path}"), (), WireBody()),
        Response(200, "OK", (), StoredBody(data=body, size=len(body))),
        None,
    )


class Heard:
    """Listen, and wait for so many events."""

    def __init__(self):
        self.events = []
        self._more = asyncio.Event()

    def __call__(self, event):
        self.events.append(event)
        self._more.set()

    async def first(self, count):
        while len(self.events) < count:
            self._more.clear()
            await asyncio.wait_for(self._more.wait(), 20)
        return self.events


def run(work, path, scrub=SCRUB, limits=None):
    async def go():
        history = KeepHistory(HistoryDatabase(path), scrub, limits)
        heard = Heard()
        following = asyncio.ensure_future(history.follow(heard))
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(work(history, heard), 60)
        finally:
            following.cancel()
            await history.close()

    return asyncio.run(go())


def test_what_is_kept_is_told_found_compared_and_deleted(tmp_path):
    async def work(history, heard):
        history.keep(DRAFT, exchange("/a", b'{"a": 1}'), Origin("/w", "a.yml", "dev"))
        history.keep(DRAFT, exchange("/b", b'{"a": 2}'), Origin())
        first, second = await heard.first(2)
        rows = await history.search(HistoryQuery())
        assert rows == (second, first)
        assert (await history.entry(first.id)).draft == DRAFT
        comparison = await history.compare(first.id, second.id)
        assert (comparison.left, comparison.right, comparison.diff.differences) == (first, second, 1)
        await history.delete(first.id)
        assert await history.count() == 1
        await history.clear()
        assert await history.search(HistoryQuery()) == ()
        with pytest.raises(CountersignError, match="no longer in the history"):
            await history.entry(first.id)

    run(work, tmp_path / "h")


def test_keeping_returns_at_once_though_the_disk_is_slow(tmp_path):
    going_on = threading.Event()

    def slow(text):
        going_on.wait(20)
        return text

    async def work(history, heard):
        for _ in range(3):
            history.keep(DRAFT, exchange(), Origin())
        assert heard.events == []
        going_on.set()
        assert len(await heard.first(3)) == 3

    run(work, tmp_path / "h", slow)


def test_a_disk_that_hangs_costs_entries_and_not_memory(tmp_path):
    going_on = threading.Event()

    def hanging(text):
        going_on.wait(20)
        return text

    async def work(history, heard):
        for _ in range(510):
            history.keep(DRAFT, exchange(), Origin())
        (failure,) = await heard.first(1)
        assert failure.id == "history.too-slow"
        going_on.set()
        await heard.first(501)
        assert await history.count() == 500

    run(work, tmp_path / "h", hanging)


def test_a_failure_is_told_once_until_it_has_worked_again(tmp_path):
    async def work(history, heard):
        history.keep(DRAFT, exchange(), Origin())
        await heard.first(1)
        connection = history._database._connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        for _ in range(2):
            connection.execute(f"PRAGMA max_page_count = {pages}")
            for _ in range(3):
                history.keep(DRAFT, exchange(body=str(list(range(20_000))).encode()), Origin())
            await history.kept()
            connection.execute("PRAGMA max_page_count = 1000000")
            history.keep(DRAFT, exchange(), Origin())
            await history.kept()
        events = await heard.first(5)
        kinds = [event.id if isinstance(event, Failure) else "row" for event in events]
        assert kinds == ["row", "history.disk-full", "row", "history.disk-full", "row"]

    run(work, tmp_path / "h")


def test_a_mistake_in_the_program_is_told_and_logged_and_stops_nothing(tmp_path, caplog):
    calls = []

    def scrub(text):
        calls.append(text)
        if len(calls) == 1:
            raise ZeroDivisionError
        return text

    async def work(history, heard):
        history.keep(DRAFT, exchange("/lost"), Origin())
        history.keep(DRAFT, exchange("/kept"), Origin())
        failure, row = await heard.first(2)
        assert failure.id == "history.unexpected"
        assert isinstance(row, HistoryRow)
        assert row.url == "https://x.example/kept"

    run(work, tmp_path / "h", scrub)
    assert "ZeroDivisionError" in caplog.text


def test_what_was_wrong_with_the_file_is_told_to_whoever_comes_later(tmp_path):
    (tmp_path / "h").write_bytes(b"somebody's notes" * 100)

    async def go():
        history = KeepHistory(HistoryDatabase(tmp_path / "h"), Redactor().scrub)
        history.keep(DRAFT, exchange(), Origin())
        await history.kept()
        heard = Heard()
        following = asyncio.ensure_future(history.follow(heard))
        (notice,) = await heard.first(1)
        following.cancel()
        await history.close()
        return notice

    assert asyncio.run(go()).id == "history.corrupt"


def test_limits_are_kept_to(tmp_path):
    async def work(history, heard):
        for number in range(70):
            history.keep(DRAFT, exchange(f"/{number}"), Origin())
        await heard.first(70)
        assert await history.count() <= 5 + 32
        await history.set_limits(HistoryLimits(most_entries=2))
        assert [row.url[-2:] for row in await history.search(HistoryQuery())] == ["69", "68"]

    run(work, tmp_path / "h", limits=HistoryLimits(most_entries=5))


def test_what_waits_is_kept_when_the_program_ends_and_no_thread_is_left(tmp_path):
    async def work(history, _heard):
        for number in range(20):
            history.keep(DRAFT, exchange(f"/{number}"), Origin())

    run(work, tmp_path / "h")
    database = HistoryDatabase(tmp_path / "h")
    assert database.count() == 20
    database.close()
    gc.collect()
    left = [thread for thread in threading.enumerate() if thread.name.startswith("history")]
    for thread in left:
        thread.join(5)
    assert not any(thread.is_alive() for thread in left)


def test_nothing_is_kept_after_the_end(tmp_path):
    async def work(history, _heard):
        await history.close()
        history.keep(DRAFT, exchange(), Origin())

    run(work, tmp_path / "h")
    assert not any(tmp_path.iterdir())


def test_a_signed_request_to_the_playground_leaves_its_exchange_and_no_secret(play, tmp_path):
    async def work(application, context, address):
        draft = RequestDraft(
            url="{{base_url}}/users", auth=SigV4Auth(region="us-west-2", service="execute-api"), docs="playground"
        )
        sent = await application.send(draft, context, lambda _progress: None)
        history = KeepHistory(HistoryDatabase(tmp_path / "h"), application.redactor.scrub)
        history.keep(draft, sent, Origin("/w"))
        await history.kept()
        (row,) = await history.search(HistoryQuery("users"))
        kept = await history.entry(row.id)
        await history.close()
        assert (row.status, kept.draft) == (sent.response.status, draft)
        assert not isinstance(kept.draft.auth, InheritAuth)
        signature = sent.signing.signature
        assert all(secret not in repr(kept) for secret in (*address.secrets, signature))

    play(work)
