"""Spooled bodies: private, swept, and as much kept as the disk takes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

from countersign.http_engine.body_store import IN_MEMORY, BodyFolder, BodyStore


def store_all(folder, *pieces):
    async def run():
        store = BodyStore(folder)
        for piece in pieces:
            await store.write(piece)
        return await store.finish(1, "")

    return asyncio.run(run())


def test_a_small_body_touches_no_disk(tmp_path):
    body = store_all(BodyFolder(tmp_path / "spool"), b"a", b"b")
    assert body.data == b"ab"
    assert not (tmp_path / "spool").exists()


def test_the_files_of_dead_processes_are_swept_and_the_living_keep_theirs(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f"body-{dead.pid}-x").touch()
    (tmp_path / f"body-{os.getpid()}-x").touch()
    (tmp_path / f"body-{os.getpid()}-old").touch()
    os.utime(tmp_path / f"body-{os.getpid()}-old", (0, 0))
    (tmp_path / "other").touch()
    BodyFolder(tmp_path).sweep()
    assert {path.name for path in tmp_path.iterdir()} == {f"body-{os.getpid()}-x", "other"}


def test_a_disk_that_is_full_loses_the_tail_only(tmp_path):
    folder = BodyFolder(tmp_path)

    async def run():
        store = BodyStore(folder)
        await store.write(b"x" * (IN_MEMORY + 1))
        path = next(tmp_path.iterdir())
        path.unlink()
        path.mkdir()  # the next write fails
        try:
            await store.write(b"y" * 2_000_000)
        except OSError:
            path.rmdir()
            return await store.finish(5, "Ended early")
        raise AssertionError

    body = asyncio.run(run())
    assert body.ended_early == "Ended early"
    assert body.wire_size == 5
