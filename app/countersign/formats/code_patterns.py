"""Patterns of the programming languages that snippets are written in, one line at a time, for `highlight.py`."""

from __future__ import annotations

from collections.abc import Mapping

_STRINGS = r"""\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?"""
_TEMPLATE = r"|`(?:[^`\\]|\\.)*`?"
_SLASHES = r"//.*|/\*.*?(?:\*/|$)"
_NUMBER = r"|(?P<number>\b(?:0[xX][0-9A-Fa-f]+|\d+(?:\.\d+)?)\b)"
_CALL = r"|(?P<key>\b[A-Za-z_]\w*(?=\())"

_PYTHON = "and as async await def elif else False for from if import in is None not or raise return True try with"
_TYPESCRIPT = "as async await const else export false for from function if import let new null return throw true type"
_GO = "case defer else err false for func if import map nil package range return string struct switch true type var"
_JAVA = "catch class else false final for if import int new null private public return static throws true try void"


def _words(words: str) -> str:
    return rf"|(?P<keyword>\b(?:{'|'.join(words.split())})\b)"


CODE_PATTERNS: Mapping[str, str] = {
    "shell": (
        r"(?P<comment>(?:^|(?<=\s))\#.*)"
        r"|(?P<string>'[^']*'?|\"(?:[^\"\\$]|\\.|\$(?![A-Za-z_{(]))*\"?)"
        r"|(?P<attribute>\$\{?\w+|(?<=\s)--?[A-Za-z][\w-]*)"
        r"|(?P<keyword>^[a-z][\w-]*(?=\s|$))"
    ),
    "python": rf"(?P<comment>\#.*)|(?P<string>[bfr]*(?:{_STRINGS})){_words(_PYTHON)}{_CALL}{_NUMBER}",
    "typescript": rf"(?P<comment>{_SLASHES})|(?P<string>{_STRINGS}{_TEMPLATE}){_words(_TYPESCRIPT)}{_CALL}{_NUMBER}",
    "go": rf"(?P<comment>{_SLASHES})|(?P<string>{_STRINGS}{_TEMPLATE}){_words(_GO)}{_CALL}{_NUMBER}",
    "java": rf"(?P<comment>{_SLASHES})|(?P<string>{_STRINGS}){_words(_JAVA)}{_CALL}{_NUMBER}",
}
