"""Words and commands, gathered piece by piece."""

from __future__ import annotations

from countersign.formats.importing.importer import refused

_MOST_WORDS = 500_000


class Words:
    """Gather pieces to words and words to commands. A word may be empty: '' is one."""

    def __init__(self) -> None:
        self._commands: list[list[str]] = []
        self._words: list[str] = []
        self._pieces: list[str] = []
        self._is_word = False
        self._skips = False
        self._count = 0

    def add(self, piece: str) -> None:
        """Add to the word that is being read, an empty piece too."""
        self._pieces.append(piece)
        self._is_word = True

    def end_word(self) -> None:
        """End the word, if there is one."""
        if not self._is_word:
            return
        self._count += 1
        if self._count > _MOST_WORDS:
            raise refused("words", f"It holds more than {_MOST_WORDS:,} words.", "Paste fewer commands.")
        if not self._skips:
            self._words.append("".join(self._pieces))
        self._pieces, self._is_word, self._skips = [], False, False

    def skip_next(self) -> None:
        """Leave out the next word: a redirection names its file there."""
        self._skips = True

    def end_command(self) -> None:
        """End the word and the command."""
        self.end_word()
        self._skips = False
        if self._words:
            self._commands.append(self._words)
            self._words = []

    def commands(self) -> list[list[str]]:
        """Return all commands, the last one ended."""
        self.end_command()
        return self._commands
