"""The parts that commands of a shell have in common: bodies, headers, and URLs that `countersign presign` makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from countersign.formats.snippets.literals import shell_escapes, shell_word
from countersign.formats.snippets.odd_requests import uses_s3_paths
from countersign.formats.snippets.snippet_request import BodyFile, FromEnvironment, Pieces, SnippetRequest

_BODY_NAME = "body"
TEMPORARY_BODY = f'"${_BODY_NAME}"'


@dataclass(frozen=True, slots=True)
class ShellBody:
    """Hold a body for a shell: lines that come before and after the command, and one word of two.

    `text` is the word for the body itself, `file` for the name of the file that holds it, each "" without one.
    """

    before: str = ""
    text: str = ""
    file: str = ""
    after: str = ""


def shell_body(request: SnippetRequest) -> ShellBody:
    """Return a body; one of texts and files is put together in a temporary file first."""
    match request.body:
        case ():
            return ShellBody()
        case (str(text),) if is_plain(text):
            return ShellBody(text=shell_word(request.pieces(text)))
        case (BodyFile(path),):
            return ShellBody(file=shell_word(file_pieces(path)))
    steps = "".join(f"  {step}\n" for piece in request.body if piece for step in _steps(request, piece))
    before = f"{_BODY_NAME}=$(mktemp) || exit\n{{\n{steps}}} > {TEMPORARY_BODY} || exit\n"
    return ShellBody(before, file=TEMPORARY_BODY, after=f"rm -f -- {TEMPORARY_BODY}\n")


def body_is_in_a_file(request: SnippetRequest) -> bool:
    """Tell whether a command reads the body from a file."""
    return shell_body(request).file != ""


def file_pieces(path: str) -> Pieces:
    """Return a path whose "~/" is the home folder and which no program takes for an option or standard input."""
    if path.startswith("~/"):
        return (FromEnvironment("HOME"), path[1:])
    return (f"./{path}",) if path.startswith("-") else (path,)


def command(words: Iterable[str]) -> str:
    """Return a command, each option on a line of its own; the words are options with their values."""
    return " \\\n  ".join(words) + "\n"


def url_word(request: SnippetRequest) -> str:
    """Return the URL as one word."""
    return shell_word(request.pieces(str(request.url)))


def presigned_word(request: SnippetRequest, body: ShellBody) -> str:
    """Return a word that `countersign presign` fills with the URL, signed for this method, headers and body."""
    signing = request.signing
    assert signing is not None
    options = [f"--header {header_word(request, name, value)}" for name, value in request.headers]
    options += [f"--data {body.text}"] if body.text else [f"--data-file {body.file}"] if body.file else []
    options.append(f"--service {shell_word(request.pieces(signing.service))}")
    if signing.algorithm == "v4a":
        options.append(f"--v4a --region-set {shell_word(request.pieces(signing.region_set))}")
    else:
        options.append(f"--region {shell_word(request.pieces(signing.region))}")
    options.append(f"--expires {signing.expires}")
    options += ["--unsigned-payload"] if signing.payload == "unsigned" else []
    options += ["--s3"] if uses_s3_paths(request) else []
    method = shell_word(request.pieces(request.method))
    return f'"$(countersign presign {" ".join(options)} {method} {url_word(request)})"'


def header_word(request: SnippetRequest, name: str, value: str) -> str:
    """Return a header line as one word."""
    return shell_word((*request.pieces(name), *request.pieces(f": {value}")))


def is_plain(text: str) -> bool:
    """Tell whether a text survives a terminal and a clipboard: no control characters but line feeds and tabs."""
    return all(character.isprintable() or character in "\n\t" for character in text)


def _steps(request: SnippetRequest, piece: str | BodyFile) -> Iterator[str]:
    """Yield the commands that write a piece of a body."""
    if isinstance(piece, BodyFile):
        yield f"cat -- {shell_word(file_pieces(piece.path))}"
        return
    for part in request.pieces(piece):
        if isinstance(part, str) and not is_plain(part):
            yield f"printf '%b' {shell_escapes(part)}"
        else:
            yield f"printf '%s' {shell_word((part,))}"
