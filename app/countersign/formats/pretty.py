"""JSON and XML laid out for reading: only white space between tokens changes, nothing is resolved or rewritten.

`python -m countersign.formats.pretty json|xml SOURCE TARGET` does the same between two files, so that a large body
never holds up the process that shows it; it prints the offset and the reason, and exits 1, where it cannot.
"""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass
from pathlib import Path

DEEPEST = 1000

_XML_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!(?!--|\[CDATA\[)(?:[^<>\[\"']|\"[^\"]*\"|'[^']*'|\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\])*>"
    rb"|</[^<>]*>|<(?![!?/])(?:[^<>\"']|\"[^\"]*\"|'[^']*')+>|[^<]+|<",
    re.DOTALL,
)
_JSON_POSITION = re.compile(r"byte (\d+)")


@dataclass(frozen=True, slots=True)
class NotFormatted:
    """Say why a text could not be laid out; `offset` in bytes."""

    offset: int
    reason: str


def pretty(source: bytes, language: str) -> bytes | NotFormatted:
    """Return the text laid out by two spaces per level; languages are json and xml."""
    if language == "json":
        return pretty_json(source)
    if language == "xml":
        return pretty_xml(source)
    return NotFormatted(0, f"There is no layout for {language}.")


def pretty_json(source: bytes) -> bytes | NotFormatted:
    """Return JSON (RFC 8259) laid out. Numbers, escapes and repeated keys stay as they were written."""
    import msgspec  # not on the way to the first paint

    try:
        return msgspec.json.format(source.removeprefix(codecs.BOM_UTF8), indent=2)
    except msgspec.DecodeError as error:
        position = _JSON_POSITION.search(str(error))
        offset = int(position[1]) if position else len(source)
        return NotFormatted(min(offset, len(source)), _json_reason(str(error)))
    except RecursionError:
        return NotFormatted(0, "The JSON is nested too deeply to be laid out.")


def pretty_xml(source: bytes) -> bytes | NotFormatted:
    """Return XML laid out, elements with text kept on one line. Entities and document types are never read."""
    lines: list[bytes] = []
    open_names: list[bytes] = []
    holds_text = [False]
    for match in _XML_TOKEN.finditer(source):
        token = match[0]
        if token == b"<":
            return NotFormatted(match.start(), "A tag is not closed.")
        if not token.startswith(b"<"):
            _add_text(token, lines, holds_text)
        elif token.startswith(b"</"):
            name = _tag_name(token[2:])
            if not open_names or open_names.pop() != name:
                return NotFormatted(match.start(), f"</{name.decode('utf-8', 'replace')}> closes no open element.")
            _add_end(token, lines, open_names, holds_text)
        else:
            _add_tag(token, lines, open_names, holds_text)
            if len(open_names) > DEEPEST:
                return NotFormatted(match.start(), "The XML is nested too deeply to be laid out.")
    if open_names:
        return NotFormatted(len(source), f"<{open_names[-1].decode('utf-8', 'replace')}> is not closed.")
    return b"\n".join(lines)


def _add_text(token: bytes, lines: list[bytes], holds_text: list[bool]) -> None:
    if not token.strip() and not holds_text[-1]:
        return
    holds_text[-1] = True
    if lines:
        lines[-1] += token
    else:
        lines.append(token)


def _add_tag(token: bytes, lines: list[bytes], open_names: list[bytes], holds_text: list[bool]) -> None:
    if holds_text[-1] or (token.startswith(b"<![CDATA[") and lines):
        lines[-1] += token
        holds_text[-1] = True
    else:
        lines.append(b"  " * len(open_names) + token)
    opens = token[1:2] not in (b"!", b"?") and not token.endswith(b"/>")
    if opens:
        open_names.append(_tag_name(token[1:]))
        holds_text.append(holds_text[-1])


def _add_end(token: bytes, lines: list[bytes], open_names: list[bytes], holds_text: list[bool]) -> None:
    is_empty = lines[-1].lstrip().startswith(b"<" + _tag_name(token[2:])) and _is_open(lines[-1])
    if holds_text.pop() or is_empty:
        lines[-1] += token
    else:
        lines.append(b"  " * len(open_names) + token)


def _is_open(line: bytes) -> bool:
    return b"</" not in line and not line.endswith(b"/>")


def _tag_name(rest: bytes) -> bytes:
    return re.split(rb"[\s/>]", rest, maxsplit=1)[0]


def _json_reason(words: str) -> str:
    if "truncated" in words:
        return "This is not JSON: it ends too early."
    cause = words.removeprefix("JSON is malformed: ").partition(" (byte")[0]
    return f"This is not JSON: {cause}."


def main(arguments: list[str]) -> int:
    """Lay out one file into another; return the exit status."""
    language, source, target = arguments
    result = pretty(Path(source).read_bytes(), language)
    if isinstance(result, NotFormatted):
        sys.stdout.write(f"{result.offset} {result.reason}\n")
        return 1
    Path(target).write_bytes(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
