"""What stands behind a step: the answer of its call, or what was signed, below the builder until it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.exchange import Exchange
from countersign.model.signing_record import SigningRecord
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme

if TYPE_CHECKING:
    from countersign.ui.inspector import SignatureInspector
    from countersign.ui.response.response_view import ResponseView


class AnswerDrawer(QWidget):
    """Show one answer or one signing record; hidden until there is something to show."""

    save_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("kind", "heading")
        self._close = QPushButton(self)
        self._close.setAccessibleName("Close the details")
        self._close.setToolTip("Close the details (Escape)")
        self._close.setProperty("kind", "quiet")
        self._close.setFixedSize(28, 26)
        self._close.clicked.connect(self.hide)
        keep_icon(self._close, theme, "close")
        self._pages = QStackedWidget(self)
        self._inspector: SignatureInspector | None = None
        self._response: ResponseView | None = None
        self._exchange: Exchange | None = None
        self._has_room = False
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 6, 8, 0)
        bar.addWidget(self._title, 1)
        bar.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._pages, 1)
        self.setMinimumHeight(180)
        self.hide()

    @property
    def inspector(self) -> SignatureInspector:
        """Return the signature inspector, built when it is first wanted."""
        if self._inspector is None:
            from countersign.ui.inspector import SignatureInspector

            self._inspector = SignatureInspector(self._theme, self)
            self._pages.addWidget(self._inspector)
        return self._inspector

    @property
    def response(self) -> ResponseView:
        """Return the response view, built when it is first wanted."""
        if self._response is None:
            from countersign.ui.response.response_view import ResponseView

            self._response = ResponseView(self._theme, self)
            self._response.save_requested.connect(self.save_requested)
            self._pages.addWidget(self._response)
        return self._response

    @property
    def exchange(self) -> Exchange | None:
        """Return the answer that is shown, None while there is none."""
        is_answer = self._response is not None and self._pages.currentWidget() is self._response
        return self._exchange if is_answer and not self.isHidden() else None

    def show_record(self, record: SigningRecord) -> None:
        """Show what was signed."""
        self.inspector.show_record(record)
        self._show("What was signed", self.inspector)

    def show_exchange(self, title: str, exchange: Exchange) -> None:
        """Show what a call was answered."""
        self._exchange = exchange
        self.response.show_exchange(exchange)
        self._show(title, self.response)

    def open_search(self) -> bool:
        """Open the search of the answer that has the focus; tell whether there is one."""
        focus = self.focusWidget()
        has_focus = self.exchange is not None and focus is not None and focus.hasFocus()
        if has_focus:
            self.response.open_search()
        return has_focus

    def _show(self, title: str, page: QWidget) -> None:
        self._title.setText(title)
        self._pages.setCurrentWidget(page)
        self.show()
        if not self._has_room:
            self._has_room = True
            self._take_half()

    def _take_half(self) -> None:
        """Share the height with what is above, the first time; after that it is as high as a person left it."""
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter) and splitter.count() == 2 and 2 * self.height() < splitter.height():
            splitter.setSizes([splitter.height() // 2] * 2)
