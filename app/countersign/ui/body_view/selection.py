"""A range of bytes that a person marks: it grows from an anchor to a caret."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Selection:
    """Hold anchor and caret as byte offsets; equal ones mark nothing."""

    anchor: int = 0
    caret: int = 0

    @property
    def start(self) -> int:
        """Return the lower end."""
        return min(self.anchor, self.caret)

    @property
    def end(self) -> int:
        """Return the upper end."""
        return max(self.anchor, self.caret)

    def moved(self, offset: int, *, extend: bool) -> Selection:
        """Return the selection with its caret elsewhere; the anchor stays when it is extended."""
        return replace(self, caret=offset) if extend else Selection(offset, offset)
