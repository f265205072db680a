"""The Examples tab: responses that are saved with the request."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from countersign.model.workspace import Example
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.socket.undo_line import UndoLine
from countersign.ui.theme import Theme

_NONE = "No example yet. Send the request, then choose “Save as example” beside the response's size."
_NO_FILE = "Examples stand in the request's file. Save the request to a collection first."
_LIST_HEIGHT = 116


class ExamplesPanel(QWidget):
    """Show examples, rename and delete them; `examples_edited` carries all of them as they are to be.

    `compare_requested` carries the one to hold against the present response.
    """

    examples_edited = Signal(object)
    compare_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._examples: tuple[Example, ...] = ()
        self._deleted: tuple[int, Example] | None = None
        self._list = _Names()
        self._list.setAccessibleName("Examples")
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._body = QPlainTextEdit()
        self._body.setProperty("kind", "code")
        self._body.setFont(theme.code_font())
        self._body.setReadOnly(True)
        self._body.setTabChangesFocus(True)
        self._body.setAccessibleName("Body of the example")
        self._facts = note_label()
        self._note = note_label(_NO_FILE)
        self._undo = UndoLine(theme)
        self._compare = _button("Compare", "Compare with the response")
        self._rename = _button("Rename", "Rename the example")
        self._rename.setToolTip("Rename (F2)")
        self._delete = _button("Delete", "Delete the example")
        self._delete.setToolTip("Delete (Del)")
        self._lay_out()
        self._connect()
        self.show_examples(None)

    def show_examples(self, examples: tuple[Example, ...] | None) -> None:
        """Show other examples, without signals; None where there is no file for them."""
        at = max(0, self._list.currentRow())
        self._examples = examples or ()
        self._note.setText(_NO_FILE if examples is None else _NONE)
        self._note.setVisible(not self._examples)
        for part in (self._list, self._facts, self._body, self._compare, self._rename, self._delete):
            part.setVisible(bool(self._examples))
        with QSignalBlocker(self._list):
            self._list.clear()
            for example in self._examples:
                self._list.addItem(_item(example))
            self._list.setCurrentRow(min(at, len(self._examples) - 1))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        self._facts.setText(_facts(chosen) if chosen else "")
        self._body.setPlainText(chosen.body if chosen else "")
        self._body.setPlaceholderText("This example has no body.")

    def _chosen(self) -> Example | None:
        at = self._list.currentRow()
        return self._examples[at] if 0 <= at < len(self._examples) else None

    def _take_name(self, item: QListWidgetItem) -> None:
        at, name = self._list.row(item), item.text().strip()
        present = self._examples[at]
        if not name or name == present.name:
            with QSignalBlocker(self._list):
                item.setText(present.name)
            return
        self._tell((*self._examples[:at], replace(present, name=name), *self._examples[at + 1 :]))

    def _delete_chosen(self) -> None:
        at, chosen = self._list.currentRow(), self._chosen()
        if chosen is not None:
            self._deleted = (at, chosen)
            self._undo.say(f"The example “{chosen.name}” was deleted.")
            self._tell((*self._examples[:at], *self._examples[at + 1 :]))

    def _undo_delete(self) -> None:
        self._undo.say("")
        if self._deleted is not None:
            at, example = self._deleted
            self._deleted = None
            self._tell((*self._examples[:at], example, *self._examples[at:]))

    def _tell(self, examples: tuple[Example, ...]) -> None:
        self.examples_edited.emit(examples)

    def _start_renaming(self) -> None:
        if self._list.currentItem() is not None:
            self._list.editItem(self._list.currentItem())

    def _compare_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.compare_requested.emit(chosen)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._show_chosen)
        self._list.itemChanged.connect(self._take_name)
        self._list.delete_pressed.connect(self._delete_chosen)
        self._compare.clicked.connect(self._compare_chosen)
        self._rename.clicked.connect(self._start_renaming)
        self._delete.clicked.connect(self._delete_chosen)
        self._undo.undo_requested.connect(self._undo_delete)
        self._undo.dismissed.connect(lambda: self._undo.say(""))

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        for button in (self._compare, self._rename, self._delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._list, 1)
        row.addLayout(buttons)
        column = panel_column(self, self._undo, self._note, top, self._facts, self._body, stretch=4)
        column.addStretch(0)


class _Names(QListWidget):
    """List names; Delete asks for one to go."""

    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the chosen one to be deleted."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


def _facts(example: Example) -> str:
    """Return status, kind of body and description in words."""
    status = f"{example.status} {example.reason}".strip()
    return " · ".join(part for part in (status, example.content_type, example.description) if part)


def _item(example: Example) -> QListWidgetItem:
    item = QListWidgetItem(example.name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    words = f"{example.status} {example.reason}".strip()
    item.setToolTip(words)
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, words)
    return item


def _button(label: str, name: str) -> QPushButton:
    button = QPushButton(label)
    button.setAccessibleName(name)
    return button
