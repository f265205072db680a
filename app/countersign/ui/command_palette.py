"""The command palette: type a few letters, reach any request or command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

_MOST_SHOWN = 50
_BEHIND_TITLES = 99  # after every title that holds the query, before those that hold its letters far apart


@dataclass(frozen=True, slots=True)
class Command:
    """Name something that can be done; `hint` is its shortcut or where it leads. It is found by its tags, too."""

    title: str
    run: Callable[[], None]
    hint: str = ""
    tags: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return what stands behind the title: the hint, and the tags."""
        return "  ".join(part for part in (self.hint, *(f"#{tag}" for tag in self.tags)) if part)

    def rank(self, query: str) -> int:
        """Return how well a query fits, as `rank` does; a title counts more than a tag."""
        by_title = rank(query, self.title)
        if by_title >= 0 and query.strip().lower() in self.title.lower():
            return by_title
        wanted = query.strip().lower()
        if wanted.removeprefix("#") and any(wanted in f"#{tag}".lower() for tag in self.tags):
            return _BEHIND_TITLES
        return by_title


class CommandPalette(QFrame):
    """Filter commands while typing; Enter runs the chosen one, Escape or a click elsewhere closes.

    It is a part of the window, not a window of its own: those are hidden from assistive technology while they pop up.
    """

    def __init__(self, commands: tuple[Command, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._former = parent.focusWidget()
        self.setAccessibleName("Command palette")
        self.setProperty("kind", "palette")
        self._commands = commands
        self.query = QLineEdit(self)
        self.query.setAccessibleName("Search or run a command")
        self.query.setPlaceholderText("Search requests and commands")
        self.results = QListWidget(self)
        self.results.setAccessibleName("Results")
        self.results.setUniformItemSizes(True)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.query.textChanged.connect(self._filter)
        self.query.installEventFilter(self)
        self.results.itemClicked.connect(lambda _item: self._run())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.query)
        layout.addWidget(self.results)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 380)
        self.move((parent.width() - self.width()) // 2, 90)

    def open(self) -> None:
        """Show the palette over its window, and take the focus."""
        # Rows that are filled in before the style has been applied keep the height that they had without it.
        self.results.ensurePolished()
        self._filter("")
        self.show()
        self.raise_()
        self.query.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys and Enter work on the list while typing."""
        if event.type() is QEvent.Type.FocusOut:
            self.close()
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() is QEvent.Type.ShortcutOverride:
            # Otherwise the window would take Escape for its own shortcut.
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if is_escape:
                self._leave()
                return True
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _step(self, step: int) -> None:
        last = self.results.count() - 1
        self.results.setCurrentRow(max(0, min(last, self.results.currentRow() + step)))

    def _filter(self, query: str) -> None:
        self.results.clear()
        found = sorted(
            ((score, place) for place, command in enumerate(self._commands) if (score := command.rank(query)) >= 0)
        )
        for _, place in found[:_MOST_SHOWN]:
            command = self._commands[place]
            item = QListWidgetItem(f"{command.title}    {command.words}" if command.words else command.title)
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.results.addItem(item)
        self.results.setCurrentRow(0)

    def _run(self) -> None:
        item = self.results.currentItem()
        if item is not None:
            command = self._commands[item.data(Qt.ItemDataRole.UserRole)]
            self._leave()
            command.run()

    def _leave(self) -> None:
        if self._former is not None:
            self._former.setFocus()
        self.close()


def rank(query: str, title: str) -> int:
    """Return how well a title matches: 0 best, higher worse, -1 not at all. Letters must appear in order."""
    wanted, text = query.lower().strip(), title.lower()
    if wanted in text:
        return text.index(wanted)
    place, spread = -1, 100
    for letter in wanted.replace(" ", ""):
        following = text.find(letter, place + 1)
        if following < 0:
            return -1
        spread += following - place
        place = following
    return spread
