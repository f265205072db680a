"""Where a problem is said: right under the control at fault."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from countersign.model.errors import Failure
from countersign.ui.request.row_table import RowTable
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl


class FieldBox(QWidget):
    """Hold a control, or a few in a row, and the sentence that says what is wrong with one of them."""

    def __init__(self, theme: Theme, content: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._content = content
        self._field: QWidget | None = None
        self._label = QLabel()
        self._label.setProperty("kind", "error")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.hide()
        self._frame = QFrame(self)
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(content)
        column.addWidget(self._label)
        if content.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed:
            column.setAlignment(content, Qt.AlignmentFlag.AlignLeft)

    def problem(self) -> str:
        """Return the sentence on screen, "" without one."""
        return self._label.text()

    def show_problem(self, field: QWidget, failure: Failure) -> None:
        """Say what is wrong with a field inside this box, until it is edited."""
        self.clear_problem()
        self._field = field
        self._label.setText(str(failure))
        self._label.show()
        field.setAccessibleDescription(str(failure))
        _mark(field, invalid=True)
        self._show_frame()
        edited = edited_signal(field)
        if edited is not None:
            edited.connect(self.clear_problem)

    def clear_problem(self) -> None:
        """Take the sentence and the mark away."""
        field, self._field = self._field, None
        if field is None:
            return
        edited = edited_signal(field)
        if edited is not None:
            edited.disconnect(self.clear_problem)
        self._label.clear()
        self._label.hide()
        field.setAccessibleDescription("")
        _mark(field, invalid=False)
        self._show_frame()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frame around the content."""
        super().resizeEvent(event)
        self._frame.setGeometry(self._content.geometry())

    def _show_frame(self) -> None:
        """Frame a table or an editor in the error colour; line edits and combos with a frame show it themselves."""
        self._frame.setVisible(self._field is not None and not _frames_itself(self._field))
        self._frame.setStyleSheet(f"border: 1px solid {self._theme.colour('error')}; border-radius: 6px;")
        self._frame.setGeometry(self._content.geometry())
        self._frame.raise_()


def find_field(root: QWidget, name: str) -> tuple[FieldBox, QWidget] | None:
    """Return the control of an accessible name, or label, and the box around it; one on screen is preferred."""
    named = [field for field in root.findChildren(QWidget) if name in (field.accessibleName(), _words(field))]
    for field in sorted(named, key=lambda field: (not field.isVisibleTo(root), field.accessibleName() != name)):
        if not isinstance(field, QLabel):
            box = _box_around(field)
            if box is not None:
                return box, field
    return None


def edited_signal(field: QWidget) -> SignalInstance | None:
    """Return the signal by which a control tells that it was edited."""
    if isinstance(field, QLineEdit | QPlainTextEdit):
        return field.textChanged
    if isinstance(field, QComboBox):
        return field.currentTextChanged
    if isinstance(field, QAbstractSpinBox):
        return field.lineEdit().textChanged
    if isinstance(field, QCheckBox):
        return field.toggled
    if isinstance(field, SegmentedControl):
        return field.selected
    return field.edited if isinstance(field, RowTable) else None


def _box_around(field: QWidget) -> FieldBox | None:
    parent = field.parentWidget()
    while parent is not None and not isinstance(parent, FieldBox):
        parent = parent.parentWidget()
    return parent


def _words(field: QWidget) -> str:
    return field.text() if isinstance(field, QAbstractButton) else ""


def _frames_itself(field: QWidget) -> bool:
    return isinstance(field, QLineEdit | QComboBox) and field.property("kind") != "bare"


def _mark(field: QWidget, *, invalid: bool) -> None:
    field.setProperty("invalid", "true" if invalid else "false")
    field.style().unpolish(field)
    field.style().polish(field)
