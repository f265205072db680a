"""wscat commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.registry import snippets_for
from countersign.formats.snippets.wscat import Wscat
from countersign.model.auth import BasicAuth
from countersign.model.request import Header
from countersign.model.socket import SavedMessage, SocketDraft
from tests.formats.snippets.requests_to_run import SIGNED
from tests.formats.snippets.runs import says

WSCAT = Wscat()
SOCKET = SocketDraft(
    url="wss://ws.example/feed?room=a b",
    headers=(Header("X-A", "it's"),),
    subprotocols="one, two",
    auth=replace(SIGNED, place="query"),
    message=SavedMessage(data="not part of it"),
)


def test_it_is_the_only_one_for_a_web_socket():
    assert [maker.name for maker in snippets_for(snippet_request(SOCKET))] == ["wscat"]


def test_a_signed_url_comes_from_presign(tmp_path):
    text = WSCAT.make(snippet_request(SOCKET))
    assert "--subprotocol 'one' \\\n  --subprotocol 'two'" in text
    wscat = tmp_path / "wscat"
    wscat.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    wscat.chmod(0o755)
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI", "HOME": str(tmp_path)}
    path = f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = shutil.which("sh") or "sh"
    done = subprocess.run(
        [shell, "-c", text], env={"PATH": path, **keys}, capture_output=True, text=True, timeout=60, check=True
    )
    words = done.stdout.splitlines()
    assert words[1].startswith("wss://ws.example/feed?room=a%20b&X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert words[-2:] == ["--header", "X-A: it's"]


def test_a_password_comes_from_the_environment():
    text = WSCAT.make(snippet_request(replace(SOCKET, auth=BasicAuth("ann", "c4nary"))))
    assert """--auth 'ann:'"${COUNTERSIGN_PASSWORD:?}\"""" in text
    assert "c4nary" not in text


def test_it_says_what_it_cannot_do():
    says(WSCAT, replace(SOCKET, auth=SIGNED), "signs no headers")
    says(WSCAT, replace(SOCKET, headers=(Header("X-A", "1"), Header("X-A", "2"))), "last value")
