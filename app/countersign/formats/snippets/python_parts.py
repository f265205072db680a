"""The parts that Python programs have in common: constants, and the signature that botocore makes."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.snippets.literals import python_text
from countersign.formats.snippets.odd_requests import (
    as_signed,
    payload_header,
    repeated_parameters,
    uses_s3_paths,
)
from countersign.formats.snippets.snippet_request import BodyFile, FromEnvironment, SnippetRequest
from countersign.model.signing_record import HeaderList
from countersign.signing.signing_options import S3_SERVICES

_STANDARD = frozenset({"import http.client", "from urllib.parse import urlsplit"})
_WANTING_HASH_HEADER = frozenset({"aoss", "vpc-lattice-svcs", "glacier"})


def imports(request: SnippetRequest, *extra: str) -> str:
    """Return the import lines, standard library first."""
    standard = {"import os"} if _needs_os(request) else set()
    standard |= {"import base64"} if request.basic_user is not None else set()
    standard |= {"import hashlib"} if _sends_hash(request) else set()
    if any(isinstance(piece, BodyFile) for piece in request.body):
        standard.add("from pathlib import Path")
    standard |= {line for line in extra if line in _STANDARD}
    others = [line for line in extra if line not in standard]
    blocks = ["\n".join(sorted(standard, key=_import_order)), "\n".join(sorted(others, key=_import_order))]
    return "\n\n".join(block for block in blocks if block) + "\n\n"


def constants(request: SnippetRequest, headers: HeaderList) -> str:
    """Return METHOD, URL, HEADERS and BODY."""
    lines = [
        f"METHOD = {python_text(request.pieces(request.method))}",
        f"URL = {python_text(request.pieces(str(request.url)))}",
    ]
    pairs = [f"    ({python_text(request.pieces(name))}, {_value(request, value)}),\n" for name, value in headers]
    if request.basic_user is not None:
        lines.append(f"USER = {python_text((*request.pieces(request.basic_user), ':', _PASSWORD))}")
        pairs.append('    ("Authorization", "Basic " + base64.b64encode(USER.encode()).decode()),\n')
    lines += [f"HEADERS = [\n{''.join(pairs)}]" if pairs else "HEADERS = []", f"BODY = {_body(request)}"]
    payload = payload_header(request)
    if payload is not None:
        lines.append(f'HEADERS.append(("X-Amz-Content-SHA256", {python_text((payload,))}))')
    elif _sends_hash(request):
        lines.append('HEADERS.append(("X-Amz-Content-SHA256", hashlib.sha256(BODY).hexdigest()))')
    return "\n".join(lines) + "\n\n"


def signer_imports(request: SnippetRequest) -> tuple[str, ...]:
    """Return the import lines that `signature` needs, without those of the credentials."""
    if request.signing is None:
        return ()
    module = "botocore.crt.auth" if request.signing.algorithm == "v4a" else "botocore.auth"
    return (f"from {module} import {_signer(request)}", "from botocore.awsrequest import AWSRequest")


ENVIRONMENT_CREDENTIALS = """\
credentials = Credentials(
    os.environ["AWS_ACCESS_KEY_ID"],
    os.environ["AWS_SECRET_ACCESS_KEY"],
    os.environ.get("AWS_SESSION_TOKEN"),
)
"""


def signature(request: SnippetRequest) -> str:
    """Return statements that make `signed` out of METHOD, URL, HEADERS, BODY and `credentials`, "" where unsigned."""
    signing = request.signing
    if signing is None:
        return ""
    url, comment = "URL", ""
    if as_signed(request) != request.url:
        comment = (
            "# botocore signs a query as it stands, so it gets it as AWS reads it: decoded, encoded and sorted.\n"
        )
        url = python_text(request.pieces(str(as_signed(request))))
    region = signing.region_set if signing.algorithm == "v4a" else signing.region
    names = f"{python_text(request.pieces(signing.service))}, {python_text(request.pieces(region))}"
    expires = f", expires={signing.expires}" if signing.place == "query" else ""
    return (
        f"{comment}signed = AWSRequest(METHOD, {url}, data=BODY)\n"
        "for name, value in HEADERS:\n"
        "    signed.headers[name] = value  # a name that is there already gets one more line\n"
        f"{_signer(request)}(credentials, {names}{expires}).add_auth(signed)\n\n"
    )


def sent_url(request: SnippetRequest) -> str:
    """Return the expression of the URL that is sent."""
    return "signed.url" if request.signing is not None and request.signing.place == "query" else "URL"


def botocore_limits(request: SnippetRequest) -> Iterator[str]:
    """Yield what botocore cannot do with a request."""
    signing = request.signing
    if signing is None:
        return
    if signing.place == "query":
        if repeated_parameters(request.url):
            yield "botocore presigns only the first of repeated parameters; use `countersign presign`."
        if request.body:
            yield "botocore cannot presign a body; use `countersign presign`."
        if signing.session_token == "appended":
            yield "botocore signs the session token; this request wants it after the signature."
    if signing.s3_path_rules is not None and signing.s3_path_rules != (signing.service in S3_SERVICES):
        yield "The request has path rules of its own, which botocore follows here with the signer of that kind."


def _signer(request: SnippetRequest) -> str:
    signing = request.signing
    assert signing is not None
    kind = "S3SigV4" if uses_s3_paths(request) else "SigV4"
    place = "Query" if signing.place == "query" else ""
    if signing.algorithm == "v4a":
        return f"Crt{kind}Asym{place}Auth"
    return f"{kind}{place}Auth"


def _sends_hash(request: SnippetRequest) -> bool:
    signing = request.signing
    if signing is None or signing.place == "query" or payload_header(request) is not None:
        return False
    return signing.service in _WANTING_HASH_HEADER


def _needs_os(request: SnippetRequest) -> bool:
    return request.signing is not None or bool(request.variables)


def _value(request: SnippetRequest, value: str) -> str:
    return python_text(request.pieces(value))


def _body(request: SnippetRequest) -> str:
    pieces = [_body_piece(request, piece) for piece in request.body if piece]
    if not pieces:
        return 'b""'
    if len(pieces) == 1:
        return pieces[0]
    return 'b"".join(\n    [\n' + "".join(f"        {piece},\n" for piece in pieces) + "    ]\n)"


def _body_piece(request: SnippetRequest, piece: str | BodyFile) -> str:
    if isinstance(piece, BodyFile):
        home = ".expanduser()" if piece.path.startswith("~") else ""
        return f"Path({python_text((piece.path,))}){home}.read_bytes()"
    pieces = request.pieces(piece)
    text = python_text(pieces)
    return f"{text}.encode()" if len(pieces) == 1 else f"({text}).encode()"


def _import_order(line: str) -> tuple[bool, str]:
    return (line.startswith("from"), line)


_PASSWORD = FromEnvironment("COUNTERSIGN_PASSWORD")
