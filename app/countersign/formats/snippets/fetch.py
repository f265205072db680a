"""fetch, as Node.js and other runtimes have it; signed requests by the signer of AWS's SDK."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.javascript_parts import (
    body_constant,
    headers_object,
    imports,
    node_limits,
    smithy_signer,
    text,
)
from countersign.formats.snippets.odd_requests import has_dot_segments, is_rewritten, joined_headers
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.snippet_request import SnippetRequest
from countersign.formats.snippets.typescript_smithy import (
    PRESIGNED_QUERY,
    SMITHY_IMPORTS,
    SMITHY_PACKAGES,
    smithy_limits,
)


class Fetch:
    """Write a program around fetch."""

    name = "fetch"
    language = "typescript"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a program; a browser adds rules of its own on headers and origins."""
        is_signed = request.signing is not None
        limits = (*_limits(request), *node_limits(request), *(smithy_limits(request) if is_signed else ()))
        return "".join(
            (
                preface(request, "//", needs=SMITHY_PACKAGES if is_signed else "", limits=limits),
                imports(request, *(SMITHY_IMPORTS if is_signed else ())).removeprefix("\n"),
                f"const method = {text(request, request.method)};\n",
                f"const headers = {headers_object(request, joined_headers(request))};\n",
                body_constant(request),
                "\n",
                smithy_signer(request) if is_signed else "",
                _call(request),
            )
        )


def _call(request: SnippetRequest) -> str:
    signing = request.signing
    url, query = text(request, str(request.url)), ""
    if signing is not None and signing.place == "query":
        query = PRESIGNED_QUERY
        url = f"`${{{text(request, str(request.url.with_query(None)))}}}?${{query}}`"
    headers = "headers" if signing is None else "headers: signed.headers"
    redirect = "" if request.follow_redirects else ', redirect: "manual"'
    body = ", body" if request.body else ""
    return (
        f"{query}const response = await fetch({url}, {{\n  method, {headers}{body}{redirect},\n}});\n"
        "console.log(response.status);\nconsole.log(await response.text());\n"
    )


def _limits(request: SnippetRequest) -> Iterator[str]:
    if has_dot_segments(request.url):
        yield 'fetch resolves "." and ".." in a path before it sends it.'
    elif is_rewritten(request.url):
        yield "fetch may escape some characters of this URL."
    if request.body and request.method in {"GET", "HEAD"}:
        yield f"fetch sends no body with {request.method}."
    if any(name.lower() == "host" for name, _ in request.headers):
        yield "fetch sets the header Host itself."
