"""The comment at the top of a snippet: what it needs, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterable

from countersign.formats.snippets.snippet_request import SnippetRequest

_KEYS = "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN"


def preface(
    request: SnippetRequest,
    comment: str = "#",
    *,
    needs: str = "",
    limits: Iterable[str] = (),
    keys: str = _KEYS,
) -> str:
    """Return comment lines that end with a line break, "" where there is nothing to say.

    `comment` begins a line comment, `needs` is what must be installed, `keys` says where a signer takes them from.
    """
    lines = [f"Install: {needs}"] if needs else []
    if request.signing is not None:
        lines.append(f"In the environment: {keys}.")
    lines += [f"In the environment: {variable.name}, {variable.meaning}." for variable in request.variables]
    lines += [f"Note: {sentence}" for sentence in (*request.notes, *limits)]
    return "".join(f"{comment} {_one_line(line)}\n" for line in lines)


def _one_line(text: str) -> str:
    # A line break of any kind would end the comment, and the rest of the text would be run.
    return " ".join("".join(character if character.isprintable() else " " for character in text).split(" "))
