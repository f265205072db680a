"""Command lines as shells write them, split into commands and words.

`$NAME`, `${NAME}` and PowerShell's `$env:NAME` become `{{NAME}}` where the shell would fill them in; nothing is run,
nothing is looked up. Pipes and redirections end or leave a command; what they name is not opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from countersign.formats.importing.cmd_words import cmd_commands
from countersign.formats.importing.words import Words

_POSIX = re.compile(
    r"""(?P<join>\\\r?\n)
    |\\(?P<escaped>.)
    |'(?P<single>[^']*)'
    |\$'(?P<ansi>[^'\\]*+(?:\\.[^'\\]*+)*+)'
    |\$?"(?P<double>[^"\\]*+(?:\\.[^"\\]*+)*+)"
    |(?P<end>\n|&&|\|\|?|[;&](?=\s|\Z)|(?<=\s)[;&])
    |(?P<redirect>(?:(?<=\s)\d|&)?(?:<<?<?|>>?)(?:&\d)?)
    |(?P<comment>(?<!\S)\#[^\n]*)
    |(?P<space>[ \t\r\f\v]+)
    |\$(?:\{(?P<braced>\w{1,100})\}|(?P<name>[A-Za-z_]\w{0,100}))
    |(?P<plain>[^\s'"\\$;&|<>\#]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r"\\\r?\n|\\([\"\\$`])|\$(?:\{(\w{1,100})\}|([A-Za-z_]\w{0,100}))")
_IN_ANSI = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|u(?P<four>[0-9a-fA-F]{1,4})|U(?P<eight>[0-9a-fA-F]{1,8})|(?P<octal>[0-7]{1,3})|(?P<one>.))",
    re.DOTALL,
)
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_POWERSHELL = re.compile(
    r"""(?P<join>`\r?\n)
    |`(?P<escaped>.)
    |'(?P<single>(?:[^']|'')*+)'
    |"(?P<double>(?:[^"`]|`.|"")*+)"
    |(?P<end>\n|&&|\|\|?|;)
    |(?P<redirect>(?<=\s)\d?>>?)
    |(?P<comment>(?<!\S)\#[^\n]*)
    |(?P<space>[ \t\r\f\v]+)
    |\$(?:\{?(?:env:)?(?P<name>[A-Za-z_]\w{0,100})\}?)
    |(?P<plain>[^\s'"`$;&|>\#]+|.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_IN_POWERSHELL_DOUBLE = re.compile(
    r"`\r?\n|`(.)|\"(\")|\\(\")|\$\{?(?:env:)?([A-Za-z_]\w{0,100})\}?", re.DOTALL | re.IGNORECASE
)
_POWERSHELL_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_LIKE_CMD = re.compile(r"\^\r?\n|\^\"|^\s*curl(?:\.exe)?\s.*\s\^\s*$", re.MULTILINE)
_LIKE_POWERSHELL = re.compile(r"`\r?\n|\$env:|^\s*&\s*curl", re.IGNORECASE | re.MULTILINE)


def shell_commands(text: str) -> list[list[str]]:
    """Return the words of each command of a paste: of cmd.exe, PowerShell or a POSIX shell, told by their marks."""
    if _LIKE_CMD.search(text):
        return cmd_commands(text)
    if _LIKE_POWERSHELL.search(text):
        return _commands(text, _POWERSHELL, _powershell_piece)
    return _commands(text, _POSIX, _posix_piece)


def _commands(text: str, grammar: re.Pattern[str], piece: Callable[[re.Match[str]], str]) -> list[list[str]]:
    words = Words()
    for match in grammar.finditer(text):
        kind = match.lastgroup
        if kind in {"space", "comment"}:
            words.end_word()
        elif kind == "end":
            words.end_command()
        elif kind == "redirect":
            words.end_word()
            if "&" not in match[0][1:]:
                words.skip_next()
        elif kind != "join":
            words.add(piece(match))
    return words.commands()


def _posix_piece(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "double":
            return _IN_DOUBLE.sub(_double_piece, match["double"])
        case "ansi":
            return _IN_ANSI.sub(_ansi_piece, match["ansi"])
        case "braced" | "name":
            return f"{{{{{match[match.lastgroup]}}}}}"
        case str(kind):
            return match[kind]
    return ""


def _double_piece(match: re.Match[str]) -> str:
    escaped, braced, name = match.groups()
    if braced or name:
        return f"{{{{{braced or name}}}}}"
    return escaped or ""


def _ansi_piece(match: re.Match[str]) -> str:
    digits = match["hex"] or match["four"] or match["eight"]
    if digits or match["octal"]:
        code = int(digits, 16) if digits else int(match["octal"], 8)
        return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "�"
    return _ANSI.get(match["one"], match["one"])


def _powershell_piece(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "single":
            # Windows PowerShell hands \" on as a quote of the argument.
            return match["single"].replace("''", "'").replace('\\"', '"')
        case "double":
            return _IN_POWERSHELL_DOUBLE.sub(_powershell_double_piece, match["double"])
        case "escaped":
            return _POWERSHELL_ESCAPES.get(match["escaped"], match["escaped"])
        case "name":
            return f"{{{{{match['name']}}}}}"
        case str(kind):
            return match[kind]
    return ""


def _powershell_double_piece(match: re.Match[str]) -> str:
    escaped, doubled, slashed, name = match.groups()
    if name:
        return f"{{{{{name}}}}}"
    return doubled or slashed or _POWERSHELL_ESCAPES.get(escaped or "", escaped or "")
