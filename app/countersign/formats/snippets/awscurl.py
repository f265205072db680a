"""awscurl, a command that takes credentials as the AWS CLI does."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import shell_word
from countersign.formats.snippets.odd_requests import (
    as_signed,
    has_escapes,
    is_normalised,
    is_rewritten,
    joined_headers,
    payload_header,
    repeated_headers,
    uses_s3_paths,
)
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.shell_parts import command, header_word, shell_body
from countersign.formats.snippets.snippet_request import SnippetRequest


class Awscurl:
    """Write an awscurl command for a POSIX shell."""

    name = "awscurl"
    language = "shell"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a signed request."""
        return request.kind == "http" and request.signing is not None

    def make(self, request: SnippetRequest) -> str:
        """Return a command."""
        signing = request.signing
        assert signing is not None
        body = shell_body(request)
        words = ["awscurl", f"--service {shell_word(request.pieces(signing.service))}"]
        words.append(f"--region {shell_word(request.pieces(signing.region))}")
        words.append(f"--request {shell_word(request.pieces(request.method))}")
        words += [f"--header {header_word(request, name, value)}" for name, value in joined_headers(request)]
        words += [f"--data={body.text}"] if body.text else []
        words += [f"--data-binary --data @{body.file}"] if body.file else []
        words.append(shell_word(request.pieces(str(request.url))))
        top = preface(request, needs="pip install awscurl", limits=_limits(request))
        return f"{top}{body.before}{command(words)}{body.after}"


def _limits(request: SnippetRequest) -> Iterator[str]:
    signing = request.signing
    assert signing is not None
    if signing.algorithm == "v4a":
        yield "awscurl knows no SigV4A."
    if signing.place == "query":
        yield "awscurl signs in the headers only."
    if payload_header(request) is not None:
        yield "awscurl signs the body, whatever the request says."
    if repeated_headers(request):
        repeated = ", ".join(repeated_headers(request))
        yield f"awscurl sends a header once; the values of {repeated} are joined by a comma."
    if not any(name.lower() == "content-type" for name, _ in request.headers):
        yield "awscurl adds the header Content-Type: application/json."
    if (
        is_rewritten(request.url)
        or is_normalised(request.url)
        or (has_escapes(request.url) and uses_s3_paths(request))
    ):
        yield "awscurl tidies up a path like this one, so another request is signed."
    if as_signed(request).query != request.url.query:
        yield "awscurl signs reserved characters and repeated names in a query wrongly."
