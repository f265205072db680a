"""Insomnia's templates in our words: `{{ _.name }}` is a variable, some tags are dynamic values, others stay."""

from __future__ import annotations

import re

from countersign.formats.importing.import_notes import ImportNotes

_EXPRESSION = re.compile(r"\{\{(?P<expression>[^{}\r\n]{1,500}+)\}\}")
_NAME = re.compile(r"(?:_\.)?(?P<name>[A-Za-z_$][\w$-]*(?:\.[\w$-]+|\[\d{1,9}\])*)")
_QUOTED_NAME = re.compile(r"""_\[(?P<quote>['"])(?P<name>[^'"{}]+)(?P=quote)\]""")
_TAG = re.compile(r"\{%-?[^\S\r\n]{0,20}+(?P<name>\w{1,60}+)(?P<arguments>[^%]{0,500}+)%\}")


def with_our_templates(text: str, notes: ImportNotes) -> str:
    """Return a text with Insomnia's templates written as here; what has no counterpart stays, with a note."""
    if "{{" not in text and "{%" not in text:
        return text

    def expression(match: re.Match[str]) -> str:
        written = match["expression"].strip()
        found = _NAME.fullmatch(written) or _QUOTED_NAME.fullmatch(written)
        if found is not None:
            return f"{{{{{found['name']}}}}}"
        notes.left_out("Templates", f"{{{{ {written[:60]} }}}} is not a plain variable; it stays as it is written.")
        return match[0]

    def tag(match: re.Match[str]) -> str:
        ours = _dynamic(match["name"], match["arguments"])
        if ours is None:
            notes.left_out(
                "Templates", f"The tag {match['name'][:40]} has no counterpart; it stays as it is written."
            )
            return match[0]
        return f"{{{{{ours}}}}}"

    return _TAG.sub(tag, _EXPRESSION.sub(expression, text))


def _dynamic(name: str, arguments: str) -> str | None:
    first = arguments.split(",", maxsplit=1)[0].strip(" '\"")
    if name == "uuid":
        return "$uuid"
    if name == "now":
        return {"": "$isoTimestamp", "iso-8601": "$isoTimestamp", "unix": "$timestamp"}.get(first)
    return None
