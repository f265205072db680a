"""JSON as people type it: lines and columns of what is wrong, and a layout that keeps every number as written."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRING_OR_VARIABLE = re.compile(r'"(?:[^"\\\n]|\\.)*"|\{\{[^{}"\n]+\}\}')
_BYTE = re.compile(r"^JSON is malformed: (?P<what>.*) \(byte (?P<byte>\d+)\)$")
_EXPECTED = {
    "expected ','": "expected a comma",
    "expected ',' or ']'": "expected a comma or ]",
    "expected ',' or '}'": "expected a comma or }",
    "expected ':'": "expected a colon",
    "expected '\"'": "expected a name in double quotes",
    "trailing characters": "expected nothing more after the end",
    "trailing comma in array": "expected a value after the comma",
    "trailing comma in object": "expected a name after the comma",
    "invalid character": "this character cannot stand here",
    "invalid number": "this is not a number",
    "invalid escaped character": "this escape is not known",
}


@dataclass(frozen=True, slots=True)
class TextProblem:
    """Say what is wrong with a text; `line` and `column` count characters from 1."""

    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.what}"


def json_problem(text: str) -> TextProblem | None:
    """Return the first thing that keeps a text from being JSON (RFC 8259), or None; an empty text is fine.

    A `{{variable}}` outside a string counts as a value.
    """
    if not text.strip():
        return None
    formatted = _formatted(_with_values_for_variables(text))
    return formatted if isinstance(formatted, TextProblem) else None


def format_json(text: str) -> str | TextProblem:
    """Return JSON on indented lines; numbers, escapes, names that repeat and variables stay as written."""
    variables = [found for found in _STRING_OR_VARIABLE.findall(text) if found.startswith("{{")]
    formatted = _formatted(_with_values_for_variables(text))
    if isinstance(formatted, TextProblem) or not variables:
        return formatted
    waiting = iter(variables)
    return re.sub('"\ue000+"', lambda _: next(waiting), formatted)


def _with_values_for_variables(text: str) -> str:
    def stand_in(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else '"' + "\ue000" * (len(found[0]) - 2) + '"'

    return _STRING_OR_VARIABLE.sub(stand_in, text)


def _formatted(text: str) -> str | TextProblem:
    import msgspec

    raw = text.encode("utf-8", "surrogatepass")
    try:
        return msgspec.json.format(raw, indent=2).decode("utf-8", "surrogatepass")
    except msgspec.DecodeError as error:
        return _problem(raw, str(error))
    except RecursionError:
        return TextProblem(1, 1, "this is nested too deep")


def _problem(raw: bytes, message: str) -> TextProblem:
    found = _BYTE.match(message)
    end = len(raw.rstrip()) if found is None else int(found["byte"]) - found["what"].startswith("trailing characters")
    before = raw[:end].decode("utf-8", "replace")
    what = "the text ends too early" if found is None else _EXPECTED.get(found["what"], found["what"])
    return TextProblem(before.count("\n") + 1, len(before) - before.rfind("\n"), what)
