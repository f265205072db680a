"""How a cell of the editor's tables is painted and edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from countersign.ui.request.row_model import CHECK_COLUMN, RowModel
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox

AnyIndex = QModelIndex | QPersistentModelIndex
Suggest = Callable[[int, int], Sequence[str]]


class CellDelegate(QStyledItemDelegate):
    """Paint code cells, fade disabled rows and the empty last row; edit with completion or a choice."""

    def __init__(self, theme: Theme, suggest: Suggest | None, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._suggest = suggest

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Choose font and colour; the empty row says what goes where."""
        super().initStyleOption(option, index)
        if index.column() == CHECK_COLUMN:
            return
        row = _model(index).row_at(index.row())
        font = self._theme.code_font()
        if row is None:
            title = _model(index).column(index.column()).title.lower()
            option.text = f"Add {title}" if index.column() == CHECK_COLUMN + 1 else title
        palette = option.palette
        token = "faint_text" if row is None or not row.enabled else "text"
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            palette.setColor(role, QColor(self._theme.colour(token)))
        font.setStrikeOut(row is not None and not row.enabled)
        option.font = font
        option.palette = palette

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:  # noqa: ARG002
        """Open a line editor, or a choice where the column knows its values."""
        column = _model(index).column(index.column())
        if column.choices:
            return self._choice(parent, column.title, column.choices)
        editor = QLineEdit(parent)
        editor.setFont(self._theme.code_font())
        editor.setAccessibleName(f"{column.title}, row {index.row() + 1}")
        suggestions = self._suggest(index.row(), index.column()) if self._suggest else ()
        if suggestions:
            editor.setCompleter(_completer(suggestions, editor))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: ARG002
        """Fill the whole cell."""
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Fill the editor with the plain value."""
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Hand over what was typed; line breaks cannot stand in a cell."""
        text = editor.currentText() if isinstance(editor, QComboBox) else ""
        if isinstance(editor, QLineEdit):
            text = editor.text()
        model.setData(index, text)

    def _choice(self, parent: QWidget, title: str, choices: Sequence[str]) -> QComboBox:
        combo = ChoiceBox(title, parent)
        combo.addItems(list(choices))
        combo.activated.connect(lambda: self._take(combo))
        return combo

    def _take(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


def _completer(words: Sequence[str], parent: QLineEdit) -> QCompleter:
    completer = QCompleter(list(words), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(8)
    return completer


def _model(index: AnyIndex) -> RowModel[Any]:
    model = index.model()
    assert isinstance(model, RowModel)
    return model
