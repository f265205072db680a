"""A text editor for request bodies: line numbers, colours, two-space indentation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from countersign.formats.highlight import LONGEST_COLOURED, spans
from countersign.ui.request.chip_text import Chip
from countersign.ui.request.variable_completer import VariableCompleter
from countersign.ui.request.variable_marks import variable_chips, variable_format
from countersign.ui.theme import Theme
from countersign.ui.token.plain_tip import plain_tip
from countersign.variables.scopes import Scope

INDENT = "  "
_GUTTER_PADDING = 8
_OPENING = ("{", "[", "(")
_PARAGRAPH = "\u2029"


class CodeEditor(QPlainTextEdit):
    """Edit text exactly: non-breaking spaces and the line ends it came with survive.

    Tab indents by two spaces, Shift+Tab takes them back; Enter keeps the indentation.
    """

    def __init__(self, theme: Theme, name: str, language: str) -> None:
        super().__init__()
        self._theme = theme
        self._line_end = "\n"
        self._highlighter = _Highlighter(theme, self.document(), language)
        self._gutter = _Gutter(self)
        self._completion: VariableCompleter | None = None
        self.setAccessibleName(name)
        self.setProperty("kind", "code")
        self.setFont(theme.code_font())
        self.setTabStopDistance(QFontMetricsF(self.font()).horizontalAdvance(INDENT))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        theme.changed.connect(self._gutter.update)
        self._make_room()

    def set_language(self, language: str) -> None:
        """Colour the text as another language: json, xml, graphql or text."""
        with QSignalBlocker(self):  # new colours are no edit, though Qt tells of them as of one
            self._highlighter.set_language(language)
        self.viewport().update()

    def set_scope(self, scope: Scope) -> None:
        """Colour and offer variables, and say what they stand for where the pointer rests on one."""
        if self._completion is None:
            self._completion = VariableCompleter(self._theme, self)
        self._completion.set_scope(scope)
        with QSignalBlocker(self):
            self._highlighter.set_scope(scope)
        self.viewport().update()

    @property
    def completion(self) -> VariableCompleter | None:
        """Return what offers variables, None for a text that has none."""
        return self._completion

    def text(self) -> str:
        """Return the text; unlike toPlainText, it keeps non-breaking spaces."""
        return self.document().toRawText().replace(_PARAGRAPH, self._line_end)

    def set_text(self, text: str) -> None:
        """Show another text without `textChanged`; undo starts anew."""
        self._line_end = "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else "\n"
        if text != self.text():
            with QSignalBlocker(self):
                self.setPlainText(text)
            self._make_room()
            self.update()

    def replace_text(self, text: str) -> None:
        """Change the whole text as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor at a place, counted from 1."""
        block = self.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.movePosition(
            QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, min(column, block.length()) - 1
        )
        self.setTextCursor(cursor)
        self.setFocus()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the variable under the pointer stands for."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cursor = self.cursorForPosition(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self._words_at(cursor)), self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indent with Tab, keep the indentation on Enter."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Tab and plain:
            self._indent()
        elif event.key() == Qt.Key.Key_Backtab:
            self._shift_lines(outwards=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._break_line()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line numbers at the left edge."""
        super().resizeEvent(event)
        self._place_gutter()

    def gutter_width(self) -> int:
        """Return the width of the line numbers in pixels."""
        digits = len(str(max(100, self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * _GUTTER_PADDING

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Number the lines on screen."""
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.colour("faint_text")))
        block = self.firstVisibleBlock()
        width = self.gutter_width() - _GUTTER_PADDING
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > area.bottom():
                return
            place = QRect(0, round(box.top()), width, self.fontMetrics().height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()

    def _words_at(self, cursor: QTextCursor) -> str:
        place = cursor.positionInBlock()
        found = self._highlighter.variables(cursor.block().text())
        return next((chip.words for chip in found if chip.start <= place < chip.end), "")

    def _indent(self) -> None:
        if self.textCursor().hasSelection():
            self._shift_lines(outwards=False)
        else:
            self.insertPlainText(INDENT)

    def _shift_lines(self, *, outwards: bool) -> None:
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            edit.setPosition(block.position())
            if not outwards:
                edit.insertText(INDENT)
            for _ in range(_leading_spaces(block.text(), len(INDENT)) if outwards else 0):
                edit.deleteChar()
            block = block.next()
        edit.endEditBlock()

    def _break_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip())]
        deeper = INDENT if before.rstrip().endswith(_OPENING) else ""
        cursor.insertText("\n" + indent + deeper)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        box = self.contentsRect()
        self._gutter.setGeometry(box.left(), self.viewport().geometry().top(), self.gutter_width(), box.height())

    def _scroll_gutter(self, area: QRect, distance: int) -> None:
        if distance:
            self._gutter.scroll(0, distance)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


class _Gutter(QWidget):
    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(QPainter(self), event.rect())


class _Highlighter(QSyntaxHighlighter):
    def __init__(self, theme: Theme, document: QTextDocument, language: str) -> None:
        super().__init__(document)
        self._theme = theme
        self._language = language
        self._scope: Scope | None = None
        self._formats: dict[str, QTextCharFormat] = {}
        theme.changed.connect(self._recolour)

    def set_language(self, language: str) -> None:
        if language != self._language:
            self._language = language
            self.rehighlight()

    def set_scope(self, scope: Scope) -> None:
        if scope != self._scope:
            self._scope = scope
            self.rehighlight()

    def variables(self, text: str) -> tuple[Chip, ...]:
        return () if len(text) > LONGEST_COLOURED else variable_chips(text, self._scope)

    def highlightBlock(self, text: str) -> None:
        for start, length, kind in spans(text, self._language):
            self.setFormat(start, length, self._format(kind))
        for chip in self.variables(text):
            self.setFormat(chip.start, chip.end - chip.start, variable_format(self._theme, missing=chip.missing))

    def _format(self, kind: str) -> QTextCharFormat:
        if kind not in self._formats:
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(QColor(self._theme.syntax_colour(kind)))
        return self._formats[kind]

    def _recolour(self) -> None:
        self._formats.clear()
        self.rehighlight()


def _leading_spaces(text: str, most: int) -> int:
    return min(most, len(text) - len(text.lstrip(" ")))
