"""wscat for WebSockets, on a URL that `countersign presign` signs."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import shell_word
from countersign.formats.snippets.odd_requests import repeated_headers
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.shell_parts import ShellBody, command, header_word, presigned_word, url_word
from countersign.formats.snippets.snippet_request import FromEnvironment, SnippetRequest


class Wscat:
    """Write a wscat command for a POSIX shell."""

    name = "wscat"
    language = "shell"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a WebSocket."""
        return request.kind == "websocket"

    def make(self, request: SnippetRequest) -> str:
        """Return a command; a signature stands in the query, wherever the request wants it."""
        url = url_word(request) if request.signing is None else presigned_word(request, ShellBody())
        words = ["wscat", f"--connect {url}"]
        words += [f"--subprotocol {shell_word(request.pieces(name))}" for name in request.subprotocols]
        words += [f"--header {header_word(request, name, value)}" for name, value in request.headers]
        if request.basic_user is not None:
            password = FromEnvironment("COUNTERSIGN_PASSWORD")
            words.append(f"--auth {shell_word((*request.pieces(request.basic_user), ':', password))}")
        return preface(request, needs="npm install -g wscat", limits=_limits(request)) + command(words)


def _limits(request: SnippetRequest) -> Iterator[str]:
    if request.signing is not None and request.signing.place == "headers":
        yield "wscat signs no headers, so the signature stands in the query; not every service takes it there."
    if repeated_headers(request):
        yield f"wscat sends a header once, with the last value: {', '.join(repeated_headers(request))}."
