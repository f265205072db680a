"""A `.env` file's lines: `NAME=value`, quotes, `export`, comments. Nothing in it is run or expanded."""

from __future__ import annotations

import re

from countersign.model.workspace import Variable

_NAME = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*", re.ASCII)
_QUOTED = re.compile(r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPED = re.compile(r"""\\([nrt"\\$`])""")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_LINE_END = re.compile(r"\r\n?|\n|\Z")


def read_dotenv(text: str) -> tuple[tuple[Variable, ...], tuple[str, ...]]:
    """Return the variables, all of them secret, and a sentence on each line that is not understood.

    A later line of the same name counts. In double quotes, a backslash stands before n, r, t, a quotation mark, a
    dollar sign or a backslash that is meant; single quotes and backticks keep everything as it is. A quoted value may
    span lines. `$NAME` and `$(command)` stay as they are written.
    """
    text = text.removeprefix("\ufeff")
    found: dict[str, str] = {}
    problems: list[str] = []
    at, line = 0, 1
    while at < len(text):
        after, problem = _read_line(text, at, found)
        if problem:
            problems.append(f"Line {line} {problem}")
        line += len(_LINE_END.findall(text[at:after])) - 1
        at = after
    return tuple(Variable(name, value, secret=True) for name, value in found.items()), tuple(problems)


def _read_line(text: str, at: int, found: dict[str, str]) -> tuple[int, str]:
    """Read what starts at a line's first character; return where the next line starts, and what is wrong."""
    start, after = _line(text, at)
    if not start.strip() or start.lstrip().startswith("#"):
        return after, ""
    name = _NAME.match(text, at)
    if name is None:
        return after, "is no NAME=value."
    quoted = _QUOTED.match(text, name.end())
    if quoted is None:
        raw = _line(text, name.end())[0]
        found[name["name"]] = _COMMENT.sub("", raw, count=1).strip()
        is_open = raw[:1] in {'"', "'", "`"}
        return after, "has a quotation mark that is not closed; the line was taken as it is." if is_open else ""
    rest, after = _line(text, quoted.end())
    found[name["name"]] = _unescaped(quoted["text"]) if quoted["quote"] == '"' else quoted["text"]
    is_clean = not _COMMENT.sub("", rest, count=1).strip()
    return after, "" if is_clean else "has more behind the closing quotation mark; it was left out."


def _line(text: str, at: int) -> tuple[str, int]:
    """Return the rest of a line, and where the next one starts."""
    end = _LINE_END.search(text, at)
    assert end is not None
    return text[at : end.start()], end.end()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)
