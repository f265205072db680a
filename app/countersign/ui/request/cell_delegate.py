"""How a cell of the editor's tables is painted and edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from countersign.ui.request.chip_text import Chip
from countersign.ui.request.marked_line import paint_marked
from countersign.ui.request.row_model import CHECK_COLUMN, RowModel
from countersign.ui.request.variable_completer import VariableCompleter, WordCompleter
from countersign.ui.request.variable_marks import VariableMarks, variable_chips
from countersign.ui.theme import Theme
from countersign.ui.token.plain_tip import plain_tip
from countersign.ui.widgets.choice_box import ChoiceBox
from countersign.ui.widgets.secret_field import SecretField
from countersign.variables.scopes import Scope

AnyIndex = QModelIndex | QPersistentModelIndex
Suggest = Callable[[int, int], Sequence[str]]


class CellDelegate(QStyledItemDelegate):
    """Paint code cells, fade disabled rows and the empty last row; edit with completion or a choice.

    With a scope, variables stand out, say what they are, and are offered while they are typed.
    """

    def __init__(self, theme: Theme, suggest: Suggest | None, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._suggest = suggest
        self._scope: Scope | None = None

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._scope = scope

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint a cell, its variables in their colours."""
        marked = self.chips(index)
        if not marked:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        paint_marked(painter, cell, marked, self._theme)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """Say what the variables of a cell stand for."""
        words = "\n".join(dict.fromkeys(chip.words for chip in self.chips(index))) if index.isValid() else ""
        if event.type() is not QEvent.Type.ToolTip or not words:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tip(words), view)
        return True

    def chips(self, index: AnyIndex) -> tuple[Chip, ...]:
        """Return the variables in a cell; none in a row that is switched off."""
        row = None if index.column() == CHECK_COLUMN else _model(index).row_at(index.row())
        if row is None or not row.enabled:
            return ()
        return variable_chips(str(index.data()), self._scope)

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
            if _model(index).column(index.column()).write is None:
                option.text = ""
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
        row = _model(index).row_at(index.row())
        is_masked = row is not None and column.masked is not None and column.masked(row)
        editor = SecretField(parent) if is_masked else QLineEdit(parent)
        editor.setFont(self._theme.code_font())
        editor.setAccessibleName(f"{column.title}, row {index.row() + 1}")
        suggestions = self._suggest(index.row(), index.column()) if self._suggest else ()
        if suggestions:
            editor.setCompleter(_completer(suggestions, editor))
        if self._scope is not None and not is_masked:
            VariableCompleter(self._theme, editor).set_scope(self._scope)
            VariableMarks(self._theme, editor).set_scope(self._scope)
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
    completer = WordCompleter(list(words), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(8)
    return completer


def _model(index: AnyIndex) -> RowModel[Any]:
    model = index.model()
    assert isinstance(model, RowModel)
    return model
