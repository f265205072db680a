"""The text of .http and .rest files, taken apart: requests with their lines, and variables of the file.

    @host = https://example.com                 ### List users
                                                # @name listUsers
                                                GET {{host}}/users
                                                    ?page=1
                                                Accept: application/json

                                                > {% client.log("done") %}

Sources: the README of the REST Client for VS Code; "Exploring the HTTP request syntax", JetBrains' documentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_SEPARATOR = re.compile(r"#{3,}(?P<name>.*)")
_VARIABLE = re.compile(r"@(?P<name>[^\s=]+)\s*=\s*(?P<value>.*)")
_DIRECTIVE = re.compile(r"(?:#|//)\s*@(?P<name>[\w-]+)(?:[ \t=]+(?P<value>.*))?")
_REQUEST = re.compile(r"(?:(?P<method>[A-Z][A-Z-]{1,30})\s+)?(?P<url>\S.*?)(?:\s+HTTP/[\d.]+)?\s*")
_HEADER = re.compile(r"(?P<name>[^\s:]+)\s*:\s*(?P<value>.*)")
_COMMENT = re.compile(r"(?:#|//)(?P<text>.*)")
_SCRIPT_START = re.compile(r"(?P<sign>[<>])\s*\{%(?P<rest>.*)")
_SCRIPT_FILE = re.compile(r"(?P<sign><>|>>!?|>)\s+(?P<path>\S.*)")
_SCRIPT_END = "%}"


@dataclass(slots=True)
class HttpBlock:
    """Hold one request as its lines say; `scripts` have a heading each."""

    name: str = ""
    directives: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    method: str = ""
    url: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    scripts: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def http_blocks(text: str) -> tuple[list[HttpBlock], dict[str, str]]:
    """Return the requests of a file, and its variables; of a variable that is set twice the last value counts."""
    variables: dict[str, str] = {}
    blocks, name, lines = list[HttpBlock](), "", list[str]()
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), "###"]:
        separator = _SEPARATOR.fullmatch(line)
        if separator is None:
            lines.append(line)
            continue
        block = _Reader(lines, variables).read()
        if block.url:
            block.name = block.directives.get("name") or name or block.directives.get("title", "")
            blocks.append(block)
        name, lines = separator["name"].strip(), []
    return blocks, variables


class _Reader:
    """Read the lines of one request from top to bottom."""

    def __init__(self, lines: Sequence[str], variables: dict[str, str]) -> None:
        self._lines = lines
        self._variables = variables
        self._at = 0
        self._block = HttpBlock()

    def read(self) -> HttpBlock:
        self._read_head()
        if self._block.url:
            self._read_headers()
            self._read_body()
        return self._block

    def _next(self) -> str | None:
        if self._at >= len(self._lines):
            return None
        self._at += 1
        return self._lines[self._at - 1]

    def _read_head(self) -> None:
        while (line := self._next()) is not None:
            text = line.strip()
            if not text or self._is_remark(text):
                continue
            if (variable := _VARIABLE.fullmatch(text)) is not None:
                self._variables[variable["name"]] = variable["value"].strip()
            elif (script := _SCRIPT_START.fullmatch(text)) is not None:
                self._block.scripts.append(("Script before the request", self._script(script["rest"])))
            elif text.startswith("< "):
                self._block.files.append(text[2:].strip())
            else:
                self._read_request_line(text)
                return

    def _read_request_line(self, text: str) -> None:
        request = _REQUEST.fullmatch(text)
        if request is None:
            return
        pieces = [request["url"]]
        while self._at < len(self._lines) and self._continues(self._lines[self._at]):
            pieces.append(self._lines[self._at].strip())
            self._at += 1
        self._block.method = request["method"] or "GET"
        self._block.url = re.sub(r"\s+HTTP/[\d.]+$", "", "".join(pieces))

    def _continues(self, line: str) -> bool:
        """Tell whether a line continues the URL: it is indented, or starts with a sign of the query."""
        text = line.strip()
        return bool(text) and (line[0] in " \t" or text[0] in "?&") and not text.startswith(("#", "//"))

    def _read_headers(self) -> None:
        while (line := self._next()) is not None:
            text = line.strip()
            if not text:
                return
            if self._is_remark(text):
                continue
            header = _HEADER.fullmatch(text)
            if header is None:
                self._at -= 1
                return
            self._block.headers.append((header["name"], header["value"].strip()))

    def _read_body(self) -> None:
        kept: list[str] = []
        while (line := self._next()) is not None:
            script, file = _SCRIPT_START.fullmatch(line.strip()), _SCRIPT_FILE.fullmatch(line)
            if script is not None and script["sign"] == ">":
                self._block.scripts.append(("Response handler", self._script(script["rest"])))
            elif file is not None:
                self._block.files.append(file["path"].strip())
            else:
                kept.append(line)
        self._block.body = "\n".join(kept).strip("\n").rstrip()

    def _is_remark(self, text: str) -> bool:
        directive, comment = _DIRECTIVE.fullmatch(text), _COMMENT.fullmatch(text)
        if directive is not None:
            self._block.directives[directive["name"].lower()] = (directive["value"] or "").strip()
        elif comment is not None:
            self._block.comments.append(comment["text"].strip())
        return comment is not None

    def _script(self, start: str) -> str:
        inside, end, _ = start.partition(_SCRIPT_END)
        pieces = [inside]
        while not end and (line := self._next()) is not None:
            inside, end, _ = line.partition(_SCRIPT_END)
            pieces.append(inside)
        return "\n".join(pieces).strip()
