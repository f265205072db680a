"""How variables stand out in texts, and what they say where the pointer rests on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QToolTip

from countersign.ui.palette import readable
from countersign.ui.request.chip_text import Chip, chips
from countersign.ui.theme import Theme
from countersign.ui.token.plain_tip import plain_tip
from countersign.variables.scopes import Scope


def variable_chips(text: str, scope: Scope | None) -> tuple[Chip, ...]:
    """Return the variables of a text that is no URL; none without a scope to look them up in."""
    if scope is None or "{{" not in text:
        return ()
    return tuple(chip for chip in chips(text, scope, ()) if chip.kind == "variable")


def variable_format(theme: Theme, *, missing: bool) -> QTextCharFormat:
    """Return the colours of a variable, those of an error for one that has no value."""
    palette = theme.palette
    ground = palette.banner_error if missing else palette.selection
    look = QTextCharFormat()
    look.setBackground(QColor(ground))
    look.setForeground(QColor(readable(palette.error if missing else palette.accent, ground, palette.text)))
    return look


class VariableMarks(QObject):
    """Colour the variables of a line edit, whose text stays plain, and tell what they stand for."""

    def __init__(self, theme: Theme, field: QLineEdit) -> None:
        super().__init__(field)
        self._theme = theme
        self._field = field
        self._scope: Scope | None = None
        field.textChanged.connect(self._mark)
        theme.changed.connect(self._mark)
        field.installEventFilter(self)

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._scope = scope
        self._mark()

    def chips(self) -> tuple[Chip, ...]:
        """Return the variables in the text; none in one that is masked."""
        is_readable = self._field.echoMode() is QLineEdit.EchoMode.Normal
        return variable_chips(self._field.text(), self._scope) if is_readable else ()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Say what the variable under the pointer stands for."""
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        place = self._field.cursorPositionAt(event.pos())
        words = next((chip.words for chip in self.chips() if chip.start <= place < chip.end), "")
        if words:
            QToolTip.showText(event.globalPos(), plain_tip(words), self._field)
        return bool(words)

    def _mark(self) -> None:
        cursor = self._field.cursorPosition()
        formats = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat,
                chip.start - cursor,
                chip.end - chip.start,
                variable_format(self._theme, missing=chip.missing),
            )
            for chip in self.chips()
        ]
        QGuiApplication.sendEvent(self._field, QInputMethodEvent("", formats))
