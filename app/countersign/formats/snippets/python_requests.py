"""Python's requests, with botocore's signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from countersign.formats.snippets.odd_requests import (
    is_rewritten,
    joined_headers,
    repeated_headers,
)
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.python_parts import (
    ENVIRONMENT_CREDENTIALS,
    botocore_limits,
    constants,
    imports,
    sent_url,
    signature,
    signer_imports,
)
from countersign.formats.snippets.snippet_request import SnippetRequest


class PythonRequests:
    """Write a program for requests, which holds one value for each header."""

    name = "Python requests"
    language = "python"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        sent = replace(request, headers=joined_headers(request))
        is_signed = sent.signing is not None
        lines = ["import requests", *signer_imports(sent)]
        lines += ["from botocore.credentials import Credentials"] if is_signed else []
        needs = "pip install requests botocore" if is_signed else "pip install requests"
        if sent.signing is not None and sent.signing.algorithm == "v4a":
            needs += " awscrt"
        return "".join(
            (
                preface(sent, needs=needs, limits=(*botocore_limits(sent), *_limits(request))),
                imports(sent, *lines),
                constants(sent, sent.headers),
                ENVIRONMENT_CREDENTIALS if is_signed else "",
                signature(sent),
                _sending(sent),
            )
        )


def _sending(request: SnippetRequest) -> str:
    headers = "HEADERS" if request.signing is None else "signed.headers.items()"
    as_written = f"    prepared.url = {sent_url(request)}  # requests would tidy it up\n"
    return (
        "with requests.Session() as session:\n"
        f"    headers = {{name: value.encode() for name, value in {headers}}}\n"
        f"    prepared = requests.Request(METHOD, {sent_url(request)}, headers=headers, data=BODY).prepare()\n"
        f"{as_written if is_rewritten(request.url) else ''}"
        f"    response = session.send(prepared, allow_redirects={request.follow_redirects})\n"
        "print(response.status_code)\n"
        "print(response.text)\n"
    )


def _limits(request: SnippetRequest) -> Iterator[str]:
    repeated = repeated_headers(request)
    if repeated:
        yield f"requests sends a header once; the values of {', '.join(repeated)} are joined by a comma."
    if is_rewritten(request.url):
        yield "urllib3, below requests, writes escapes in upper case and escapes | and []; a signature then fails."
