"""The playground's process: it starts, tells where it is, and never outlives its parent."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from countersign.model.redaction import MASK, Redactor
from countersign.playground.address import PlaygroundAddress
from countersign.playground.certificates import make_tls
from countersign.playground.process import PlaygroundError, PlaygroundProcess
from tests.playground.open_sockets import Peer, open_socket

COMMAND = [sys.executable, "-W", "error", "-m", "countersign.playground"]


@pytest.fixture
def child():
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def test_it_prints_one_line_and_ends_with_its_input(child):
    address = PlaygroundAddress.from_line(child.stdout.readline())
    assert address.https.startswith("https://localhost:")
    assert (address.access_key_id[:4], address.long_term_access_key_id[:4]) == ("ASIA", "AKIA")
    started = time.monotonic()
    out, err = child.communicate(timeout=5)
    assert (out, err, child.returncode) == ("", "", 0)
    assert time.monotonic() - started < 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_also_while_a_request_hangs(child, number):
    address = PlaygroundAddress.from_line(child.stdout.readline())

    def hang() -> None:
        with httpx.stream("GET", f"{address.http}/slow/60", trust_env=False) as answer:
            begun.set()
            with pytest.raises(httpx.HTTPError):
                answer.read()

    begun = threading.Event()
    waiting = threading.Thread(target=hang)
    waiting.start()
    assert begun.wait(5)
    child.send_signal(number)
    assert child.wait(3) == 0
    waiting.join(5)
    assert not waiting.is_alive()
    assert child.stderr.read() == ""


def test_open_sockets_do_not_keep_it_from_ending(child):
    address = PlaygroundAddress.from_line(child.stdout.readline())
    with open_socket(address, address.ws + "/ws/feed?interval=10") as feed, Peer(address) as master:
        feed.recv(5)
        started = time.monotonic()
        _, complaint = child.communicate(timeout=5)
        assert time.monotonic() - started < 3
        with pytest.raises(ConnectionClosed):
            master.event()
    assert (child.returncode, complaint) == (0, "")


def test_it_dies_when_its_parent_is_killed():
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        watch = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        parent.kill()
    if watch is None:
        pytest.skip("this system cannot wait for another's child")
    ended, _, _ = select.select([watch], [], [], 5)
    os.close(watch)
    assert ended


def test_ministack_dies_with_a_playground_that_is_killed(child):
    address = PlaygroundAddress.from_line(child.stdout.readline())
    if address.cognito_note:
        pytest.skip(address.cognito_note)
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    if not children.exists() or not hasattr(os, "pidfd_open"):
        pytest.skip("this system does not tell whose child a process is")
    pids = [int(pid) for pid in children.read_text().split()]
    assert len(pids) == 1
    watch = os.pidfd_open(pids[0])
    child.kill()
    ended, _, _ = select.select([watch], [], [], 5)
    os.close(watch)
    assert ended


def test_ministack_ends_when_the_playground_ends(child):
    child.stdout.readline()
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    if not children.exists():
        pytest.skip("this system does not tell whose child a process is")
    pids = children.read_text().split()
    child.communicate(timeout=5)
    assert [pid for pid in pids if Path("/proc", pid).exists()] == []


def test_without_ministack_it_starts_and_says_so(monkeypatch, tmp_path):
    """The real playground does not find the package, because its finder is told so."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: None if name == 'ministack' else find(name, package)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def flow() -> tuple[PlaygroundAddress, list[httpx.Response]]:
        async with (
            PlaygroundProcess() as address,
            httpx.AsyncClient(base_url=address.http, trust_env=False) as client,
        ):
            paths = ("/jwt/factorial", "/cognito/factorial", "/oauth2/token", "/factorial", "/test-issuer/token")
            return address, [await client.get(path) for path in paths]

    address, answers = asyncio.run(flow())
    assert "MiniStack is not installed" in address.cognito_note
    assert (address.cognito_endpoint, address.user_pool_id, address.access_key_id[:4]) == ("", "", "ASIA")
    assert [answer.status_code for answer in answers] == [501, 501, 501, 200, 200]
    assert "MiniStack is not installed" in answers[0].json()["message"]


