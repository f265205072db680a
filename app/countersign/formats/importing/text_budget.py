"""How much text one document may put into drafts: what is written once may be referred to ten thousand times."""

from __future__ import annotations

_CHARACTERS = 20_000_000


class TextBudget:
    """Count the characters that come in; once they are used up, texts are left out."""

    def __init__(self, characters: int = _CHARACTERS) -> None:
        self._left = characters

    @property
    def is_used_up(self) -> bool:
        """Tell whether texts are left out by now."""
        return self._left <= 0

    def take(self, text: str) -> str:
        """Return the text, and count it; "" where nothing is left."""
        if self.is_used_up:
            return ""
        self._left -= len(text)
        return text if self._left > 0 else ""
