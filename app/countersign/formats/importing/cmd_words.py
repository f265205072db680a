"""Command lines of cmd.exe: carets are read first, then the words as the C runtime of Windows splits them."""

from __future__ import annotations

import re

from countersign.formats.importing.words import Words

# A caret before a line end joins the lines; the character after that stands for itself, a second line end too.
_CARETS = re.compile(
    r"\^\r?\n(?P<line>\r?\n)?|\^(?P<escaped>.)|(?P<quote>\")|(?P<end>&&?|\|\|?)|(?P<plain>[^^\"&|]+|.)", re.DOTALL
)
_WORDS = re.compile(
    r"""(?P<slashes>\\+)(?P<slashed>"?)
    |(?P<quote>"{1,2})
    |(?P<end>\r?\n)
    |(?P<space>[ \t\r\f\v]+)
    |(?P<variable>%(?P<name>[A-Za-z_]\w{0,100})%)
    |(?P<plain>[^\s"\\%]+|.)""",
    re.VERBOSE | re.DOTALL,
)


def cmd_commands(text: str) -> list[list[str]]:
    """Return the words of each command. `%NAME%` becomes `{{NAME}}`."""
    words = Words()
    within = False
    for match in _WORDS.finditer(_without_carets(text)):
        if match["slashes"]:
            words.add(_slashes(match))
            within ^= bool(match["slashed"]) and len(match["slashes"]) % 2 == 0
        elif match["quote"]:
            # Within quotes two of them are one that is meant.
            literal = within and match["quote"] == '""'
            words.add('"' if literal else "")
            within ^= match["quote"] == '"'
        elif match["end"] and not within:
            words.end_command()
        elif match["space"] and not within:
            words.end_word()
        else:
            words.add(f"{{{{{match['name']}}}}}" if match["variable"] else match[0])
    return words.commands()


def _slashes(match: re.Match[str]) -> str:
    """Return backslashes: before a quote two are one, and an odd one makes the quote stand for itself."""
    if not match["slashed"]:
        return match["slashes"]
    count = len(match["slashes"])
    return "\\" * (count // 2) + ('"' if count % 2 else "")


def _without_carets(text: str) -> str:
    pieces, quoted = [], False
    for match in _CARETS.finditer(text):
        if match["quote"]:
            quoted = not quoted
        if quoted and match[0].startswith("^") and len(match[0]) == 2 and match["escaped"]:
            quoted ^= match["escaped"] == '"'
            pieces.append(match[0])
        elif match["end"]:
            pieces.append(match[0] if quoted or not _ends_command(text, match) else "\n")
        elif match["escaped"] or match["line"]:
            pieces.append(match["escaped"] or "\n")
        elif not match[0].startswith("^"):
            pieces.append(match[0])
    return "".join(pieces)


def _ends_command(text: str, match: re.Match[str]) -> bool:
    """Tell a separator from the "&" of a URL that nobody quoted."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not after.strip() or not before.strip()