def test_a_ministack_that_does_not_run_is_said_in_words(monkeypatch, tmp_path):
    (tmp_path / "ministack").mkdir()
    (tmp_path / "ministack" / "__init__.py").write_text("raise RuntimeError('broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def flow() -> str:
        async with PlaygroundProcess() as address:
            return address.cognito_note

    assert asyncio.run(flow()) == "MiniStack is installed, but did not start."


def test_start_gives_an_address_and_stop_ends_it_within_two_seconds():
    async def flow() -> tuple[str, float]:
        redactor = Redactor()
        process = PlaygroundProcess(redactor)
        async with process as address:
            assert process.running
            with pytest.raises(PlaygroundError, match="runs already"):
                await process.start()
            context = ssl.create_default_context(cadata=address.ca_pem)
            async with httpx.AsyncClient(verify=context, trust_env=False) as client:
                assert (await client.get(f"{address.https}/factorial")).json() == {"factorial": 720}
            assert address.secret_access_key not in repr(address)
            assert address.session_token not in repr(address)
            text = redactor.scrub(" ".join(address.secrets))
            started = time.monotonic()
        assert not process.running
        return text, time.monotonic() - started

    text, seconds = asyncio.run(flow())
    assert set(text.split()) == {MASK}
    assert seconds < 2


def test_every_start_has_its_own_keys_and_it_can_start_again():
    async def flow() -> list[PlaygroundAddress]:
        process = PlaygroundProcess()
        addresses = []
        for _ in range(2):
            addresses.append(await process.start())
            await process.stop()
        await process.stop()
        return addresses

    first, second = asyncio.run(flow())
    assert first.access_key_id != second.access_key_id
    assert first.ca_pem != second.ca_pem


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr("countersign.playground.process._NEEDED", ("no_such_package",))
    with pytest.raises(PlaygroundError) as raised:
        asyncio.run(PlaygroundProcess().start())
    assert raised.value.failure.id == "playground.not-installed"
    assert "pip install awscrt hypercorn" in raised.value.failure.action


def test_an_early_death_tells_what_the_child_said_without_secrets(monkeypatch, tmp_path):
    """The real child dies at its import, because a broken package stands in its way."""
    (tmp_path / "hypercorn").mkdir()
    (tmp_path / "hypercorn" / "__init__.py").write_text("raise RuntimeError('broken by hunter2-secret')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    redactor = Redactor()
    redactor.register(["hunter2-secret"])
    with pytest.raises(PlaygroundError) as raised:
        asyncio.run(PlaygroundProcess(redactor).start())
    failure = raised.value.failure
    assert failure.id == "playground.not-started"
    assert failure.sentence == "The playground did not start. It ended with status 1."
    assert f"broken by {MASK}" in failure.detail


def test_no_port_is_said_in_words(monkeypatch, tmp_path):
    """The real child finds no port, because its sockets refuse to bind."""
    (tmp_path / "sitecustomize.py").write_text(
        "import errno, os, socket\n"
        "def refuse(self, address):\n"
        "    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))\n"
        "socket.socket = type('socket', (socket.socket,), {'bind': refuse})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(PlaygroundError) as raised:
        asyncio.run(PlaygroundProcess().start())
    assert raised.value.failure.id == "playground.port"
    assert raised.value.failure.sentence == "The playground cannot listen on loopback: Address already in use."


def test_the_servers_key_is_readable_by_nobody_else_and_leaves_no_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[tuple[int, bytes]] = []
    load = ssl.SSLContext.load_cert_chain

    def watch(self, certfile, *rest, **named):
        path = Path(certfile)
        seen.append((stat.S_IMODE(path.stat().st_mode), path.read_bytes()))
        return load(self, certfile, *rest, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watch)
    make_tls()
    assert [mode for mode, _ in seen] == [0o600]
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in seen[0][1]
    assert list(tmp_path.iterdir()) == []


def test_a_run_leaves_no_file_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    async def flow() -> None:
        async with PlaygroundProcess():
            assert list(tmp_path.iterdir()) == []

    asyncio.run(flow())
    assert list(tmp_path.iterdir()) == []


def test_another_line_than_the_ready_line_is_not_an_address():
    for line in ("", "nonsense", json.dumps({"https": "x"}), "[]"):
        with pytest.raises(ValueError, match=r"."):
            PlaygroundAddress.from_line(line)
