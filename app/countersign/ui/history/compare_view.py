"""Two responses side by side: status, headers, body, with what differs in colour and by a mark."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from countersign.formats.response_diff import Comparison, ResponseDiff, compare_responses
from countersign.formats.response_example import TwoResponses
from countersign.model.errors import Failure
from countersign.model.history import HistoryRow
from countersign.ui.history.diff_delegate import LINE_HEIGHT, DiffDelegate
from countersign.ui.history.diff_rows import DiffRows, lines_of
from countersign.ui.history.history_source import Drop, HistorySource
from countersign.ui.history.row_words import short_url, spoken_moment, spoken_status
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme
from countersign.ui.widgets.asking_frame import AskingFrame
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.elided_label import ElidedLabel


class CompareView(AskingFrame):
    """Show the comparison of two exchanges of the history; `closed` follows Escape and the button."""

    closed = Signal()

    def __init__(self, theme: Theme, source: HistorySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._ids: tuple[int, int] | None = None
        self._drop: Drop | None = None
        self._two: TwoResponses | None = None
        self.left_title, self.right_title = ElidedLabel(parent=self), ElidedLabel(parent=self)
        self.summary = QLabel(self)
        self.sort_keys = QCheckBox("Sort JSON members", self)
        self.previous = _button("Previous difference", "Shift+F7", "chevron-up", theme, self)
        self.next = _button("Next difference", "F7", "chevron-down", theme, self)
        self.close_button = _button("Close the comparison", "Escape", "close", theme, self)
        self.banner = Banner(parent=self)
        self.rows = DiffRows(self)
        self.table = _DiffTable(theme, self.rows, self)
        self._connect(theme)
        self._lay_out()

    def compare(self, left_id: int, right_id: int) -> None:
        """Compare two exchanges and show the result when it is there."""
        self._ids, self._two = (left_id, right_id), None
        self.let_go()
        self.summary.setText("Comparing")
        self._drop = self._source.compare(
            self._ids, sort_keys=self.sort_keys.isChecked(), done=self.show_comparison, failed=self.show_failure
        )

    def compare_two(self, two: TwoResponses) -> None:
        """Compare two responses that are at hand."""
        self.let_go()
        self._ids, self._two = None, two
        diff = compare_responses(two.left, two.right, sort_keys=self.sort_keys.isChecked())
        self._show_diff(two.left_title, two.right_title, diff)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison."""
        self._show_diff(_title(comparison.left), _title(comparison.right), comparison.diff)

    def _show_diff(self, left_title: str, right_title: str, diff: ResponseDiff) -> None:
        self.left_title.setText(left_title)
        self.right_title.setText(right_title)
        count = diff.differences
        self.summary.setText(f"{count:,} differences" if count > 1 else "1 difference" if count else "No difference")
        self.banner.show_message("info", "", "\n".join(diff.notes))
        self.banner.setVisible(bool(diff.notes))
        self.rows.set_lines(lines_of(diff))
        for button in (self.previous, self.next):
            button.setEnabled(bool(count))
        self._step(1)

    def show_failure(self, failure: Failure) -> None:
        """Say why there is no comparison."""
        self.summary.setText("")
        self.rows.set_lines(())
        self.banner.show_message("error", failure.sentence, failure.action)
        self.banner.show()

    def let_go(self) -> None:
        """Wait for no answer any more."""
        if self._drop is not None:
            self._drop()
            self._drop = None

    def cancel(self) -> None:
        """Close the comparison."""
        self.let_go()
        self.closed.emit()

    def _step(self, by: int) -> None:
        current = self.table.currentIndex()
        row = self.rows.difference(current.row(), by)
        if row >= 0:
            index = self.rows.index(row, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)

    def _compare_again(self) -> None:
        if self._ids is not None:
            self.compare(*self._ids)
        elif self._two is not None:
            self.compare_two(self._two)

    def _connect(self, theme: Theme) -> None:
        self.setAccessibleName("Compare responses")
        self.setFocusProxy(self.table)
        self.banner.hide()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("kind", "muted")
        self.summary.setAccessibleName("Differences")
        self.sort_keys.toggled.connect(self._compare_again)
        self.close_button.clicked.connect(self.cancel)
        for button, key, by in ((self.next, "F7", 1), (self.previous, "Shift+F7", -1)):
            button.clicked.connect(partial(self._step, by))
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._step, by))
        theme.changed.connect(self.table.viewport().update)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 8, 8, 8)
        bar.setSpacing(8)
        title = QLabel("Compare responses", self)
        title.setProperty("kind", "strong")
        bar.addWidget(title)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        for widget in (self.sort_keys, self.previous, self.next, self.close_button):
            bar.addWidget(widget)
        titles = QHBoxLayout()
        titles.setContentsMargins(14, 0, 14, 6)
        titles.setSpacing(28)  # the right title begins as far into its column as the left one
        for label, name in ((self.left_title, "Left response"), (self.right_title, "Right response")):
            label.setAccessibleName(name)
            titles.addWidget(label, 1)
        notes = QVBoxLayout()
        notes.setContentsMargins(14, 0, 14, 8)
        notes.addWidget(self.banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(titles)
        column.addLayout(notes)
        column.addWidget(self.table, 1)


class _DiffTable(QTableView):
    """Show the lines; Ctrl+C copies the selected ones."""

    def __init__(self, theme: Theme, rows: DiffRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setModel(rows)
        self.setItemDelegate(DiffDelegate(theme, self))
        self.setAccessibleName("Compared responses")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(LINE_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(LINE_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            QGuiApplication.clipboard().setText(self._rows.copied(rows))
            return
        super().keyPressEvent(event)


def _title(row: HistoryRow) -> str:
    return f"{row.method} {short_url(row.url)} · {spoken_status(row)} · {spoken_moment(row.at)}"


def _button(name: str, key: str, icon: str, theme: Theme, parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key})")
    button.setProperty("kind", "quiet")
    button.setFixedSize(28, 26)
    keep_icon(button, theme, icon)
    return button
