"""The request line: method, URL, Send."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.request.url_edit import UrlEdit
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.choice_box import ChoiceBox

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_HEIGHT = 36
_METHOD_LOOK = """
QComboBox { border-color: transparent; background: transparent; color: %s; font-weight: 600; }
QComboBox:focus { border-color: palette(accent); }
"""
_FRAME_LOOK = """
QFrame[kind="field"] { border-color: %s; }
QLineEdit[kind="bare"]:focus { border-color: transparent; }
"""
_BUTTON_LOOK = "border-top-left-radius: 0; border-bottom-left-radius: 0;"


class RequestLine(QWidget):
    """Edit method and URL in one bordered row, and send or cancel.

    `method_changed` and `url_changed` follow every change of the text.
    """

    method_changed = Signal()
    url_changed = Signal(str)
    send_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sending = False
        self.url = UrlEdit(theme)
        self._method = _method_combo(theme)
        self._frame = QFrame()
        self._button = QPushButton()
        self._button.setProperty("kind", "primary")
        self._button.setStyleSheet(_BUTTON_LOOK)
        self._button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._button.setMinimumWidth(76)
        self._lay_out()
        self._connect()
        self.set_sending(sending=False)
        self._colour_method()

    def set_request(self, method: str, url: str) -> None:
        """Show another method and URL, without signals."""
        with QSignalBlocker(self):
            self._method.setCurrentIndex(self._method.findText(method, Qt.MatchFlag.MatchExactly))
            self._method.setEditText(method)
            if self.url.text() != url:
                self.url.setText(url)
                self.url.setCursorPosition(0)
        self._colour_method()

    def method(self) -> str:
        """Return the method as typed."""
        return self._method.currentText()

    def set_sending(self, *, sending: bool) -> None:
        """Turn Send into Cancel, and back."""
        self._sending = sending
        words = "Cancel" if sending else "Send"
        self._button.setText(words)
        self._button.setAccessibleName(words)
        self._button.setToolTip("Escape" if sending else "Ctrl+Enter")
        set_kind(self._button, "" if sending else "primary")

    def focus_url(self) -> None:
        """Put the cursor into the URL and select it."""
        self.url.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.url.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Frame the whole row while the URL has the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._colour_frame(focused=event.type() is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        frame = self._frame
        frame.setProperty("kind", "field")
        frame.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._method)
        row.addWidget(_divider("divider-vertical"))
        row.addSpacing(3)
        row.addWidget(self.url, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        padded = QVBoxLayout()
        padded.setContentsMargins(PANEL_MARGIN, 12, PANEL_MARGIN, 11)
        padded.addWidget(FieldBox(self._theme, frame))
        column.addLayout(padded)
        column.addWidget(_divider("divider"))

    def _connect(self) -> None:
        self._method.editTextChanged.connect(self._follow_method)
        self.url.textChanged.connect(self.url_changed)
        self.url.send_requested.connect(self._send)
        self._button.clicked.connect(self._press)
        self._theme.changed.connect(self._follow_theme)
        self.url.installEventFilter(self)

    def _press(self) -> None:
        (self.cancel_requested if self._sending else self.send_requested).emit()

    def _send(self) -> None:
        if not self._sending:
            self.send_requested.emit()

    def _follow_method(self) -> None:
        self._colour_method()
        self.method_changed.emit()

    def _follow_theme(self) -> None:
        self._colour_method()
        self._colour_frame(focused=self.url.hasFocus())

    def _colour_frame(self, *, focused: bool) -> None:
        self._frame.setStyleSheet(_FRAME_LOOK % self._theme.colour("accent" if focused else "control_border"))

    def _colour_method(self) -> None:
        editor = self._method.lineEdit()
        assert editor is not None
        colour = self._theme.method_colour(self.method())
        self._method.setStyleSheet(_METHOD_LOOK % colour)
        width = editor.fontMetrics().horizontalAdvance(self.method() + "M")
        self._method.setFixedWidth(min(max(74, width + 42), 180))


def _divider(kind: str) -> QFrame:
    divider = QFrame()
    divider.setProperty("kind", kind)
    return divider


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
