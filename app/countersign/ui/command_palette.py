"""The command palette: type a few letters, reach any request or command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Command:
    """Name something that can be done; `hint` is its shortcut or where it leads."""

    title: str
    run: Callable[[], None]
    hint: str = ""


class CommandPalette(QDialog):
    """Filter commands while typing; Enter runs the chosen one, Escape closes."""

    def __init__(self, commands: tuple[Command, ...], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
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
        self.resize(560, 380)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        """Open in the upper middle of a window."""
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 90)
        self.show()
        self.query.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys and Enter work on the list while typing."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
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
            (
                (score, place)
                for place, command in enumerate(self._commands)
                if (score := rank(query, command.title)) >= 0
            )
        )
        for _, place in found[:_MOST_SHOWN]:
            command = self._commands[place]
            item = QListWidgetItem(f"{command.title}    {command.hint}" if command.hint else command.title)
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.results.addItem(item)
        self.results.setCurrentRow(0)

    def _run(self) -> None:
        item = self.results.currentItem()
        if item is not None:
            command = self._commands[item.data(Qt.ItemDataRole.UserRole)]
            self.close()
            command.run()


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
