"""Python's httpx, with botocore's signature."""

from __future__ import annotations

from countersign.formats.snippets.literals import python_text
from countersign.formats.snippets.odd_requests import is_rewritten
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


class PythonHttpx:
    """Write a program for httpx; what httpx would tidy up in a URL is sent as it stands."""

    name = "Python httpx"
    language = "python"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a plain request."""
        return request.kind == "http"

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        is_signed = request.signing is not None
        lines = ["import httpx", *signer_imports(request)]
        lines += ["from botocore.credentials import Credentials"] if is_signed else []
        needs = "pip install httpx botocore" if is_signed else "pip install httpx"
        if request.signing is not None and request.signing.algorithm == "v4a":
            needs += " awscrt"
        return "".join(
            (
                preface(request, needs=needs, limits=botocore_limits(request)),
                imports(request, *lines),
                constants(request, request.headers),
                ENVIRONMENT_CREDENTIALS if is_signed else "",
                signature(request),
                _sending(request),
            )
        )


def _sending(request: SnippetRequest) -> str:
    headers = "HEADERS" if request.signing is None else "signed.headers.items()"
    pairs = f"[(name, value.encode()) for name, value in {headers}]"
    redirects = "follow_redirects=True" if request.follow_redirects else ""
    target = ""
    if is_rewritten(request.url) and sent_url(request) == "URL":
        path = python_text(request.pieces(request.url.target))
        target = f'    request.extensions["target"] = ({path}).encode()  # httpx would tidy it up\n'
    return (
        f"with httpx.Client({redirects}) as client:\n"
        f"    request = client.build_request(METHOD, {sent_url(request)}, headers={pairs}, content=BODY)\n"
        f"{target}"
        "    response = client.send(request)\n"
        "print(response.status_code)\n"
        "print(response.text)\n"
    )
