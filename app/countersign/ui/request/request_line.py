"""The request line: method, URL, Send."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem

from countersign.ui.request.url_line import UrlLine
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_NARROWEST_BUTTON = 76
_METHOD_LOOK = """
QComboBox { border-color: transparent; background: transparent; color: %s; font-weight: 600; }
QComboBox:focus { border-color: palette(accent); }
"""


class RequestLine(UrlLine):
    """Edit method and URL in one bordered row, and send or cancel.

    `method_changed` and `url_changed` follow every change of the text.
    """

    method_changed = Signal()
    send_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        method = _method_combo(theme)
        super().__init__(theme, method, _NARROWEST_BUTTON)
        self._method = method
        self._sending = False
        self._connect()
        self.set_sending(sending=False)
        self._colour_method()

    def set_request(self, method: str, url: str) -> None:
        """Show another method and URL, without signals."""
        with QSignalBlocker(self):
            self._method.setCurrentIndex(self._method.findText(method, Qt.MatchFlag.MatchExactly))
            self._method.setEditText(method)
        self.set_url(url)
        self._colour_method()

    def method(self) -> str:
        """Return the method as typed."""
        return self._method.currentText()

    def set_sending(self, *, sending: bool) -> None:
        """Turn Send into Cancel, and back."""
        self._sending = sending
        if sending:
            self.set_button("Cancel", "Escape", "")
        else:
            self.set_button("Send", "Ctrl+Enter", "primary")

    def _connect(self) -> None:
        self._method.editTextChanged.connect(self._follow_method)
        self.url.send_requested.connect(self._send)
        self.button.clicked.connect(self._press)
        self.theme.changed.connect(self._colour_method)

    def _press(self) -> None:
        (self.cancel_requested if self._sending else self.send_requested).emit()

    def _send(self) -> None:
        if not self._sending:
            self.send_requested.emit()

    def _follow_method(self) -> None:
        self._colour_method()
        self.method_changed.emit()

    def _colour_method(self) -> None:
        editor = self._method.lineEdit()
        assert editor is not None
        colour = self.theme.method_colour(self.method())
        self._method.setStyleSheet(_METHOD_LOOK % colour)
        width = editor.fontMetrics().horizontalAdvance(self.method() + "M")
        self._method.setFixedWidth(min(max(74, width + 42), 180))


class _MethodDelegate(QStyledItemDelegate):
    """Colour the methods of the list; a colour in the model would overwrite the text that is being typed."""

    def __init__(self, theme: Theme, parent: QComboBox) -> None:
        super().__init__(parent)
        self._theme = theme

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        colour = QColor(self._theme.method_colour(str(index.data())))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, colour)


def _method_combo(theme: Theme) -> ChoiceBox:
    combo = ChoiceBox("Method")
    combo.setEditable(True)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    combo.addItems(METHODS)
    combo.setItemDelegate(_MethodDelegate(theme, combo))
    combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    font = QFont(theme.ui_font())
    font.setWeight(QFont.Weight.DemiBold)
    combo.setFont(font)
    completer = combo.completer()
    assert completer is not None
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return combo
