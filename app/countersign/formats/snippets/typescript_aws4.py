"""TypeScript with the package aws4."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.javascript_parts import (
    CREDENTIALS,
    SEND_AS_IT_STANDS,
    body_constant,
    headers_object,
    imports,
    node_limits,
    one_level_deeper,
    text,
)
from countersign.formats.snippets.odd_requests import as_signed
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.snippet_request import SnippetRequest


class TypeScriptAws4:
    """Write a program for Node.js that signs with aws4 and sends the request as it stands."""

    name = "TypeScript aws4"
    language = "typescript"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a signed request."""
        return request.kind == "http" and request.signing is not None

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        url, signing = request.url, request.signing
        assert signing is not None
        module = "node:https" if url.scheme == "https" else "node:http"
        lines = (f'import {{ request as send }} from "{module}";', 'import aws4 from "aws4";')
        in_query = signing.place == "query"
        path = _signed_path(request)
        port = "" if url.port is None else f"port: {url.port}, "
        return "".join(
            (
                preface(request, "//", needs="npm install aws4", limits=(*node_limits(request), *_limits(request))),
                imports(request, *lines),
                f"const method = {text(request, request.method)};\n",
                f"const target = {text(request, url.target)};\n",
                f"const headers = {headers_object(request, request.headers)};\n",
                body_constant(request),
                "\nconst signed = aws4.sign(\n",
                f"  {{ host: {text(request, url.authority)}, path: {path}, method, headers,",
                f" {'body, ' if request.body else ''}signQuery: {str(in_query).lower()},\n",
                f"    service: {text(request, signing.service)}, region: {text(request, signing.region)} }},\n",
                f"  {one_level_deeper(CREDENTIALS)},\n);\n",
                f"const sending = send({{ hostname: {text(request, url.host.strip('[]'))}, {port}method, ",
                f"path: {'signed.path' if in_query else 'target'}, headers: signed.headers }});\n",
                SEND_AS_IT_STANDS,
                f"sending.end({'body' if request.body else ''});\n",
            )
        )


def _signed_path(request: SnippetRequest) -> str:
    signing = request.signing
    assert signing is not None
    # aws4 takes a "+" in an S3 key for a space, so it gets the path as S3 reads it.
    path = as_signed(request).path
    target = path if request.url.query is None else f"{path}?{request.url.query}"
    expression = "target" if target == request.url.target else text(request, target)
    if signing.place == "headers":
        return expression
    return f'{expression} + "{"&" if request.url.query else "?"}X-Amz-Expires={signing.expires}"'


def _limits(request: SnippetRequest) -> Iterator[str]:
    if any(character in request.url.target for character in "|[]"):
        yield "aws4 escapes |, [ and ] before it signs, so the signature does not fit what is sent."
