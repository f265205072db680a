"""A console written to a file: whole and scrubbed, or not at all."""

from __future__ import annotations

import base64
import csv
import json
import os
import resource
from contextlib import contextmanager
from dataclasses import replace

import pytest

from countersign.formats.socket_reader import SocketReader
from countersign.kvs.signaling_reader import SignalingReader
from countersign.model.errors import StorageError
from countersign.model.frame_log import FrameLog
from countersign.model.redaction import MASK, Redactor
from countersign.workflows.export_console import ConsoleExport, write_export
from tests.kvs.examples import CANDIDATE, received

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
URL = f"wss://h.example/ws?X-Amz-Signature=abc&token={SECRET}"


def a_log(count: int = 0) -> FrameLog:
    log = FrameLog()
    log.append(1_700_000_000.0, "event", "event", b"101 Switching Protocols", "CONNECTED")
    log.append(1_700_000_001.0, "sent", "text", f"my secret is {SECRET}".encode())
    log.append(1_700_000_002.0, "received", "text", "grüße, 😀".encode())
    log.append(1_700_000_003.0, "received", "binary", bytes(range(256)))
    log.append(1_700_000_004.0, "received", "text", received("ICE_CANDIDATE", CANDIDATE | {"x": SECRET}))
    log.append(1_700_000_005.0, "received", "binary", b"\x00" + SECRET.encode())
    for number in range(count):
        log.append(1_700_000_006.0, "received", "text", b"%d" % number)
    return log


def export(path, kind="jsonl", log=None, reader=None) -> ConsoleExport:
    log = log or a_log()
    return ConsoleExport(kind, log, tuple(range(log.count)), reader or SocketReader(), URL, path)


@pytest.fixture
def scrub():
    redactor = Redactor()
    redactor.register([SECRET])
    return redactor.scrub


def test_json_lines_hold_every_frame(tmp_path, scrub):
    path = tmp_path / "console.jsonl"
    write_export(export(path), scrub)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == list(range(6))
    assert lines[1]["data"] == f"my secret is {MASK}"
    assert lines[2]["data"] == "grüße, 😀"
    assert base64.b64decode(lines[3]["data"]) == bytes(range(256))


def test_csv_and_har_are_whole_documents(tmp_path, scrub):
    sheet, archive = tmp_path / "console.csv", tmp_path / "console.har"
    write_export(export(sheet, "csv"), scrub)
    write_export(export(archive, "har"), scrub)
    with sheet.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 6
    (entry,) = json.loads(archive.read_text(encoding="utf-8"))["log"]["entries"]
    assert len(entry["_webSocketMessages"]) == 5
    assert entry["request"]["url"].startswith("wss://h.example/ws?")


@pytest.mark.parametrize("kind", ["jsonl", "csv", "har"])
@pytest.mark.parametrize("reader", [SocketReader(), SignalingReader("VIEWER")])
def test_no_secret_reaches_any_format_in_any_coding(tmp_path, scrub, kind, reader):
    path = tmp_path / "console"
    write_export(export(path, kind, reader=reader), scrub)
    written = path.read_text(encoding="utf-8")
    assert SECRET not in written
    for offset in range(3):
        assert base64.b64encode(b"\0" * offset + SECRET.encode()).decode()[8:48] not in written
    assert MASK in written


def test_only_the_chosen_frames_are_written_in_their_order(tmp_path, scrub):
    path = tmp_path / "console.jsonl"
    write_export(replace(export(path), numbers=(3, 1)), scrub)
    assert [json.loads(line)["number"] for line in path.read_text().splitlines()] == [3, 1]


def test_an_older_file_is_replaced_and_a_link_kept(tmp_path, scrub):
    path, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    path.write_text("old")
    link.symlink_to(path)
    write_export(export(link), scrub)
    assert link.is_symlink()
    assert len(path.read_text().splitlines()) == 6
    assert sorted(tmp_path.iterdir()) == [link, path]


@contextmanager
def no_file_larger_than(size: int):
    """Let the system refuse to write beyond a size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "har"])
def test_where_there_is_no_room_the_old_file_stays_byte_for_byte(tmp_path, scrub, kind):
    path = tmp_path / "console"
    path.write_bytes(b"old\xff")
    with no_file_larger_than(50_000), pytest.raises(StorageError) as raised:
        write_export(export(path, kind, a_log(5000)), scrub)
    assert raised.value.failure.id == "console.not-exported"
    assert str(path) in raised.value.failure.sentence
    assert raised.value.failure.detail == os.strerror(27)
    assert path.read_bytes() == b"old\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_leads_through_a_file_or_nowhere_is_a_failure_with_its_reason(tmp_path, scrub):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "console", tmp_path / "no folder" / "console", tmp_path):
        with pytest.raises(StorageError) as raised:
            write_export(export(path), scrub)
        assert raised.value.failure.detail
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_device_is_not_replaced_by_a_file(tmp_path, scrub):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError):
        write_export(export(tmp_path / "pipe"), scrub)
    assert (tmp_path / "pipe").is_fifo()
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_reader_cannot_do_leaves_nothing_behind(tmp_path, scrub):
    class Broken(SocketReader):
        def face(self, frame):
            return frame.number // 0

    with pytest.raises(ZeroDivisionError):
        write_export(export(tmp_path / "console", reader=Broken()), scrub)
    assert list(tmp_path.iterdir()) == []
