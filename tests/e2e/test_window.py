"""The running program, driven from other processes: by keys alone, and through AT-SPI by accessible name."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, desktop, missing

lacking = missing()
pytestmark = [
    pytest.mark.skipif(bool(lacking), reason=f"this machine lacks {lacking}"),
    pytest.mark.timeout(180),
]


@pytest.fixture
def playing(tmp_path):
    with desktop(tmp_path, "--playground") as shown:
        shown.drive("expect", "Identity", "playground")
        shown.drive("expect", "Environment", "playground")
        yield shown


def saved_session(home: Path, text: str) -> None:
    """Wait until the session on disk holds a text."""
    path = home / ".local" / "state" / "countersign" / "session.json"
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if path.exists() and text in path.read_text():
            json.loads(path.read_text())
            return
        time.sleep(0.02)
    raise AssertionError(f"the session never held {text}")


def test_by_accessible_names_from_url_to_response(playing: Desktop, tmp_path: Path):
    playing.drive("write", "Request URL", "{{base_url}}/Prod/users/a b?expand=orders&q=blue shoes")
    playing.drive("press", "Auth")
    playing.drive("choose", "Auth type", "AWS Signature V4")
    playing.drive("choose", "Keyring identity", "playground (")
    playing.drive("write", "Region", "us-west-2")
    playing.drive("write", "Service", "execute-api")
    playing.drive("expect", "Canonical request", "/Prod/users/a%2520b")
    playing.drive("press", "String to sign")
    playing.drive("expect", "String to sign", "/us-west-2/execute-api/aws4_request")
    playing.drive("press", "Send")
    playing.drive("expect", "Response status", "200 OK")
    playing.drive("expect", "Response body", '"id": "a b"')
    playing.drive("expect", "Response time", "ms")
    playing.drive("expect", "Response size", "B")
    playing.drive("press", "Timeline")
    names = playing.drive("names")
    assert "Waiting" in names
    playing.picture(tmp_path / "screen.png")


CONTRACT = (
    ["Workspace", "Environment", "Identity", "Search", "Collections", "History", "New request"],
    ["Method", "Request URL", "Send", "Cancel", "Query parameters", "Request headers", "Body type", "Request body"],
    ["Auth type", "Credentials source", "Access key ID", "Secret access key", "Session token", "Region", "Service"],
    ["Sign in", "Payload", "Canonical request", "String to sign", "Authorization"],
    ["Response status", "Response time", "Response size", "Response body", "Response headers", "Timeline"],
)


def test_every_name_of_the_contract_is_on_the_screen(playing: Desktop):
    seen = set()

    def look():
        seen.update(line.split("\t")[0] for line in playing.drive("names").splitlines())

    playing.drive("write", "Request URL", "{{base_url}}/Prod/users")
    look()
    playing.drive("press", "Body")
    playing.drive("choose", "Body type", "JSON")
    look()
    playing.drive("choose", "Body type", "None")
    playing.drive("press", "Auth")
    playing.drive("choose", "Auth type", "AWS Signature V4")
    playing.drive("choose", "Keyring identity", "playground (")
    playing.drive("write", "Region", "us-west-2")
    playing.drive("write", "Service", "execute-api")
    playing.drive("wait", "Canonical request")
    look()
    playing.drive("press", "Send")
    playing.drive("expect", "Response status", "200 OK")
    look()
    for tab, place in (("Headers", "2"), ("Timeline", "1"), ("Headers", "1")):
        playing.drive("press", tab, place)
        look()
    playing.drive("write", "Request URL", "{{base_url}}/delay/20")
    playing.drive("press", "Send")
    playing.drive("wait", "Cancel")
    look()
    playing.drive("press", "Cancel")
    playing.drive("expect", "Response status", "Cancelled")
    assert [name for group in CONTRACT for name in group if name not in seen] == []


def test_by_keys_alone_from_url_to_response(playing: Desktop):
    playing.keys("ctrl+t")
    playing.type("{{base_url}}/Prod/users")
    playing.keys("F6", "Right", "Right", "Right")
    playing.drive("wait", "Auth type")
    playing.keys("Tab")
    playing.type("AWS")
    playing.drive("expect", "Auth type", "AWS Signature V4")
    playing.drive("wait", "Region")
    for _ in range(12):
        playing.keys("Tab")
        if playing.drive("focused") == "Region":
            break
    playing.type("us-west-2")
    playing.keys("Tab")
    playing.type("execute-api")
    playing.keys("ctrl+Return")
    playing.drive("expect", "Response status", "200 OK")
    playing.drive("expect", "Response body", '"users"')


def test_a_saved_request_opens_from_the_palette_and_is_sent(playing: Desktop):
    playing.keys("ctrl+k")
    playing.drive("wait", "Search or run a command")
    playing.type("list users")
    playing.keys("Return")
    playing.drive("wait", "GET List users")
    playing.keys("ctrl+Return")
    playing.drive("expect", "Response status", "200 OK")


def test_a_draft_is_back_after_a_kill(tmp_path: Path):
    with desktop(tmp_path, "--playground") as shown:
        shown.drive("write", "Request URL", "https://example.com/draft-that-must-live")
        shown.drive("press", "Auth")
        shown.drive("choose", "Auth type", "Bearer")
        shown.drive("write", "Token", "a-secret-bearer-token")
        saved_session(tmp_path, "draft-that-must-live")
        saved_session(tmp_path, '"bearer"')
        shown.kill()
        shown.start_again("--playground")
        shown.drive("expect", "Request URL", "https://example.com/draft-that-must-live")
    written = [
        path for path in tmp_path.rglob("*") if path.is_file() and b"a-secret-bearer-token" in path.read_bytes()
    ]
    assert written == []
