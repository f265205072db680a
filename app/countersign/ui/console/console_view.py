"""The console of one live connection: controls, messages, one message in full, and the composer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QVBoxLayout, QWidget

from countersign.model.frame_log import FrameLog
from countersign.model.frames import FrameReader
from countersign.ui.console.cleared_line import ClearedLine
from countersign.ui.console.console_bar import ConsoleBar
from countersign.ui.console.frame_model import FrameModel
from countersign.ui.console.frame_query import FrameQuery
from countersign.ui.console.frame_table import FrameTable
from countersign.ui.console.message_detail import MessageDetail
from countersign.ui.console.shown_frames import ShownFrames
from countersign.ui.theme import Theme

_TICK_MS = 16
_CONTEXT_MS = 500
_SLICE = 0.008
_LONGEST_LABEL = 40


class ConsoleView(QWidget):
    """Show the frames of a log as they come, and count them as seen.

    `export_requested` carries "jsonl", "csv" or "har" and the numbers of the frames as shown; `message_reused` the
    frame that is to be put back into the composer. `name` is a heading, for two consoles side by side. Without
    `has_peers`, all messages come from one other side, and nothing is said of it.
    """

    export_requested = Signal(str, object)
    message_reused = Signal(object)

    def __init__(
        self,
        theme: Theme,
        log: FrameLog,
        reader: FrameReader,
        composer: QWidget,
        parent: QWidget | None = None,
        *,
        name: str = "",
        has_peers: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or "Console")
        self._log = log
        self._reader = reader
        self._paused_at: int | None = None
        self._cleared_from = 0
        self._chosen: int | None = None
        self.bar = ConsoleBar(name, self)
        self.cleared = ClearedLine(theme, self)
        self._model = FrameModel(ShownFrames(log, reader), self)
        self.table = FrameTable(theme, self._model, self)
        self.detail = MessageDetail(theme, self)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self._composer = composer
        self._ticks = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._slices = QTimer(self, interval=0)
        self._context = QTimer(self, interval=_CONTEXT_MS, singleShot=True)
        self._context_count = 0
        self._lay_out()
        self._connect()
        if not has_peers:
            self.bar.leave_out_peers()
            self.table.leave_out_peers()
        self._say_state()
        self._ticks.start()

    def set_log(self, log: FrameLog) -> None:
        """Show another log from its beginning."""
        self._log = log
        self._paused_at = None
        self.bar.show_paused(None)
        self.cleared.hide()
        self._start(ShownFrames(log, self._reader))

    def set_reader(self, reader: FrameReader) -> None:
        """Put the same frames into other words."""
        self._reader = reader
        shown = ShownFrames(self._log, reader)
        shown.start_at(self._model.shown.first)
        self._start(shown)
        if self._chosen is not None:
            self._show_frame(self._chosen)

    def shown_numbers(self) -> tuple[int, ...]:
        """Return the numbers of the frames in the table, in their order."""
        return tuple(self._model.shown.numbers())

    def open_search(self) -> None:
        """Put the focus into the filter."""
        self.bar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.filter.selectAll()

    @property
    def is_paused(self) -> bool:
        """Tell whether the view is held still."""
        return self._paused_at is not None

    def toggle_pause(self) -> None:
        """Hold the view still, or go on with all that came meanwhile."""
        self._paused_at = self._log.count if self._paused_at is None else None
        self._tick()
        if self._paused_at is None:
            self.bar.show_paused(None)

    def clear(self) -> None:
        """Take the messages out of sight; the log keeps them."""
        shown = self._model.shown
        self._cleared_from = shown.first
        cleared = self._log.count - shown.first
        if not cleared:
            return
        self._start_from(self._log.count)
        self.cleared.offer(cleared)

    def undo_clear(self) -> None:
        """Show again what the last clear took away."""
        self.cleared.hide()
        self._start_from(self._cleared_from)

    def showEvent(self, event: QShowEvent) -> None:
        """Take in what came while nobody looked."""
        super().showEvent(event)
        self._tick()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find on Ctrl+F, step through what was found on F3."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.open_search()
        elif event.key() == Qt.Key.Key_F3:
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _tick(self) -> None:
        count = self._log.count
        self._log.seen = count
        if self._paused_at is not None:
            self.bar.show_paused(count - self._paused_at)
        if self.isVisible() and not self._slices.isActive():
            self._take_in(_SLICE)
        if self._chosen is not None and count != self._context_count and not self._context.isActive():
            self._context_count = count
            self._context.start()

    def _take_in(self, seconds: float) -> None:
        """Show what came, and read on in slices where the filter cannot keep up."""
        end = self._log.count if self._paused_at is None else self._paused_at
        before = self._model.rowCount()
        is_done = self.table.take_in(end, seconds)
        if is_done == self._slices.isActive():
            if is_done:
                self._slices.stop()
            else:
                self._slices.start()
        if self._model.rowCount() != before:
            self._choose_again(self._chosen)
        self._say_state()

    def _say_state(self) -> None:
        shown = self._model.shown
        found, is_done = self._model.rowCount(), not shown.is_behind
        if not shown.is_filtered:
            self.bar.show_found("")
        elif is_done:
            self.bar.show_found(f"{found:,} found")
        else:
            self.bar.show_found(f"searching, {int(shown.progress * 100)} %")
        if found:
            self.table.say("")
        elif shown.is_filtered and self._log.count > shown.first:
            self.table.say("No message matches" if is_done else "Searching", "Change the filter to see others.")
        elif self._paused_at is not None:
            self.table.say("Paused", "New messages wait until you resume.")
        else:
            self.table.say("No messages yet", "Connect, and every message will stand here, sent and received.")

    def _narrow(self, query: FrameQuery) -> None:
        if self._model.shown.is_filtered or not query.is_empty:
            self._start(self._model.shown)

    def _start_from(self, first: int) -> None:
        """Show the frames from a number on, the chosen one only if it is among them."""
        shown = self._model.shown
        shown.start_at(first)
        if self._paused_at is not None:
            self._paused_at = self._log.count
        self._start(shown)

    def _start(self, shown: ShownFrames) -> None:
        """Choose the rows anew; the chosen frame stays chosen where it is among them."""
        if self._chosen is not None and (shown.log is not self._model.shown.log or self._chosen < shown.first):
            self._forget_chosen()
        shown.narrow(self.bar.query())
        self._slices.stop()
        self._model.show(shown)
        self.table.start_over()
        self._take_in(_SLICE)

    def _choose(self, row: int) -> None:
        number = self._model.shown.number(row)
        if number != self._chosen:
            self._chosen = number
            self._show_frame(number)

    def _show_frame(self, number: int) -> None:
        self._context_count = self._log.count
        self.detail.show_frame(self._log.frame(number), self._reader, self._log)
        self.detail.show()

    def _choose_again(self, number: int | None) -> None:
        """Make a frame's row current after rows were chosen anew, as soon as the row is there."""
        if number is None or self.table.currentIndex().isValid():
            return
        row = self._model.shown.row_of(number)
        if row is not None:
            self.table.show_row(row)

    def _forget_chosen(self) -> None:
        self._chosen = None
        self.detail.clear()
        self.detail.hide()

    def _step(self, way: int) -> None:
        """Go to the next or previous row, over the ends."""
        rows = self._model.rowCount()
        if rows:
            current = self.table.currentIndex().row()
            self.table.show_row((current + way) % rows if current >= 0 else 0 if way > 0 else rows - 1)

    def _open_detail(self) -> None:
        if self._chosen is not None:
            self.detail.take_focus()

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid() and self._model.rowCount():
            self.table.show_row(self._model.rowCount() - 1)

    def _show_menu(self, place: QPoint) -> None:
        row = self._model.row(self.table.currentIndex().row())
        menu = QMenu(self)
        self.detail.copy_actions(menu)
        menu.addSeparator()
        menu.addAction("Edit and send again", self.detail.reuse).setEnabled(row.direction != "event")
        menu.addSeparator()
        only = f'type:"{row.type.replace(chr(34), "")}"'
        for label, term in (("Show only", only), ("Leave out", f"-{only}")):
            words = f"{label} {row.type[:_LONGEST_LABEL]}".replace("&", "&&")
            menu.addAction(words, partial(self.bar.filter.setText, term))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _export(self, kind: str) -> None:
        self.export_requested.emit(kind, self.shown_numbers())

    def _connect(self) -> None:
        self._ticks.timeout.connect(self._tick)
        self._slices.timeout.connect(lambda: self._take_in(_SLICE))
        self._context.timeout.connect(lambda: self.detail.refresh_context(self._log))
        self.bar.query_changed.connect(self._narrow)
        self.bar.pause_asked.connect(self.toggle_pause)
        self.bar.clear_asked.connect(self.clear)
        self.bar.export_asked.connect(self._export)
        self.bar.left.connect(self._enter_table)
        self.cleared.undo_asked.connect(self.undo_clear)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open_detail)
        self.table.copy_asked.connect(self.detail.copy_payload)
        self.table.menu_asked.connect(self._show_menu)
        self.detail.reuse_asked.connect(self.message_reused)
        self.detail.left.connect(self._enter_table)

    def _lay_out(self) -> None:
        self.detail.hide()
        self.detail.setMinimumHeight(96)
        self.table.setMinimumHeight(84)
        self.split.addWidget(self.table)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([480, 190])
        self.split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.cleared)
        for part in (self.split, self._composer):
            divider = QFrame(self)
            divider.setProperty("kind", "divider")
            column.addWidget(divider)
            column.addWidget(part, 1 if part is self.split else 0)
