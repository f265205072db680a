"""The tags of a request as quiet chips, and a field to change them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QWidget

_MOST_SHOWN = 6


class TagsRow(QStackedWidget):
    """Show tags; `tags_edited` carries the new ones once a person has typed them."""

    tags_edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tags: tuple[str, ...] = ()
        self._chips: list[QLabel] = []
        shown = QWidget()
        self._row = QHBoxLayout(shown)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._edit = QPushButton("Tags")
        self._edit.setProperty("kind", "link")
        self._edit.setAccessibleName("Edit the tags")
        self._row.addWidget(self._edit)
        self._row.addStretch(1)
        self._field = _Field()
        self._field.setAccessibleName("Tags")
        self._field.setPlaceholderText("Tags, with commas between them")
        self.addWidget(shown)
        self.addWidget(self._field)
        self.setFixedHeight(30)
        self._edit.clicked.connect(self._open)
        self._field.editingFinished.connect(self._finish)
        self._field.left.connect(lambda: self.setCurrentIndex(0))

    def show_tags(self, tags: tuple[str, ...]) -> None:
        """Show other tags, without `tags_edited`."""
        self._tags = tags
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        words = [*tags[:_MOST_SHOWN], *([f"and {len(tags) - _MOST_SHOWN} more"] if len(tags) > _MOST_SHOWN else [])]
        self._chips = [_chip(word) for word in words]
        for at, chip in enumerate(self._chips):
            self._row.insertWidget(at, chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._edit.setText("Edit tags" if tags else "Add tags")
        self._edit.setToolTip(", ".join(tags))

    def _open(self) -> None:
        self._field.setText(", ".join(self._tags))
        self.setCurrentIndex(1)
        self._field.setFocus()

    def _finish(self) -> None:
        if self.currentIndex() == 0:
            return
        self.setCurrentIndex(0)
        tags = split_tags(self._field.text())
        if tags != self._tags:
            self.tags_edited.emit(tags)


class _Field(QLineEdit):
    """Tell of Escape, which gives up what was typed."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window's shortcut."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def split_tags(text: str) -> tuple[str, ...]:
    """Return tags that were typed with commas between them, each once."""
    words = (" ".join(word.split()) for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _chip(word: str) -> QLabel:
    chip = QLabel(word)
    chip.setTextFormat(Qt.TextFormat.PlainText)
    chip.setProperty("kind", "chip")
    chip.setMaximumWidth(160)
    return chip
