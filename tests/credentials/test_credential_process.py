"""A program that prints credentials runs within limits, and nothing of it is left when it misbehaves."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.credentials.credential_process import CredentialProcess
from countersign.credentials.issued_credentials import IssuedCredentials
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, SECRET, TOKEN

KEYS = {"Version": 1, "AccessKeyId": KEY_ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN}
ENDS = {"Expiration": "2099-11-22T12:30:00Z"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are of POSIX")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def program(tmp_path):
    """Write a Python program and return the command that runs it."""

    def write(text: str, *arguments: str) -> str:
        path = tmp_path / "a program.py"
        path.write_text(text)
        return shlex.join([sys.executable, "-S", str(path), *arguments])

    return write


def run(command: str, deadline: float = 10.0, redactor: Redactor | None = None, **variables: str) -> Credentials:
    process = CredentialProcess(
        IssuedCredentials(redactor or Redactor(), now), {"PATH": os.environ["PATH"], **variables}, deadline
    )
    return asyncio.run(process.credentials("deploy", command))


def failure_of(command: str, **options):
    with pytest.raises(CredentialsError) as raised:
        run(command, **options)
    error = raised.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.failure.action
    return error.failure


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that nobody has reaped yet is dead all the same."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def await_death(pid: int) -> None:
    """Poll, since a process that is not our child gives no event."""
    end = time.monotonic() + 5
    while is_alive(pid):
        assert time.monotonic() < end, "the child is still alive"
        time.sleep(0.01)


def test_printed_credentials_are_read_and_known_to_the_redactor(program):
    redactor = Redactor()
    text = f"import json\nprint(json.dumps({KEYS | ENDS | {'AccountId': '123456789012'}!r}))\n"
    found = run(program(text), redactor=redactor)
    assert found == Credentials(KEY_ID, SECRET, TOKEN, datetime(2099, 11, 22, 12, 30, tzinfo=UTC))
    assert found.account == "123456789012"
    assert SECRET not in redactor.scrub(SECRET)


def test_long_term_keys_have_no_token_and_no_end(program):
    text = f"import json\nprint(json.dumps({ {'Version': 1, 'AccessKeyId': 'AKIA', 'SecretAccessKey': SECRET}!r}))\n"
    assert run(program(text)) == Credentials("AKIA", SECRET)


def test_the_program_gets_the_environment_its_arguments_and_no_input(program):
    text = (
        "import json, os, sys\n"
        f"keys = {KEYS!r}\n"
        "keys['AccessKeyId'] = os.environ['MINE'] + sys.argv[1] + sys.stdin.read()\n"
        "print(json.dumps(keys))\n"
    )
    assert run(program(text, "two words"), MINE="a-").access_key_id == "a-two words"


def test_a_program_that_hangs_is_stopped_with_its_children(program, tmp_path):
    text = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
        "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}')\n"
        "time.sleep(60)\n"
    )
    started = time.monotonic()
    failure = failure_of(program(text, str(tmp_path / "pids")), deadline=1.0)
    assert time.monotonic() - started < 3
    assert failure.id == "credentials.process-hang"
    assert failure.sentence == (
        "The credential_process of the profile “deploy” did not end within 1 s and was stopped."
    )
    for pid in map(int, (tmp_path / "pids").read_text().split()):
        await_death(pid)


def test_cancelling_stops_the_program_at_once(program, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "import os, sys, time\nopen(sys.argv[1], 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    process = CredentialProcess(IssuedCredentials(Redactor(), now), {"PATH": os.environ["PATH"]})

    async def scenario():
        running = asyncio.ensure_future(process.credentials("deploy", program(text, str(pipe))))
        pid = int(await asyncio.to_thread(pipe.read_text))
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        return pid

    started = time.monotonic()
    await_death(asyncio.run(scenario()))
    assert time.monotonic() - started < 5


def test_a_failing_program_is_named_by_its_status_and_its_words_are_not_repeated(program):
    failure = failure_of(program(f"import sys\nsys.stderr.write('{SECRET}')\nprint('{SECRET}')\nsys.exit(3)\n"))
    assert failure.id == "credentials.process-exit"
    assert failure.sentence == "The credential_process of the profile “deploy” ended with the status 3."
    assert SECRET not in repr(failure)


@pytest.mark.parametrize(
    "text", ["print('hello')", "", "print('[1]')", "print('[' * 60000)", "import os\nos.write(1, b'\\xff')"]
)
def test_output_that_is_no_json_object(program, text):
    assert failure_of(program(text)).id == "credentials.process-json"


@pytest.mark.parametrize("version", [None, 2, "1"])
def test_output_of_another_version(program, version):
    document = json.dumps({**KEYS, "Version": version})
    assert failure_of(program(f"print({document!r})")).id == "credentials.process-version"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"SecretAccessKey": ""}, "credentials.issued-incomplete"),
        ({"AccessKeyId": 7}, "credentials.issued-incomplete"),
        ({"Expiration": "soon"}, "credentials.expiration"),
        ({"Expiration": "2020-01-01T00:00:00Z"}, "credentials.issued-expired"),
    ],
)
def test_output_that_cannot_be_used(program, change, expected):
    failure = failure_of(program(f"print({json.dumps({**KEYS, **change})!r})"))
    assert failure.id == expected
    assert failure.sentence.startswith("The credential_process of “deploy” gave ")


def test_output_of_a_hundred_megabytes_is_cut_off_and_the_program_stopped(program):
    text = "import sys\nfor _ in range(100):\n    sys.stdout.write('x' * 1_000_000)\n"
    started = time.monotonic()
    failure = failure_of(program(text))
    assert failure.id == "credentials.process-size"
    assert failure.sentence.endswith("printed more than 64 KB.")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/no/such/program --json", "credentials.process-start"),
        ("program 'open", "credentials.process-command"),
        ("   ", "credentials.process-command"),
    ],
)
def test_a_command_that_cannot_be_started(command, expected):
    assert failure_of(command).id == expected


def test_no_shell_reads_the_command(program, tmp_path):
    text = f"import json, sys\nprint(json.dumps({KEYS!r} | {{'AccessKeyId': sys.argv[1]}}))\n"
    assert run(program(text, f"; touch {tmp_path}/made")).access_key_id.startswith("; touch")
    assert not (tmp_path / "made").exists()
