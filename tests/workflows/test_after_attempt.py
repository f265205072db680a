"""What follows an attempt to connect: a row in the history, and credentials that AWS calls ended are fetched anew."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.model.auth import InheritAuth, NoAuth, SigV4Auth
from countersign.model.history import HistoryQuery, Origin
from countersign.model.socket import SocketDraft
from tests.workflows.live import channel_draft, channel_of, socket_of


@pytest.fixture
def fetched(home, tmp_path) -> Path:
    """Make the AWS profile `worker`, whose program gives unknown keys; return a file with a line for each run."""
    runs = tmp_path / "runs"
    keys = {
        "Version": 1,
        "AccessKeyId": "ASIAUNKNOWN000000000",
        "SecretAccessKey": "unknown-to-everybody",
        "SessionToken": "unknown-token",
        "Expiration": "2099-01-01T00:00:00Z",
    }
    program = f"open({str(runs)!r}, 'a').write('run\\n'); print({json.dumps(json.dumps(keys))})"
    (home / ".aws").mkdir()
    command = shlex.join([sys.executable, "-S", "-c", program])
    (home / ".aws" / "config").write_text(f"[profile worker]\ncredential_process = {command}\nregion = us-west-2\n")
    return runs


def signed(address, path, auth=None) -> SocketDraft:
    auth = auth or SigV4Auth(source="profile", identity="worker", region="us-west-2", service="execute-api")
    return SocketDraft(url=address.ws + path, auth=auth, reconnect=False)


def attempts(play, draft_of, times=2, joins=socket_of, **context_changes):
    """Connect so many times in one run of the program; return the last failures."""

    async def work(application, context, address):
        failures = []
        for _ in range(times):
            async with joins(application, draft_of(address), replace(context, **context_changes)) as held:
                state = await held.ended()
                failures.append(state)
        return failures

    return play(work)


def runs(fetched: Path) -> int:
    return len(fetched.read_text().splitlines())


def test_credentials_that_aws_does_not_know_are_fetched_anew_for_the_next_attempt(play, fetched):
    attempts(play, lambda address: signed(address, "/Prod/ws"))
    assert runs(fetched) == 2


def test_inherited_credentials_are_forgotten_too(play, fetched):
    auth = SigV4Auth(source="profile", identity="worker", region="us-west-2", service="execute-api")
    attempts(play, lambda address: signed(address, "/Prod/ws", InheritAuth()), inherited=auth)
    assert runs(fetched) == 2


@pytest.mark.parametrize("status", [403, 500])
def test_credentials_stay_where_the_refusal_does_not_name_them(play, fetched, status):
    attempts(play, lambda address: signed(address, f"/ws/refuse/{status}"))
    assert runs(fetched) == 1


def test_a_channel_forgets_them_as_well(play, fetched):
    def draft(address):
        return channel_draft(address, source="profile", identity="worker")

    def join(application, draft, context):
        return channel_of(application, draft, "VIEWER", context)

    attempts(play, draft, joins=join)
    assert runs(fetched) >= 2


def test_an_attempt_is_kept_only_where_it_comes_from_somewhere(play):
    async def work(application, context, address):
        draft = SocketDraft(url=address.ws + "/ws/refuse/404", auth=NoAuth(), reconnect=False)
        for origin in (None, Origin("/w", "a.yml", "dev")):
            async with socket_of(application, draft, replace(context, origin=origin)) as held:
                await held.ended()
        history = await application.history()
        return await history.search(HistoryQuery())

    rows = play(work)
    assert [(row.status, row.origin.source) for row in rows] == [(404, "a.yml")]
