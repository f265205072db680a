"""The table of messages: rows of one height, painted straight from the log, following the newest."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget

from countersign.ui.console.column_widths import PEER, SIZE, TYPE, column_widths
from countersign.ui.console.frame_model import FrameModel
from countersign.ui.console.row_painter import ROW_HEIGHT, RowPainter
from countersign.ui.theme import Theme
from countersign.ui.widgets.empty_state import EmptyState

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 10
_SAMPLE = 4
_SHORT_TIME = "00:00:00"
_COMMON_TYPE, _COMMON_PEER = "ICE_CANDIDATE", "MASTER"


class FrameTable(QTableView):
    """Show messages. `chosen` tells the row that became current, `opened` follows Return, `copy_asked` Ctrl+C."""

    chosen = Signal(int)
    opened = Signal()
    copy_asked = Signal()
    menu_asked = Signal(object)  # QPoint, on the screen

    def __init__(self, theme: Theme, model: FrameModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._painter = RowPainter(theme)
        self._chosen_widths: dict[int, int] = {}
        self._needed = {
            TYPE: self._painter.width_of(_COMMON_TYPE, "bold"),
            PEER: self._painter.width_of(_COMMON_PEER, "label"),
        }
        self._is_fitting = False
        self.note = EmptyState("", "", parent=self.viewport())
        self.note.hide()
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.follow_button = QPushButton("Follow", self.viewport())
        self.follow_button.setAccessibleName("Follow new messages")
        self.follow_button.setToolTip("Go to the newest message and stay there (End)")
        self.follow_button.clicked.connect(self.follow)
        self.follow_button.hide()
        self._follows = True
        self._unread = 0
        self.setModel(model)
        self._dress()
        theme.changed.connect(self._recolour)
        self.verticalScrollBar().valueChanged.connect(self._notice_scroll)
        self.horizontalHeader().sectionResized.connect(self._keep_width)

    @property
    def follows(self) -> bool:
        """Tell whether new rows scroll into sight by themselves."""
        return self._follows

    def leave_out_peers(self) -> None:
        """Give peers no column, where there is one peer only."""
        self._chosen_widths[PEER] = 0
        self._fit_columns()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._follows = True
        self.scrollToBottom()
        self._show_follow()

    def take_in(self, end: int, seconds: float) -> bool:
        """Show the frames up to an end, as far as the time allows; tell whether all are decided."""
        before = self._model.rowCount()
        is_done = self._model.read(end, seconds)
        added = self._model.rowCount() - before
        if added:
            self._widen(before, added)
            self._unread = 0 if self._follows else self._unread + added
            if self._follows:
                self.scrollToBottom()
            self._show_follow()
        return is_done

    def start_over(self) -> None:
        """Follow again, after the rows were chosen anew."""
        self._follows, self._unread = True, 0
        self._show_follow()

    def show_row(self, row: int) -> None:
        """Make a row current and bring it into sight."""
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def say(self, title: str, text: str = "") -> None:
        """Say why there is nothing to see; "" says nothing."""
        if title == self.accessibleDescription():
            return
        self.setAccessibleDescription(title)
        if title:
            self.note.set_words(title, text)
        self.note.setVisible(bool(title))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self._rows_between(event.rect().top(), event.rect().bottom())
        columns = [(self.columnViewportPosition(at), self.columnWidth(at)) for at in range(self._model.columnCount())]
        current = self.selectionModel().currentIndex().row()
        state = "current" if self.hasFocus() else "selected"
        width = self.viewport().width()
        for row in range(first, last + 1):
            box = QRect(0, self.rowViewportPosition(row), width, ROW_HEIGHT)
            self._painter.paint(painter, self._model.row(row), box, columns, state if row == current else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what floats over the rows in its place, and the newest row in sight."""
        super().resizeEvent(event)
        self._fit_columns()
        self.note.setGeometry(self.viewport().rect())
        self._place_follow()
        if self._follows:
            self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, open, go to either end; the rest moves as in any table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_End and self._model.rowCount():
            self.show_row(self._model.rowCount() - 1)
            self.follow()
        elif event.key() == Qt.Key.Key_Home and self._model.rowCount():
            self.show_row(0)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt calls it by name
        """Do nothing: Qt would read every row of the log for each letter."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer, or of the current one for a key."""
        current = self.currentIndex()
        if event.reason() is QContextMenuEvent.Reason.Mouse and self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())
        elif event.reason() is not QContextMenuEvent.Reason.Mouse and current.isValid():
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(current).bottomLeft()))

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802 - Qt calls it by name
        """Tell the row that became current."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(current.row())
        self.viewport().update()

    def _rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        count = self._model.rowCount()
        if not count:
            return 0, -1
        first = self.rowAt(max(0, top))
        last = self.rowAt(bottom)
        return (first, last if last >= 0 else count - 1) if first >= 0 else (0, -1)

    def _widen(self, first: int, added: int) -> None:
        """Learn how much room types and peers need; a few new rows tell."""
        before = dict(self._needed)
        for number in range(first + max(0, added - _SAMPLE), first + added):
            row = self._model.row(number)
            self._needed[TYPE] = max(self._needed[TYPE], self._painter.width_of(row.type, "bold"))
            self._needed[PEER] = max(self._needed[PEER], self._painter.width_of(row.peer, "label"))
        if self._needed != before:
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Give every column its width, as far as nobody chose another."""
        short = self._painter.width_of(_SHORT_TIME, "code")
        self._is_fitting = True
        for column, width in enumerate(
            column_widths(self.viewport().width(), self._needed, short, self._chosen_widths)
        ):
            if width:
                self.setColumnWidth(column, width)
            self.setColumnHidden(column, not width)
        self._is_fitting = False

    def _keep_width(self, column: int, _before: int, width: int) -> None:
        """Remember a width that a person chose; that of the payload is what is left, and none is for a hidden one."""
        if width and column <= SIZE and not self._is_fitting:
            self._chosen_widths[column] = width

    def _notice_scroll(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum()
        self._unread = 0 if self._follows else self._unread
        self._show_follow()

    def _show_follow(self) -> None:
        self.follow_button.setVisible(not self._follows)
        if not self._follows:
            self.follow_button.setText(f"Follow · {self._unread:,} new" if self._unread else "Follow")
            self._place_follow()

    def _place_follow(self) -> None:
        size = self.follow_button.sizeHint()
        area = self.viewport().rect()
        left, top = area.width() - size.width() - _MARGIN, area.height() - size.height() - _MARGIN
        self.follow_button.setGeometry(QRect(left, top, size.width(), size.height()))

    def _recolour(self) -> None:
        self._painter.forget_colours()
        self.viewport().update()

    def _dress(self) -> None:
        self.setAccessibleName("Message log")
        self.setProperty("kind", "console")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(True)
        self._fit_columns()
