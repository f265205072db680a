"""The list that opens while a variable is being typed, for fields of one line and for editors."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from countersign.ui.request.variable_suggestions import Suggestion, Typed, completion, suggestions, typed_at
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope

_PREVIEW_ROLE = Qt.ItemDataRole.UserRole
_ORIGIN_ROLE = Qt.ItemDataRole.UserRole + 1
_WIDTH = 520
_ROW_HEIGHT = 26
_PADDING = 8
_GAP = 12
_NAME_SHARE = 0.34
_ORIGIN_SHARE = 0.26
_CLOSING = "}}"
_LONGEST_LOOK_BACK = 400
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class VariableCompleter(QCompleter):
    """Offer variables with their values and origins, and dynamic values, once `{{` is typed in a field.

    Enter and Tab take the chosen one, Escape closes the list. The field keeps every key otherwise.
    """

    def __init__(self, theme: Theme, field: QLineEdit | QPlainTextEdit) -> None:
        self._items = QStandardItemModel()
        super().__init__(self._items, field)
        self._theme = theme
        self._field = field
        self._scope = Scope()
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(8)
        popup = self.popup()
        assert popup is not None
        self._list: QAbstractItemView = popup
        self._list.setAccessibleName("Variables")
        self._list.setItemDelegate(_SuggestionDelegate(theme, self))
        self._dress()
        theme.changed.connect(self._dress)
        self.activated.connect(self.take)
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self.offer)
        else:
            field.textChanged.connect(self._offer_while_typing)
        field.cursorPositionChanged.connect(self._close_outside)

    def set_scope(self, scope: Scope) -> None:
        """Offer the variables of another scope."""
        self._scope = scope

    def is_open(self) -> bool:
        """Tell whether the list is on screen."""
        return self._list.isVisible()

    def offered(self) -> tuple[str, ...]:
        """Return the names in the list."""
        return tuple(self._items.item(row).text() for row in range(self._items.rowCount()))

    def offer(self) -> None:
        """Open the list where a variable is being typed and there is something to offer, else close it."""
        typed = typed_at(self._before_cursor())
        found = suggestions(typed, self._scope) if typed is not None else ()
        if not found or (typed is not None and [one.name for one in found] == [typed.word]):
            self._list.hide()
            return
        self._items.clear()
        for suggestion in found:
            self._items.appendRow(_item(suggestion))
        self.complete(self._place())
        self._list.setCurrentIndex(self.completionModel().index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take or close with keys, whether they reach the list or the field."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() in kinds and isinstance(event, QKeyEvent) and self._list.isVisible():
            is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if is_plain and event.key() in (*_TAKE, Qt.Key.Key_Escape):
                event.accept()
                if event.type() is QEvent.Type.KeyPress:
                    self._take_key(event.key())
                return True
        return super().eventFilter(watched, event)

    def take(self, name: str) -> None:
        """Finish the word that is being typed with a name; close the braces, or go on with an argument."""
        typed = typed_at(self._before_cursor())
        if typed is None:
            return
        chosen = completion(typed, name)
        is_closed = self._after_cursor().startswith(_CLOSING)
        self._replace(typed, chosen.text + ("" if is_closed else _CLOSING))
        if chosen.is_open and not is_closed:
            self._move(-len(_CLOSING))
        elif is_closed and not chosen.is_open:
            self._move(len(_CLOSING))
        if chosen.is_open:
            self.offer()

    def _dress(self) -> None:
        ground, line = self._theme.colour("raised"), self._theme.colour("control_border")
        self._list.setStyleSheet(f"QListView {{ background: {ground}; border: 1px solid {line}; }}")

    def _take_key(self, key: int) -> None:
        index = self._list.currentIndex()
        self._list.hide()
        if key != Qt.Key.Key_Escape and index.isValid():
            self.take(str(index.data()))

    def _offer_while_typing(self) -> None:
        if self._field.hasFocus():
            self.offer()

    def _close_outside(self) -> None:
        if self._list.isVisible() and typed_at(self._before_cursor()) is None:
            self._list.hide()

    def _before_cursor(self) -> str:
        if isinstance(self._field, QLineEdit):
            end = self._field.cursorPosition()
            return self._field.text()[max(0, end - _LONGEST_LOOK_BACK) : end]
        cursor = self._field.textCursor()
        end = cursor.positionInBlock()
        return cursor.block().text()[max(0, end - _LONGEST_LOOK_BACK) : end]

    def _after_cursor(self) -> str:
        if isinstance(self._field, QLineEdit):
            return self._field.text()[self._field.cursorPosition() :]
        cursor = self._field.textCursor()
        return cursor.block().text()[cursor.positionInBlock() :]

    def _replace(self, typed: Typed, text: str) -> None:
        if isinstance(self._field, QLineEdit):
            self._field.setSelection(self._field.cursorPosition() - len(typed.word), len(typed.word))
            self._field.insert(text)
            return
        cursor = self._field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed.word))
        cursor.insertText(text)
        self._field.setTextCursor(cursor)

    def _move(self, step: int) -> None:
        if isinstance(self._field, QLineEdit):
            self._field.setCursorPosition(self._field.cursorPosition() + step)
            return
        cursor = self._field.textCursor()
        cursor.setPosition(cursor.position() + step)
        self._field.setTextCursor(cursor)

    def _place(self) -> QRect:
        """Return where the list opens: below the cursor."""
        if isinstance(self._field, QLineEdit):
            box = QRect(self._field.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle))
            box.setBottom(self._field.height() - 1)
        else:
            box = self._field.cursorRect()
            box.translate(self._field.viewport().pos())
        box.setWidth(_WIDTH)
        return box


class WordCompleter(QCompleter):
    """Complete whole texts from a list, but keep out of the way while a variable is being typed in them."""

    def splitPath(self, path: str) -> list[str]:  # noqa: N802 - Qt's name
        """Match nothing behind an open `{{`."""
        return ["\0"] if typed_at(path) is not None else super().splitPath(path)


class _SuggestionDelegate(QStyledItemDelegate):
    """Paint a name, what it stands for, and where that comes from."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        row = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        name_width, origin_width = int(row.width() * _NAME_SHARE), int(row.width() * _ORIGIN_SHARE)
        name = QRect(row.left(), row.top(), name_width, row.height())
        origin = QRect(row.right() - origin_width, row.top(), origin_width, row.height())
        preview = QRect(name.right() + _GAP, row.top(), origin.left() - name.right() - 2 * _GAP, row.height())
        painter.setFont(self._theme.code_font())
        self._write(painter, name, str(index.data()), "text")
        self._write(painter, preview, str(index.data(_PREVIEW_ROLE)), "muted")
        painter.setFont(self._theme.ui_font())
        self._write(painter, origin, str(index.data(_ORIGIN_ROLE)), "muted", Qt.AlignmentFlag.AlignRight)

    def _write(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        token: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setPen(QColor(self._theme.colour(token)))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


def _item(suggestion: Suggestion) -> QStandardItem:
    item = QStandardItem(suggestion.name)
    item.setEditable(False)
    item.setData(suggestion.preview, _PREVIEW_ROLE)
    item.setData(suggestion.origin, _ORIGIN_ROLE)
    words = f"{suggestion.name}, {suggestion.preview}, {suggestion.origin}"
    item.setData(words, Qt.ItemDataRole.AccessibleTextRole)
    return item
