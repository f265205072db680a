"""The field that finds a text in the body: count, next and previous."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from countersign.ui.body_view.search import MOST_MATCHES, Search
from countersign.ui.body_view.text_view import TextView
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme

_SLICE = 0.008


class SearchBar(QWidget):
    """Search the document of a text view as it is typed. Enter goes to the next match, Shift+Enter back."""

    searched = Signal()

    def __init__(self, theme: Theme, view: TextView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._search: Search | None = None
        self._place = -1
        self._came_from = 0
        self._field = _Field()
        self._field.textChanged.connect(self.restart)
        self._field.step_asked.connect(self.step)
        self._field.left.connect(view.setFocus)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("kind", "faint")
        self._count.setAccessibleName("Matches")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        self._steps = [self._step_button(theme, *words) for words in _STEPS]
        for button in self._steps:
            row.addWidget(button)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._search_on)
        self._say()

    @property
    def field(self) -> QLineEdit:
        """Return the field to type in."""
        return self._field

    @property
    def count_text(self) -> str:
        """Return what is said about the matches."""
        return self._count.text()

    def restart(self) -> None:
        """Search the present document for the present text."""
        self._slices.stop()
        self._place = -1
        text = self._field.text()
        document = self._view.document
        self._search = None
        if text:
            self._search = Search(document.body, text, document.coding.name, document.coding.skip)
            self._came_from = self._view.selection.start
            self._slices.start()
        self._view.show_search(self._search)
        self._say()

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) match, over the ends."""
        if self._search is None or not self._search.matches:
            return
        at = self._view.selection.start
        if direction > 0:
            place = self._search.following(at + 1 if self._place >= 0 else at)
        else:
            place = self._search.preceding(at)
        if place is not None:
            self._go_to(place)

    def _search_on(self) -> None:
        search = self._search
        if search is None or search.advance(_SLICE):
            self._slices.stop()
        if search is not None and self._place < 0 and search.matches:
            place = search.following(self._came_from)
            if search.is_complete or search.matches[-1] >= self._came_from:
                self._go_to(place or 0)
        self._view.viewport().update()
        self._say()
        if search is None or search.is_complete:
            self.searched.emit()

    def _go_to(self, place: int) -> None:
        self._place = place
        self._view.go_to_match(place)
        self._say()

    def _say(self) -> None:
        search = self._search
        found = len(search.matches) if search is not None else 0
        self._count.setVisible(search is not None)
        for button in self._steps:
            button.setVisible(search is not None)
            button.setEnabled(found > 0)
        if search is None:
            return
        more = "+" if not search.is_complete or found >= MOST_MATCHES else ""
        none = "No matches" if search.is_complete else "Searching"
        self._count.setText(f"{self._place + 1:,} of {found:,}{more}" if found else none)

    def _step_button(self, theme: Theme, name: str, icon_name: str, direction: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(name)
        button.setToolTip(name)
        keep_icon(button, theme, icon_name)
        button.clicked.connect(lambda: self.step(direction))
        return button


class _Field(QLineEdit):
    step_asked = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search")
        self.setAccessibleName("Search in body")
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step_asked.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape and (self.text() or self.hasFocus()):
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


_STEPS = (("Previous match", "chevron-up", -1), ("Next match", "chevron-down", 1))
