"""Each refusal of the system becomes a sentence with the file and an action."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from countersign.storage.file_errors import not_read, not_written


@pytest.mark.parametrize(
    ("code", "failure_id", "words"),
    [
        (errno.ENOSPC, "storage.disk-full", "the disk is full"),
        (errno.EDQUOT, "storage.disk-full", "your quota"),
        (errno.EACCES, "storage.no-permission", "you may not use this file"),
        (errno.EROFS, "storage.read-only", "the disk is read-only"),
        (errno.ENOENT, "storage.missing", "is gone"),
        (errno.EIO, "storage.disk-error", "the disk reported an error"),
        (errno.EBUSY, "storage.failed", os.strerror(errno.EBUSY)[1:]),
    ],
)
def test_a_refusal_is_told_in_words(code, failure_id, words):
    failure = not_written(Path("/x/a.yml"), OSError(code, os.strerror(code))).failure
    assert failure.id == failure_id
    assert failure.sentence.startswith("/x/a.yml was not saved: ")
    assert words in failure.sentence
    assert failure.action


def test_reading_and_writing_are_told_apart():
    assert "could not be read" in not_read(Path("a"), FileNotFoundError(errno.ENOENT, "x")).failure.sentence


def test_an_impossible_name_is_shown_escaped():
    assert "'a\\x00'" in not_read(Path("a\0"), ValueError("embedded null byte")).failure.sentence
