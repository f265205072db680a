"""A running playground, our own send, and snippets that are run with nothing but their environment."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.maker import SnippetMaker
from countersign.model.exchange import Exchange
from countersign.model.request import RequestDraft
from countersign.model.workspace import Variable
from countersign.playground.address import PlaygroundAddress
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.application import PLAYGROUND_IDENTITY, Application, Folders
from countersign.workflows.prepare_request import RequestContext

SUFFIXES = {"shell": ".sh", "python": ".py", "typescript": ".mjs", "java": ".java", "go": ".go"}
_OF_THE_TOOL = {
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "connection",
    "content-length",
    "host",
    "http2-settings",
    "sec-fetch-mode",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
}


class Nobody:
    """Sit at the computer and answer nothing."""

    async def ask_mfa(self, _question):
        return ""

    def open_browser(self, _url):
        return False


@dataclass
class Bench:
    """Send drafts ourselves and run snippets of them; both answers come as what the playground received."""

    runner: asyncio.Runner
    application: Application
    address: PlaygroundAddress
    folder: Path

    def url(self, path: str) -> str:
        return f"{self.address.http}{path}"

    def exchange(self, draft: RequestDraft, secrets: dict[str, str]) -> Exchange:
        variables = tuple(Variable(name, value, secret=True) for name, value in secrets.items())
        context = RequestContext(Scope((Layer("test", variables),)), default_identity=PLAYGROUND_IDENTITY)
        exchange = self.runner.run(self.application.send(draft, context, lambda _: None))
        assert exchange.response is not None, exchange.failure
        return exchange

    def own(self, draft: RequestDraft, secrets: dict[str, str]) -> dict[str, Any]:
        exchange = self.exchange(draft, secrets)
        answer = exchange.response.body.read()
        assert exchange.response.status == 200, answer
        return received(json.loads(answer))

    def run(
        self, maker: SnippetMaker, draft: RequestDraft, environment: dict[str, str], command: list[str] | None = None
    ) -> dict[str, Any]:
        text = maker.make(snippet_request(draft))
        return received(answer_in(self.output(maker, text, environment, command)))

    def output(
        self, maker: SnippetMaker, text: str, environment: dict[str, str], command: list[str] | None = None
    ) -> str:
        file = self.folder / f"Snippet{SUFFIXES[maker.language]}"
        file.write_text(text, encoding="utf-8", newline="")
        done = subprocess.run(
            [*(command or interpreter(maker.language)), str(file)],
            cwd=self.folder,
            env=self.keys() | {"PATH": os.environ["PATH"], "HOME": str(self.folder)} | environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{done.stderr.decode()}\n{text}"
        return done.stdout.decode()

    def keys(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self.address.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.address.secret_access_key,
            "AWS_SESSION_TOKEN": self.address.session_token,
        }


def open_bench(runner: asyncio.Runner, folder: Path) -> tuple[Bench, Callable[[], None]]:
    folders = Folders(folder / "state", folder / "data", folder / "cache")
    application = Application(folders, {}, Nobody(), keyring=False)
    address = runner.run(application.start_playground())
    work = folder / "work"
    work.mkdir()
    return Bench(runner, application, address, work), lambda: runner.run(application.close())


def interpreter(language: str) -> list[str]:
    node = shutil.which("node") or "node"
    java = ["java", "-Dfile.encoding=UTF-8"]
    return {"shell": ["sh"], "python": [sys.executable], "typescript": [node], "java": java}[language]


def received(echo: dict[str, Any]) -> dict[str, Any]:
    """Return what matters of a request that the playground told back: not what each tool adds of its own."""
    headers: dict[str, str] = {}
    for name, value in echo["headers"]:
        if name.lower() not in _OF_THE_TOOL:
            headers[name.lower()] = f"{headers[name.lower()]},{value}" if name.lower() in headers else value
    plain = {name: value.replace(", ", ",") for name, value in headers.items()}
    return {"method": echo["method"], "target": echo["target"], "headers": plain, "body": echo["body"]}


def answer_in(output: str) -> dict[str, Any]:
    """Return the JSON that a snippet printed, where it prints a status line first."""
    assert "{" in output, output
    return json.loads(output[output.index("{") :])
