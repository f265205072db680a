"""One message in full: a tab for each way to read it, and ways to copy and use it again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from countersign.formats.console_export import json_line, payload_text
from countersign.model.frames import DetailLine, DetailPage, Frame, FrameReader, FrameSource
from countersign.ui.console.frame_row import title_words, visible
from countersign.ui.console.page_view import PageView
from countersign.ui.theme import Theme
from countersign.ui.widgets.elided_label import ElidedLabel
from countersign.ui.widgets.underline_tabs import UnderlineTabs

_LEFT, _RIGHT = 14, 6
_GAP = 4
_LEAST_TITLE = 96


class MessageDetail(QFrame):
    """Show a frame as a reader puts it into words. `left` follows Escape."""

    reuse_asked = Signal(object)  # Frame
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._reader: FrameReader | None = None
        self._pages: tuple[DetailPage, ...] = ()
        self._context: tuple[DetailLine, ...] = ()
        self._tabs = UnderlineTabs(self)
        self._title = ElidedLabel(mode=Qt.TextElideMode.ElideRight, parent=self)
        self._title.setProperty("kind", "muted")
        self._copy = QPushButton("Copy", self)
        self._reuse = QPushButton("Reuse", self)
        self._page = PageView(theme, self)
        self._is_narrow: bool | None = None
        self._bar = QHBoxLayout()
        self._head = QHBoxLayout()
        self._build()

    @property
    def title(self) -> str:
        """Return which message is shown."""
        return self._title.text()

    @property
    def tabs(self) -> tuple[str, ...]:
        """Return the titles of the tabs."""
        return tuple(page.title for page in self._pages)

    @property
    def page(self) -> PageView:
        """Return the page in sight."""
        return self._page

    def show_frame(self, frame: Frame, reader: FrameReader, log: FrameSource) -> None:
        """Show a frame; the tab stays the same where the new frame has one of that title."""
        former = self._tabs.tabText(self._tabs.currentIndex()) if self._frame is not None else ""
        self._frame, self._reader = frame, reader
        self._context = reader.context(frame, log)
        face = reader.face(frame)
        self._title.setText(visible(title_words(frame.direction, face.type, face.peer)))
        self._reuse.setEnabled(frame.kind in ("text", "binary"))
        titles = self.tabs
        self._pages = reader.pages(frame)
        if self.tabs != titles:
            self._replace_tabs()
        self._tabs.setCurrentIndex(self.tabs.index(former) if former in self.tabs else 0)
        self._show_page()

    def refresh_context(self, log: FrameSource) -> None:
        """Ask again what other frames tell of this one: an answer may have come meanwhile."""
        if self._frame is None or self._reader is None or not self._pages:
            return
        self._context = self._reader.context(self._frame, log)
        if self._tabs.currentIndex() == 0:
            self._page.show_lines((*self._context, *self._pages[0].lines))

    def clear(self) -> None:
        """Show no frame."""
        self._frame = self._reader = None

    def open_tab(self, title: str) -> None:
        """Open a tab; raise ValueError for a title that no tab has."""
        self._tabs.setCurrentIndex(self.tabs.index(title))

    def take_focus(self) -> None:
        """Put the focus into the text."""
        self._page.take_focus()

    def copy_payload(self) -> None:
        """Put the decoded payload on the clipboard: the first page that is a text, else the frame."""
        if self._frame is not None:
            texts = (page.text for page in self._pages if page.text and page.language != "hex")
            QGuiApplication.clipboard().setText(next(texts, payload_text(self._frame)[0]))

    def copy_frame(self) -> None:
        """Put the frame on the clipboard as it was on the wire; binary as Base64."""
        if self._frame is not None:
            QGuiApplication.clipboard().setText(payload_text(self._frame)[0])

    def copy_row(self) -> None:
        """Put all that is known of the row on the clipboard, as JSON."""
        if self._frame is not None and self._reader is not None:
            QGuiApplication.clipboard().setText(json_line(self._frame, self._reader.face(self._frame)))

    def reuse(self) -> None:
        """Ask for the frame to be put back into the composer."""
        if self._frame is not None and self._frame.kind in ("text", "binary"):
            self.reuse_asked.emit(self._frame)

    def copy_actions(self, menu: QMenu) -> None:
        """Add the ways to copy to a menu."""
        menu.addAction("Copy payload", self.copy_payload)
        menu.addAction("Copy frame", self.copy_frame)
        menu.addAction("Copy row as JSON", self.copy_row)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while the focus is in here: it leads back to the table."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two lines above the page where one is too short."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _replace_tabs(self) -> None:
        former = self._tabs
        self._tabs = UnderlineTabs(self)
        self._tabs.setAccessibleName("Message")
        for place, page in enumerate(self._pages):
            self._tabs.add_tab(str(place), page.title)
        self._tabs.currentChanged.connect(self._show_page)
        self._bar.replaceWidget(former, self._tabs)
        QWidget.setTabOrder(former, self._tabs)
        former.hide()
        former.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        """Give title and buttons a line of their own where they do not fit beside the tabs."""
        buttons = self._copy.sizeHint().width() + self._reuse.sizeHint().width() + 2 * _GAP
        beside = self._tabs.sizeHint().width() + _LEAST_TITLE + buttons + _LEFT + _RIGHT
        is_narrow = self.width() < beside
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignRight
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        row = self._head if is_narrow else self._bar
        for widget in (self._title, self._copy, self._reuse):
            row.addWidget(widget, 1 if widget is self._title else 0)
        self._bar.setStretchFactor(self._tabs, 1 if is_narrow else 0)
        self._head.setContentsMargins(_LEFT, 4 if is_narrow else 0, _RIGHT, 0)

    def _show_page(self) -> None:
        place = self._tabs.currentIndex()
        if self._frame is not None and 0 <= place < len(self._pages):
            self._page.show_page(self._pages[place], self._context if place == 0 else (), self._frame.data)

    def _build(self) -> None:
        menu = QMenu(self._copy)
        self.copy_actions(menu)
        self._copy.setMenu(menu)
        self._copy.setAccessibleName("Copy message")
        self._reuse.setAccessibleName("Edit and send again")
        self._reuse.setToolTip("Put this message back into the composer")
        self._reuse.clicked.connect(self.reuse)
        for button in (self._copy, self._reuse):
            button.setProperty("kind", "quiet")
        self.setProperty("kind", "message-detail")
        self._bar.setContentsMargins(_LEFT, 0, _RIGHT, 0)
        self._bar.addWidget(self._tabs)
        for row in (self._bar, self._head):
            row.setSpacing(_GAP)
        self._arrange()
        divider = QFrame(self)
        divider.setProperty("kind", "divider")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._bar)
        column.addWidget(divider)
        column.addWidget(self._page, 1)
