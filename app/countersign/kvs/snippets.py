"""A signed URL as other programs take it. Each text holds the signature: it is for the clipboard, not for a file."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """Name a way to open a URL; `text` makes it of one, `language` is for the highlighter."""

    name: str
    language: str
    text: Callable[[str], str]


def wscat(url: str) -> str:
    """Return a command for wscat, quoted for a POSIX shell."""
    return f"wscat -c {_quoted(url)}"


def websocat(url: str) -> str:
    """Return a command for websocat, quoted for a POSIX shell."""
    return f"websocat {_quoted(url)}"


def python(url: str) -> str:
    """Return a program for Python's websockets library (13 or newer)."""
    return f"""\
from websockets.sync.client import connect

URL = {url!a}

with connect(URL) as channel:
    for message in channel:
        print(message)
"""


def javascript(url: str) -> str:
    """Return a program for a browser, and for Node.js 22 or newer, which has WebSocket built in."""
    return f"""\
const url = {json.dumps(url)};

const channel = new WebSocket(url);
channel.addEventListener("open", () => console.log("open"));
channel.addEventListener("message", ({{ data }}) => console.log(data));
channel.addEventListener("close", ({{ code, reason }}) => console.log("closed", code, reason));
"""


SNIPPETS = (
    Snippet("wscat", "shell", wscat),
    Snippet("websocat", "shell", websocat),
    Snippet("Python", "python", python),
    Snippet("JavaScript", "javascript", javascript),
)


def _quoted(url: str) -> str:
    # Always between quotes, also where no character asks for them: "&" may come with the next edit.
    quoted = shlex.quote(url)
    return quoted if quoted != url else f"'{url}'"
