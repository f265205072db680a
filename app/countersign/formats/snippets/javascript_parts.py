"""The parts that programs for Node.js have in common. They are TypeScript that JavaScript understands too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import unquote

from countersign.formats.snippets.literals import javascript_text
from countersign.formats.snippets.odd_requests import (
    as_signed,
    has_wide_headers,
    payload_header,
    uses_s3_paths,
)
from countersign.formats.snippets.snippet_request import BodyFile, FromEnvironment, Pieces, SnippetRequest
from countersign.model.signing_record import HeaderList
from countersign.signing.canonical_url import canonical_pairs

READ_ENVIRONMENT = """\
function environment(name = "") {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

"""
CREDENTIALS = """{
  accessKeyId: environment("AWS_ACCESS_KEY_ID"),
  secretAccessKey: environment("AWS_SECRET_ACCESS_KEY"),
  sessionToken: process.env.AWS_SESSION_TOKEN,
}"""
SEND_AS_IT_STANDS = """\
sending.on("response", async (response) => {
  console.log(response.statusCode);
  for await (const piece of response) process.stdout.write(piece);
});
"""


def imports(request: SnippetRequest, *lines: str) -> str:
    """Return import lines and the function that reads the environment, where one is needed."""
    files = ['import { readFileSync } from "node:fs";'] if _has_files(request) else []
    reads = request.signing is not None or request.variables or any(_is_at_home(piece) for piece in request.body)
    return "".join(f"{line}\n" for line in (*files, *lines)) + "\n" + (READ_ENVIRONMENT if reads else "")


def text(request: SnippetRequest, value: str) -> str:
    """Return a text of the request as an expression."""
    return javascript_text(request.pieces(value))


def body_constant(request: SnippetRequest) -> str:
    """Return the statement that makes `body`, "" without one."""
    pieces = [_body_piece(request, piece) for piece in request.body if piece]
    if not pieces:
        return ""
    if len(pieces) == 1:
        return f"const body = {pieces[0]};\n"
    return "const body = Buffer.concat([\n" + "".join(f"  {piece},\n" for piece in pieces) + "]);\n"


def headers_object(request: SnippetRequest, headers: HeaderList) -> str:
    """Return an object of headers; a name that stands there more than once has a list of values."""
    members = []
    for name, values in _by_name(headers):
        written = [text(request, value) for value in values]
        members.append((_member_name(request, name), written[0] if len(written) == 1 else f"[{', '.join(written)}]"))
    if request.basic_user is not None:
        user = javascript_text((*request.pieces(request.basic_user), ":", FromEnvironment("COUNTERSIGN_PASSWORD")))
        members.append(('"Authorization"', f'"Basic " + Buffer.from({user}).toString("base64")'))
    payload = payload_header(request)
    if payload is not None:
        members.append(('"X-Amz-Content-Sha256"', javascript_text((payload,))))
    return _object(members)


def query_object(request: SnippetRequest) -> str:
    """Return the decoded query as an object; a name that stands there more than once has a list of values."""
    pairs = [(unquote(name), unquote(value)) for name, value in canonical_pairs(request.url.query)]
    members = []
    for name, values in _by_name(tuple(pairs), fold=False):
        written = [text(request, value) for value in values]
        members.append((_member_name(request, name), written[0] if len(written) == 1 else f"[{', '.join(written)}]"))
    return _object(members)


def smithy_signer(request: SnippetRequest) -> str:
    """Return the statements that make `signed` of `method`, `headers` and `body`."""
    signing = request.signing
    assert signing is not None
    url = request.url
    port = "" if url.port is None else f"  port: {url.port},\n"
    call = "sign(" if signing.place == "headers" else "presign("
    end = ")" if signing.place == "headers" else f", {{ expiresIn: {signing.expires} }})"
    body = "  body,\n" if request.body else ""
    paths = "  uriEscapePath: false,\n" if uses_s3_paths(request) else ""
    return (
        f"const signer = new SignatureV4({{\n  credentials: {one_level_deeper(CREDENTIALS)},\n"
        f"  region: {text(request, signing.region)},\n"
        f"  service: {text(request, signing.service)},\n"
        f"{paths}  sha256: Sha256,\n}});\n"
        f"const signed = await signer.{call}{{\n"
        f"  method,\n  protocol: {javascript_text((f'{url.scheme}:',))},\n"
        f"  hostname: {text(request, url.host)},\n{port}"
        f"  path: {text(request, as_signed(request).path)},\n"
        f"  query: {one_level_deeper(query_object(request))},\n"
        f"  headers: {{ host: {text(request, url.authority)}, ...headers }},\n"
        f"{body}}}{end};\n"
    )


def one_level_deeper(text: str) -> str:
    """Return an expression of several lines as it stands inside another one."""
    return text.replace("\n", "\n  ")


def node_limits(request: SnippetRequest) -> Iterator[str]:
    """Yield what Node.js cannot do with a request."""
    if has_wide_headers(request):
        yield "Node.js sends header values in Latin-1, so some of this request arrive otherwise than they are signed."
    if request.signing is not None and request.signing.algorithm == "v4a":
        yield "This signs with SigV4 for one region; the request asks for SigV4A."


def _object(members: list[tuple[str, str]]) -> str:
    if not members:
        return "{}"
    lines = (f"  {name}: {value},\n" for name, value in members)
    return "{\n" + "".join(lines) + "}"


def _member_name(request: SnippetRequest, name: str) -> str:
    literal = text(request, name)
    # "__proto__" would set the object's prototype, and an expression is a name in brackets only.
    return f"[{literal}]" if name == "__proto__" or len(request.pieces(name)) > 1 or "`" in literal else literal


def _by_name(headers: HeaderList, *, fold: bool = True) -> Iterator[tuple[str, list[str]]]:
    def key(pair: tuple[str, str]) -> str:
        return pair[0].lower() if fold else pair[0]

    order = {name: at for at, name in reversed(list(enumerate(map(key, headers))))}
    for _, group in groupby(sorted(headers, key=lambda pair: order[key(pair)]), key=key):
        pairs = list(group)
        yield pairs[0][0], [value for _, value in pairs]


def _body_piece(request: SnippetRequest, piece: str | BodyFile) -> str:
    if isinstance(piece, BodyFile):
        return f"readFileSync({javascript_text(_path(piece))})"
    return f"Buffer.from({text(request, piece)})"


def _path(piece: BodyFile) -> Pieces:
    return (FromEnvironment("HOME"), piece.path[1:]) if _is_at_home(piece) else (piece.path,)


def _is_at_home(piece: str | BodyFile) -> bool:
    return isinstance(piece, BodyFile) and piece.path.startswith("~/")


def _has_files(request: SnippetRequest) -> bool:
    return any(isinstance(piece, BodyFile) for piece in request.body)
