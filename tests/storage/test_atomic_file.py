"""A save happens wholly or not at all, whatever breaks, and keeps what a file is."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from countersign.model.errors import StorageError
from countersign.storage import atomic_file
from countersign.storage.atomic_file import read_limited, write_atomically

KILLS = os.environ.get("COUNTERSIGN_KILLS", "200")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_written_again(tmp_path):
    target = tmp_path / "a.json"
    write_atomically(target, b"one")
    write_atomically(target, b"two" * 100_000)
    assert target.read_bytes() == b"two" * 100_000
    assert names(tmp_path) == ["a.json"]


def test_a_new_private_file_is_for_its_owner_only_and_others_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "private", b"", private=True)
        write_atomically(tmp_path / "public", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "public").stat().st_mode & 0o777 == 0o640


def test_the_mode_of_a_file_is_kept(tmp_path):
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(0o751)
    write_atomically(target, b"new", private=True)
    assert target.stat().st_mode & 0o777 == 0o751


def test_a_link_is_followed_and_kept(tmp_path):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "a"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("real/a")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path / "real") == ["a"]


def test_a_link_to_nothing_yet_creates_its_target(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "a")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def _protected(folder: Path) -> Path:
    (folder / "protected").write_bytes(b"old")
    (folder / "protected").chmod(0o444)
    return folder / "protected"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("make", "failure_id"),
    [
        (lambda folder: folder / "gone" / "a", "storage.missing"),
        (lambda folder: folder, "storage.not-a-file"),
        (_loop, "storage.not-a-file"),
        (_protected, "storage.read-only"),
        (_pipe, "storage.not-a-file"),
        (lambda folder: folder / ("x" * 300), "storage.name-too-long"),
        (lambda folder: folder / "nul\0", "storage.name"),
        (lambda folder: folder / "lone\ud800", "storage.name"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, make: Callable[[Path], Path], failure_id):
    path = make(tmp_path)
    before = names(tmp_path)
    with pytest.raises(StorageError) as caught:
        write_atomically(path, b"new")
    assert caught.value.failure.id == failure_id
    assert caught.value.failure.action
    assert names(tmp_path) == before


STEPS = [
    ("open", 1),
    ("write", 1),
    ("write", 2),
    ("fsync", 1),
    ("replace", 1),
    ("fsync", 2),
]


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES], ids=errno.errorcode.get)
@pytest.mark.parametrize(("function", "nth"), STEPS)
@pytest.mark.parametrize("exists", [True, False], ids=["over an old file", "as a new file"])
def test_a_fault_at_any_step_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, code, function, nth, exists):
    target = tmp_path / "a"
    if exists:
        target.write_bytes(b"old content")
        target.chmod(0o640)
    with monkeypatch.context() as patch:
        _fail_at(patch, function, nth, code)
        with pytest.raises(StorageError) as caught:
            write_atomically(target, b"new content" * 1000)
    assert caught.value.failure.id in {
        "storage.disk-error",
        "storage.disk-full",
        "storage.read-only",
        "storage.no-permission",
    }
    assert str(target) in caught.value.failure.sentence
    assert names(tmp_path) == (["a"] if exists else [])
    if exists:
        assert target.read_bytes() == b"old content"
        assert target.stat().st_mode & 0o777 == 0o640


def _fail_at(patch: pytest.MonkeyPatch, function: str, nth: int, code: int) -> None:
    """Let the nth call fail with a code; each write takes a part only, so that there is a second one."""
    real = getattr(os, function)
    calls = []

    def faulty(*args, **kwargs):
        calls.append(args)
        if len(calls) == nth:
            raise OSError(code, os.strerror(code))
        if function == "write":
            return real(args[0], args[1][:100])
        return real(*args, **kwargs)

    patch.setattr(atomic_file.os, function, faulty)


def test_partial_writes_are_continued(tmp_path, monkeypatch):
    _fail_at(monkeypatch, "write", -1, 0)
    write_atomically(tmp_path / "a", bytes(range(256)) * 10)
    assert (tmp_path / "a").read_bytes() == bytes(range(256)) * 10


def test_a_full_disk_is_survived_for_real(tmp_path):
    if Path("/dev/full").exists() and os.geteuid() == 0:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("this machine does not let a test mount a file system")
    else:
        pytest.skip("mounting a tiny file system takes root")
    try:
        write_atomically(tmp_path / "a", b"old")
        with pytest.raises(StorageError) as caught:
            write_atomically(tmp_path / "a", b"x" * 1_000_000)
        assert caught.value.failure.id == "storage.disk-full"
        assert (tmp_path / "a").read_bytes() == b"old"
        assert names(tmp_path) == ["a"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_dead_processs_temporary_file_is_swept_and_a_running_ones_is_not(tmp_path, monkeypatch):
    dead = subprocess.run(
        [sys.executable, "-S", "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    stale = tmp_path / f".a.countersign-{int(dead.stdout)}-0123abcd.tmp"
    running = tmp_path / f".a.countersign-{os.getpid()}-0123abcd.tmp"
    other = tmp_path / f".a.countersign-{int(dead.stdout)}-0123abcd.txt"
    for path in (stale, running, other):
        path.write_bytes(b"")
    write_atomically(tmp_path / "a", b"")
    assert stale.exists(), "it may be another machine's, so it is left for ten seconds"
    later = time.time() + 11
    monkeypatch.setattr(atomic_file.time, "time", lambda: later)
    write_atomically(tmp_path / "a", b"")
    assert names(tmp_path) == sorted([running.name, other.name, "a"])


@pytest.mark.parametrize("kind", ["file", "session", "request"])
def test_kills_in_the_middle_of_saves_corrupt_nothing_and_lose_no_acknowledged_save(tmp_path, kind):
    script = Path(__file__).with_name("killed_saves.py")
    done = subprocess.run(
        [sys.executable, str(script), kind, KILLS, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == int(KILLS)
    assert result["corrupt"] == 0
    assert result["lost"] == 0
    assert result["acknowledged"] > 0


def test_a_file_is_read_up_to_its_limit(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_limited(path, 5) == b"12345"
    with pytest.raises(StorageError, match="larger than 4 bytes"):
        read_limited(path, 4)


@pytest.mark.parametrize(
    ("make", "failure_id"),
    [
        (lambda folder: folder / "gone", "storage.missing"),
        (lambda folder: folder, "storage.not-a-file"),
        (_pipe, "storage.not-a-file"),
        (_loop, "storage.not-a-file"),
        (lambda _: Path("/dev/zero"), "storage.not-a-file"),
        (lambda folder: folder / "nul\0", "storage.name"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_blocks(tmp_path, make: Callable[[Path], Path], failure_id):
    with pytest.raises(StorageError) as caught:
        read_limited(make(tmp_path), 100)
    assert caught.value.failure.id == failure_id
