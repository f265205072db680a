"""Other tools' names for values that are made at sending, in our words; for those without one, a note."""

from __future__ import annotations

import re

from countersign.formats.importing.import_notes import ImportNotes
from countersign.variables.dynamic_values import DYNAMIC_VALUES
from countersign.variables.template_syntax import VARIABLE

_OURS = frozenset(dynamic.name for dynamic in DYNAMIC_VALUES)
_SAME = {
    "$guid": "$uuid",
    "$randomUUID": "$uuid",
    "$random.uuid": "$uuid",
    "$isoTimestamp": "$isoTimestamp",
    "$random.integer": "$randomInt",
    "$random.integer()": "$randomInt",
}
_RANGE = re.compile(r"\$random\.integer\(\s*(?P<low>-?\d{1,15})\s*,\s*(?P<high>-?\d{1,15})\s*\)")
_TIME = re.compile(r"""\$(?:local)?[dD]atetime\s+["']?iso8601["']?""")
_OUTSIDE = re.compile(
    r"(?:\$processEnv\s+%?|\$dotenv\s+%?|\$env\.|process\.env\.)(?P<name>[A-Za-z_][\w.-]{0,200})", re.ASCII
)


def with_our_names(text: str, notes: ImportNotes) -> str:
    """Return a text whose `{{$guid}}` and its like are ours; `{{process.env.NAME}}` becomes `{{NAME}}`."""

    def replaced(match: re.Match[str]) -> str:
        name = match["name"].strip()
        outside = _OUTSIDE.fullmatch(name)
        if outside is not None:
            sentence = f"The environment variable {outside['name']} is not read; set the variable of that name."
            notes.changed("Variables", sentence)
            return f"{{{{{outside['name']}}}}}"
        if not name.startswith("$"):
            return match[0]
        ours = _our_name(name)
        if ours is None:
            notes.left_out("Variables", f"{{{{{name[:60]}}}}} is not known here; it stays as it is written.")
            return match[0]
        return f"{{{{{ours}}}}}"

    return VARIABLE.sub(replaced, text)


def _our_name(name: str) -> str | None:
    word = name.split(maxsplit=1)[0]
    if name in _SAME:
        return _SAME[name]
    if limits := _RANGE.fullmatch(name):
        return f"$randomInt {limits['low']} {limits['high']}"
    if _TIME.fullmatch(name):
        return "$isoTimestamp"
    return name if word in _OURS else None
