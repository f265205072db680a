"""curl, which signs since version 7.75."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import shell_word
from countersign.formats.snippets.odd_requests import (
    as_signed,
    has_dot_segments,
    has_escapes,
    is_normalised,
    joined_headers,
    payload_header,
    repeated_headers,
    repeated_parameters,
)
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.shell_parts import (
    ShellBody,
    command,
    header_word,
    presigned_word,
    shell_body,
)
from countersign.formats.snippets.snippet_request import FromEnvironment, SnippetRequest

_TOKEN = '${AWS_SESSION_TOKEN:+--header "X-Amz-Security-Token: $AWS_SESSION_TOKEN"}'


class Curl:
    """Write a curl command for a POSIX shell."""

    name = "curl"
    language = "shell"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request: curl's WebSockets are no console."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a command; a signature in the query, and SigV4A, come from `countersign presign`."""
        body = shell_body(request)
        words = ["curl", *_method(request), *_signature(request)]
        headers = request.headers if request.signing is None else joined_headers(request)
        words += [f"--header {_header(request, name, value)}" for name, value in headers]
        words += [f"--data-raw {body.text}"] if body.text else []
        words += [f"--data-binary @{body.file}"] if body.file else []
        words += [*_url_options(request), _url(request, body)]
        top = preface(request, limits=_limits(request))
        return f"{top}{body.before}{command(words)}{body.after}"


def _method(request: SnippetRequest) -> list[str]:
    if request.method == "HEAD" and not request.body:
        return ["--head"]
    usual = "POST" if request.body else "GET"
    return [] if request.method == usual else [f"--request {shell_word(request.pieces(request.method))}"]


def _signature(request: SnippetRequest) -> list[str]:
    if request.basic_user is not None:
        password = FromEnvironment("COUNTERSIGN_PASSWORD")
        return [f"--user {shell_word((*request.pieces(request.basic_user), ':', password))}"]
    signing = request.signing
    if signing is None or _is_presigned(request):
        return []
    provider = shell_word(request.pieces(f"aws:amz:{signing.region}:{signing.service}"))
    words = [f"--aws-sigv4 {provider}", '--user "${AWS_ACCESS_KEY_ID:?}:${AWS_SECRET_ACCESS_KEY:?}"', _TOKEN]
    payload = payload_header(request)
    return words if payload is None else [*words, f"--header {shell_word((f'x-amz-content-sha256: {payload}',))}"]


def _header(request: SnippetRequest, name: str, value: str) -> str:
    # With a colon and nothing after it, curl takes a header away; with a semicolon it sends an empty one.
    return header_word(request, name, value) if value else shell_word((*request.pieces(name), ";"))


def _url_options(request: SnippetRequest) -> Iterator[str]:
    if request.follow_redirects:
        yield "--location"
    if has_dot_segments(request.url):
        yield "--path-as-is"
    if any(character in request.url.target for character in "[]{}"):
        yield "--globoff"


def _url(request: SnippetRequest, body: ShellBody) -> str:
    if _is_presigned(request):
        return presigned_word(request, body)
    url = request.url if request.signing is None else as_signed(request)
    return shell_word(request.pieces(str(url)))


def _is_presigned(request: SnippetRequest) -> bool:
    return request.signing is not None and (request.signing.place == "query" or request.signing.algorithm == "v4a")


def _limits(request: SnippetRequest) -> Iterator[str]:
    signing = request.signing
    if signing is None:
        return
    if signing.algorithm == "v4a" and signing.place == "headers":
        yield "curl knows no SigV4A, so the signature stands in the query."
    if _is_presigned(request):
        return
    if is_normalised(request.url):
        yield "curl signs a path as it stands, while AWS leaves out its dots and empty segments; S3 does not."
    if has_escapes(request.url):
        yield "curl 7.88 signs escaped paths wrongly, later versions rightly."
    if any(not value for _, value in request.headers):
        yield "curl 7.88 signs empty headers wrongly."
    if repeated_headers(request):
        yield f"curl signs a header once; the values of {', '.join(repeated_headers(request))} are joined by a comma."
    if repeated_parameters(request.url) and as_signed(request) != request.url:
        yield "The query is sorted, as curl signs it; the order of repeated parameters may differ."
