"""What a live console prints, and how it stands what a server or a reader of its output does to it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.cli.live_console import printable


@given(st.text())
def test_no_text_moves_the_cursor_or_breaks_the_line(text):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()
    assert shown == text or not text.isprintable()


@pytest.mark.parametrize(("text", "shown"), [("a\x1b[31mb", r"a\x1b[31mb"), ("ä\n", r"ä\n"), ("\ud800", r"\ud800")])
def test_what_would_move_the_cursor_is_spelled_out(text, shown):
    assert printable(text) == shown


def test_end_of_input_waits_and_closes_in_good_order(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo", "--wait", "0.3")
    run.hear("CONNECTED")
    run.say("hello")
    run.hear("<", "TEXT", "hello")
    begun = time.monotonic()
    run.end_input()
    assert run.end() == 0
    assert time.monotonic() - begun >= 0.3
    assert run.hear(">", "CLOSE").endswith("1000 Normal closure")


def test_input_comes_from_a_file(live_playground, console, tmp_path):
    lines = tmp_path / "lines"
    lines.write_text("first\n\nsecond\nthird, without an end")
    with lines.open() as file:
        run = console("ws", f"{live_playground.ws}/ws/echo", "--wait", "0.2", stdin=file)
        assert run.end() == 0
    received = [line.split("  ")[-1] for line in run.out if "  <  TEXT" in line]
    assert received == ["first", "second", "third, without an end"]


def test_input_comes_from_a_terminal_and_ends_with_ctrl_d(live_playground, console):
    master, terminal = pty.openpty()
    run = console("ws", f"{live_playground.ws}/ws/echo", "--wait", "0", stdin=terminal)
    os.close(terminal)
    run.hear("CONNECTED")
    os.write(master, b"typed\n")
    run.hear("<", "TEXT", "typed")
    os.write(master, b"\x04")
    assert run.end() == 0
    os.close(master)


def test_ctrl_c_ends_at_once(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED")
    begun = time.monotonic()
    run.signal(signal.SIGINT)
    run.end()
    assert time.monotonic() - begun < 2
    assert "Traceback" not in "".join(run.err)


def test_ctrl_c_ends_a_handshake_that_hangs(live_playground, console):
    run = console("kvs", "--channel-arn", live_playground.channel_arn, "--endpoint", f"{live_playground.ws}/ws/hang")
    run.complaint("Sign URL")
    begun = time.monotonic()
    run.signal(signal.SIGINT)
    run.end()
    assert time.monotonic() - begun < 2
    assert "Traceback" not in "".join(run.err)


def test_an_end_from_the_other_side_does_not_wait_for_the_terminal(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/close?code=1000")
    assert run.end() == 0
    run.hear("<", "CLOSE", "1000 Normal closure")


def test_a_reader_that_has_seen_enough_ends_it_quietly(live_playground, keys, trust):
    command = [sys.executable, "-m", "countersign", "ws", f"{live_playground.ws}/ws/feed?interval=20", *trust]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env={**os.environ, **keys}, **pipes) as run:
        assert run.stdout.readline()
        run.stdout.close()
        assert run.wait(10) == 0
        assert run.stderr.read() == b""


def test_a_flood_is_printed_to_the_last_message(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/flood?count=5000&bytes=40")
    assert run.end() == 0
    assert sum("  <  " in line and "CLOSE" not in line for line in run.out) == 5000


def test_what_a_server_sends_cannot_colour_the_terminal(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED")
    run.say("\x1b[31mred\x1b]0;title\x07")
    assert r"\x1b[31mred\x1b]0;title\x07" in run.hear("<", "TEXT")


def test_a_line_that_is_not_utf_8_is_refused_and_the_next_one_is_sent(live_playground, console, tmp_path):
    lines = tmp_path / "lines"
    lines.write_bytes(b"bad \xff\ngood\n")
    with lines.open() as file:
        run = console("ws", f"{live_playground.ws}/ws/echo", "--wait", "0.2", stdin=file)
        assert run.end() == 0
    run.complaint("not UTF-8")
    run.hear("<", "TEXT", "good")
