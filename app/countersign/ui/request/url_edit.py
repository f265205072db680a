"""The URL field: plain editable text in which variables look like chips."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QLineEdit, QToolTip

from countersign.model.request import Parameter
from countersign.ui.palette import readable
from countersign.ui.request.chip_text import Chip, chips
from countersign.ui.request.variable_completer import VariableCompleter
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope

_OVERHANG = 2.0
_RADIUS = 4.0


class UrlEdit(QLineEdit):
    """Edit a URL in one line.

    Chips are drawn behind the text and coloured with the line edit's own format ranges, so the text stays plain for
    the keyboard, the clipboard, undo and screen readers. `send_requested` follows Enter, with or without Ctrl.
    `command_pasted` carries a curl command, which is not put into the field.
    """

    send_requested = Signal()
    command_pasted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._scope = Scope()
        self._path_params: tuple[Parameter, ...] = ()
        self._chips: tuple[Chip, ...] = ()
        self.completion = VariableCompleter(theme, self)
        self.setFrame(False)
        self.setProperty("kind", "bare")
        self.setFont(theme.code_font())
        self.setAccessibleName("Request URL")
        self.setPlaceholderText("https://example.com/path, or {{base_url}}/path")
        self.textChanged.connect(self._show_chips)
        theme.changed.connect(self._show_chips)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """Return the variables in the text."""
        return self._chips

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._scope = scope
        self.completion.set_scope(scope)
        self._show_chips()

    def set_path_params(self, path_params: tuple[Parameter, ...]) -> None:
        """Give values to the `:name` segments."""
        if path_params != self._path_params:
            self._path_params = path_params
            self._show_chips()

    def replace_text(self, text: str) -> None:
        """Change the text where it differs, so that undo and the cursor outlive the change."""
        old = self.text()
        start = _common_prefix(old, text)
        tail = _common_prefix(old[start:][::-1], text[start:][::-1])
        if old == text:
            return
        self.setCursorPosition(0 if self.cursorPosition() else len(old))  # ends the step that undo takes back
        self.setSelection(start, len(old) - start - tail)
        self.insert(text[start : len(text) - tail])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Enter, paste without line breaks."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ControlModifier,
        ):
            self.send_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def _paste(self, text: str) -> None:
        from countersign.formats.importing.curl import looks_like_curl

        if looks_like_curl(text):
            self.command_pasted.emit(text)
        else:
            self.insert(_one_line(text))

    def event(self, event: QEvent) -> bool:
        """Say what the variable under the pointer stands for."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            chip = self._chip_at(event.pos().x())
            words = chip.words if chip else ""
            QToolTip.showText(
                event.globalPos(), f"<p style='white-space:pre'>{escape(words)}</p>" if words else "", self
            )
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chips, then the text over them."""
        if self._chips:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setClipRect(self.rect().adjusted(4, 0, -2, 0))
            for chip in self._chips:
                painter.setBrush(QColor(self._theme.colour("banner_error" if chip.missing else "selection")))
                painter.drawRoundedRect(self._chip_box(chip), _RADIUS, _RADIUS)
            painter.end()
        scrolled_to = self.cursorRect()
        super().paintEvent(event)
        if self._chips and self.cursorRect() != scrolled_to:
            self.update()

    def _chip_box(self, chip: Chip) -> QRectF:
        left, right = self._x_of(chip.start), self._x_of(chip.end)
        height = self.fontMetrics().height() + 5
        top = (self.height() - height) / 2
        return QRectF(left - _OVERHANG, top, right - left + 2 * _OVERHANG, height)

    def _x_of(self, position: int) -> float:
        """Return where a character starts: by its distance from the cursor, which scrolls with the text."""
        metrics, text = QFontMetricsF(self.font()), self.text()
        cursor = self.cursorRect().center().x() + 0.5
        return (
            cursor
            + metrics.horizontalAdvance(text[:position])
            - metrics.horizontalAdvance(text[: self.cursorPosition()])
        )

    def _chip_at(self, x: int) -> Chip | None:
        return next((chip for chip in self._chips if self._x_of(chip.start) <= x < self._x_of(chip.end)), None)

    def _show_chips(self) -> None:
        self._chips = chips(self.text(), self._scope, self._path_params)
        cursor = self.cursorPosition()
        formats = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat,
                chip.start - cursor,
                chip.end - chip.start,
                self._format(chip),
            )
            for chip in self._chips
        ]
        QGuiApplication.sendEvent(self, QInputMethodEvent("", formats))
        self.update()

    def _format(self, chip: Chip) -> QTextCharFormat:
        theme = self._theme
        token, ground = ("error", "banner_error") if chip.missing else ("accent", "selection")
        colour = readable(theme.colour(token), theme.colour(ground), theme.colour("text"))
        text_format = QTextCharFormat()
        text_format.setForeground(QColor(colour))
        return text_format


def _common_prefix(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _one_line(text: str) -> str:
    return "".join(line.strip() for line in text.splitlines())
