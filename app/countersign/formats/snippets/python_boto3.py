"""Python with the credentials of a boto3 session: profiles, SSO and roles work as in the AWS CLI."""

from __future__ import annotations

from countersign.formats.snippets.literals import python_text
from countersign.formats.snippets.preface import preface
from countersign.formats.snippets.python_parts import (
    botocore_limits,
    constants,
    imports,
    sent_url,
    signature,
    signer_imports,
)
from countersign.formats.snippets.snippet_request import SnippetRequest

_KEYS = "AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or nothing for the default"


class PythonBoto3:
    """Write a program that signs with boto3's credentials and sends with the standard library, as it stands."""

    name = "Python boto3"
    language = "python"

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether it is a signed request."""
        return request.kind == "http" and request.signing is not None

    def make(self, request: SnippetRequest) -> str:
        """Return a program."""
        assert request.signing is not None
        needs = "pip install boto3 awscrt" if request.signing.algorithm == "v4a" else "pip install boto3"
        return "".join(
            (
                preface(request, needs=needs, limits=botocore_limits(request), keys=_KEYS),
                imports(request, *_imports(request)),
                constants(request, request.headers),
                "credentials = boto3.Session().get_credentials().get_frozen_credentials()\n",
                signature(request),
                _sending(request),
            )
        )


def _imports(request: SnippetRequest) -> tuple[str, ...]:
    parsing = () if sent_url(request) == "URL" else ("from urllib.parse import urlsplit",)
    return ("import http.client", *parsing, "import boto3", *signer_imports(request))


def _sending(request: SnippetRequest) -> str:
    kind = "HTTPSConnection" if request.url.scheme == "https" else "HTTPConnection"
    host = python_text(request.pieces(request.url.host.strip("[]")))
    authority = python_text(request.pieces(request.url.authority))
    target = python_text(request.pieces(request.url.target))
    parsing = ""
    if sent_url(request) != "URL":
        parsing = "sent = urlsplit(signed.url)\n"
        target = 'sent.path + "?" + sent.query'
    length = "" if not request.body else 'signed.headers["Content-Length"] = str(len(BODY))\n'
    return (
        'if "Host" not in signed.headers:\n'
        f'    signed.headers["Host"] = {authority}\n'
        f"{length}"
        f"connection = http.client.{kind}({host}, {request.url.effective_port})\n"
        f"{parsing}"
        f"connection.putrequest(METHOD, {target}, skip_host=True)\n"
        "for name, value in signed.headers.items():\n"
        "    connection.putheader(name, value.encode())\n"
        "connection.endheaders(BODY)\n"
        "response = connection.getresponse()\n"
        "print(response.status)\n"
        "print(response.read().decode())\n"
    )
