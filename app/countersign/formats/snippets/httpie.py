"""HTTPie, signed requests by the plugin httpie-aws-authv4."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import shell_word
from countersign.formats.snippets.odd_requests import (
    as_signed,
    has_dot_segments,
    has_escapes,
    is_normalised,
    is_rewritten,
    payload_header,
    repeated_headers,
)
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.shell_parts import body_is_in_a_file, command, shell_body, url_word
from countersign.formats.snippets.snippet_request import FromEnvironment, SnippetRequest
from countersign.model.auth import SigV4Auth


class Httpie:
    """Write an http command for a POSIX shell."""

    name = "HTTPie"
    language = "shell"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a command."""
        body = shell_body(request)
        words = ["http --ignore-stdin" if not body.file else "http", *_auth(request)]
        words += ["--follow"] if request.follow_redirects else []
        words += ["--path-as-is"] if has_dot_segments(request.url) else []
        words += [f"--raw={body.text}"] if body.text else []
        words.append(f"{shell_word(request.pieces(request.method))} {url_word(request)}")
        words += [_header(request, name, value) for name, value in request.headers]
        words += [f"< {body.file}"] if body.file else []
        needs = "pip install httpie" if request.signing is None else "pip install httpie httpie-aws-authv4"
        top = preface(request, needs=needs, limits=_limits(request))
        return f"{top}{body.before}{command(words)}{body.after}"


def _auth(request: SnippetRequest) -> list[str]:
    if request.basic_user is not None:
        user = (*request.pieces(request.basic_user), ":", FromEnvironment("COUNTERSIGN_PASSWORD"))
        return [f"--auth-type basic --auth {shell_word(user)}"]
    if request.signing is None:
        return []
    names = shell_word(request.pieces(f"service={request.signing.service},region={request.signing.region}"))
    return [f"--auth-type aws4 --auth {names}"]


def _header(request: SnippetRequest, name: str, value: str) -> str:
    # The space keeps a value that begins with "=" or "@" from being taken for JSON or a file; it is not sent.
    return shell_word((*request.pieces(name), *((": ", *request.pieces(value)) if value else (";",))))


def _limits(request: SnippetRequest) -> Iterator[str]:
    if any("\\" in value for _, value in request.headers):
        yield "HTTPie takes a backslash before some characters of a header away."
    if is_rewritten(request.url):
        yield "HTTPie may rewrite escapes in this URL."
    if request.signing is not None:
        yield from _plugin_limits(request, request.signing)


def _plugin_limits(request: SnippetRequest, signing: SigV4Auth) -> Iterator[str]:
    if signing.algorithm == "v4a":
        yield "The plugin knows no SigV4A."
    if signing.place == "query":
        yield "The plugin signs in the headers only."
    if payload_header(request) is not None:
        yield "The plugin signs the body, whatever the request says."
    if repeated_headers(request):
        yield "The plugin signs repeated headers wrongly."
    if body_is_in_a_file(request):
        yield "The plugin signs no body that comes from a file; use another tool for this request."
    if has_escapes(request.url) or is_normalised(request.url):
        yield "The plugin signs some paths wrongly, this one perhaps."
    if as_signed(request).query != request.url.query:
        yield "The plugin signs reserved characters and repeated names in a query wrongly."
