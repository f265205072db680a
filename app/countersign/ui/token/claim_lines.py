"""A token as lines to read: header and claims, each with what was found when it was held against the pool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal

from countersign.model.jwt import CheckState, ClaimCheck, DecodedJwt, Verification
from countersign.ui.token.time_words import moment, zoned

NoteLook = Literal["ok", "warn", "error", "muted"]

_LOOKS: dict[CheckState, NoteLook] = {"passed": "ok", "failed": "error", "unknown": "warn"}
_MARKS: dict[CheckState, str] = {"passed": "✓", "failed": "✗", "unknown": "?"}
_WIDEST_ALIGNED = 56
_HIDDEN = "••••••••"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Hold one line: a label for the margin, code, and a note behind it. `hint` is said on hover.

    `ends` marks a date after which the token is worth nothing: time passes after the token was verified.
    """

    label: str
    code: str
    note: str = ""
    look: NoteLook = "muted"
    hint: str = ""
    gap: int = 2
    ends: bool = False

    @property
    def text(self) -> str:
        """Return code and note as they stand on the screen."""
        return self.code + " " * self.gap * bool(self.code) + self.note if self.note else self.code


def claim_lines(
    token: DecodedJwt, verification: Verification | None, now: datetime, zone: tzinfo | None = None
) -> tuple[ClaimLine, ...]:
    """Return header, claims and the hidden signature; dates stand in `zone`, None for the computer's."""
    checks = {check.claim: check for check in (verification.checks if verification else ())}
    header = ", ".join(f"{_json(name)}: {_json(value)}" for name, value in token.header.items())
    lines = [
        _with_signature(ClaimLine("header", f"{{ {header} }}" if header else "{}"), checks.pop("signature", None))
    ]
    lines.append(ClaimLine("payload", "{"))
    dates = {date.claim: date.at for date in token.dates}
    for number, (name, value) in enumerate(token.claims.items(), start=1):
        comma = "," if number < len(token.claims) else ""
        line = ClaimLine("", f"  {_json(name)}: {_json(value)}{comma}", ends=name == "exp")
        lines.append(_noted(line, checks.pop(name, None), dates.get(name), now, zone))
    lines.append(ClaimLine("", "}"))
    lines.extend(check_line("missing", check, mark=True) for check in checks.values() if check.state == "failed")
    length = len(token.text.rpartition(".")[2])
    hidden = f"{length:,} characters, not shown" if length else "empty: the token is not signed"
    lines.append(ClaimLine("signature", _HIDDEN if length else "", hidden, "muted" if length else "error"))
    return tuple(lines)


def check_line(label: str, check: ClaimCheck, *, mark: bool) -> ClaimLine:
    """Return what was found, as a line of its own, behind a mark where it is wanted."""
    words = f"{_MARKS[check.state]} {check.sentence}" if mark else check.sentence
    return ClaimLine(label, "", words, _LOOKS[check.state])


def claims_json(token: DecodedJwt) -> str:
    """Return the claims as JSON text with an indentation of two."""
    return _printable(json.dumps(_plain(token.claims), indent=2, ensure_ascii=False))


def aligned(lines: Iterable[ClaimLine], columns: int) -> tuple[ClaimLine, ...]:
    """Put the notes behind code into one column; one that would not fit moves left, as far as two spaces."""
    lines = tuple(lines)
    lengths = (len(line.code) for line in lines if line.note and line.code.startswith("  "))
    column = max((length for length in lengths if length <= _WIDEST_ALIGNED), default=0) + 2
    return tuple(
        replace(line, gap=max(2, min(column, columns - len(line.note)) - len(line.code)))
        if line.code.startswith("  ")
        else line
        for line in lines
    )


def _with_signature(line: ClaimLine, check: ClaimCheck | None) -> ClaimLine:
    if check is None or check.state == "unknown":
        hint = check.sentence if check else "No key was at hand to verify it with."
        return replace(line, note="signature not verified", look="warn", hint=hint)
    if check.state == "passed":
        return replace(line, note="✓ signature", look="ok", hint=check.sentence)
    return replace(line, note=f"✗ {check.sentence}", look="error")


def _noted(
    line: ClaimLine, check: ClaimCheck | None, at: datetime | None, now: datetime, zone: tzinfo | None
) -> ClaimLine:
    failed = check is not None and check.state == "failed"
    if at is not None:
        failed = failed or (line.ends and at <= now)
        words = moment(at, now, zone)
        reason = f" {check.sentence}" if check and check.state == "failed" else ""
        return replace(
            line,
            note=f"✗ {words}" if failed else words,
            look="error" if failed else "muted",
            hint=f"{zoned(at, zone)}.{reason}",
        )
    if check is None:
        return line
    mark = _MARKS[check.state]
    return replace(
        line, note=f"{mark} {check.sentence}" if failed else mark, look=_LOOKS[check.state], hint=check.sentence
    )


def _json(value: object) -> str:
    return _printable(json.dumps(_plain(value), ensure_ascii=False))


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _printable(text: str) -> str:
    """Escape what would show as nothing, or turn the text around."""
    return "".join(sign if sign.isprintable() or sign == "\n" else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
