"""The history in the sidebar: search, filters, the list, and the way to a tab or a comparison."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from countersign.model.errors import Failure
from countersign.model.history import HistoryEntry, HistoryQuery, HistoryRow
from countersign.ui.history.clear_question import ClearQuestion
from countersign.ui.history.compare_choice import CompareChoice
from countersign.ui.history.filter_chips import FilterChips
from countersign.ui.history.history_list import HistoryList
from countersign.ui.history.history_rows import HistoryRows
from countersign.ui.history.history_source import HistorySource
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme

PAGE = 100
_TYPING_PAUSE = 150  # milliseconds
_EMPTY = "What you send appears here, and is still here after a restart. Secrets are taken out before it is kept."
_NOTHING_FOUND = "Nothing in the history matches."


class HistoryPanel(QWidget):
    """Show what was sent. `opened` carries a draft, `compare_requested` two ids, `failed` what a person must know.

    Nothing is asked of the source before `start`, so that the first paint does not wait for it.
    """

    opened = Signal(object)
    compare_requested = Signal(int, int)
    failed = Signal(Failure)

    def __init__(self, theme: Theme, source: HistorySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._question = 0
        self.search = QLineEdit(self)
        self.filter = QToolButton(self)
        self.chips = FilterChips(theme, self)
        self.clear_question = ClearQuestion(self)
        self.compare_choice = CompareChoice(self)
        self.rows = HistoryRows(self)
        self.list = HistoryList(theme, self.rows, self)
        self.note = QLabel(_EMPTY, self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE)
        self._dress(theme)
        self._connect()
        self._lay_out()

    def start(self) -> None:
        """Show the newest exchanges, and every one that follows."""
        self._source.follow(self._add, self.failed.emit)
        self.refresh()

    def refresh(self) -> None:
        """Search anew."""
        self._typing.stop()
        self._question += 1
        self._source.search(self._query(), partial(self._show, self._question), self.failed.emit)

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _query(self) -> HistoryQuery:
        return HistoryQuery(
            text=self.search.text(), methods=self.chips.methods, statuses=self.chips.statuses, limit=PAGE
        )

    def _show(self, question: int, rows: tuple[HistoryRow, ...]) -> None:
        if question != self._question:
            return  # something else has been asked since
        self.rows.set_rows(rows, has_more=len(rows) >= PAGE)
        self._show_note()

    def _load_more(self) -> None:
        known = self.rows.rows
        if known:
            query = replace(self._query(), before=known[-1].id)
            self._source.search(query, partial(self._show_more, self._question), self.failed.emit)

    def _show_more(self, question: int, rows: tuple[HistoryRow, ...]) -> None:
        if question == self._question:
            self.rows.append(rows, has_more=len(rows) >= PAGE)

    def _add(self, row: HistoryRow) -> None:
        if self._query() != HistoryQuery(limit=PAGE):
            self._typing.start()  # whether it belongs here, the search knows
            return
        newest = max((known.id for known in self.rows.rows), default=0)
        if row.id > newest:
            self.rows.put_first(row)
            self._show_note()

    def _choose(self, entry_id: int) -> None:
        first = self.compare_choice.waiting_for
        if not first:
            self._source.entry(entry_id, self._open, self.failed.emit)
        elif first != entry_id:
            self.compare_choice.end()
            self.compare_requested.emit(first, entry_id)

    def _open(self, entry: HistoryEntry) -> None:
        if entry.draft is not None:
            self.opened.emit(entry.draft)
            return
        self.failed.emit(
            Failure(
                "history.no-draft",
                f"The request behind {entry.row.method} {entry.row.url} can no longer be read.",
                "Its URL and its answer are still in the history.",
            )
        )

    def _compare(self, ids: tuple[int, ...]) -> None:
        if len(ids) == 2:
            older, newer = sorted(ids)
            self.compare_requested.emit(older, newer)
            return
        row = self.rows.place_of(ids[0])
        self.compare_choice.begin(ids[0], str(row.data(Qt.ItemDataRole.AccessibleTextRole)))

    def _delete(self, ids: tuple[int, ...]) -> None:
        self._source.delete(ids, self.refresh, self.failed.emit)

    def _ask_to_clear(self) -> None:
        self._source.count(self.clear_question.ask, self.failed.emit)

    def _clear(self) -> None:
        self._source.clear(self.refresh, self.failed.emit)
        self.list.setFocus()

    def _show_note(self) -> None:
        is_empty = not self.rows.rows
        self.note.setVisible(is_empty)
        self.note.setText(_EMPTY if self._query() == HistoryQuery(limit=PAGE) else _NOTHING_FOUND)
        self.list.setVisible(not is_empty)

    def _show_chips(self, *, shown: bool) -> None:
        self.chips.setVisible(shown)
        if not shown:
            self.chips.reset()

    def _show_count(self) -> None:
        count = self.chips.count
        self.filter.setText(str(count) if count else "")
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if count else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.filter.setToolButtonStyle(style)
        self.filter.setAccessibleDescription(f"{count} chosen" if count else "")

    def _leave_search(self) -> None:
        if self.rows.rows:
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.rows.place_of(self.rows.rows[0].id))

    def _dress(self, theme: Theme) -> None:
        self.search.setPlaceholderText("Search history")
        self.search.setAccessibleName("Search history")
        self.search.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter history")
        self.filter.setToolTip("Choose methods and statuses")
        self.filter.setCheckable(True)
        self._show_count()
        keep_icon(self.filter, theme, "chevron-down")
        self.chips.hide()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("kind", "faint")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(8, 4, 8, 4)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list.hide()

    def _connect(self) -> None:
        self._typing.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._leave_search)
        self.filter.toggled.connect(lambda shown: self._show_chips(shown=shown))
        self.chips.changed.connect(self._show_count)
        self.chips.changed.connect(self._typing.start)
        self.rows.more_wanted.connect(self._load_more)
        self.list.opened.connect(self._choose)
        self.list.compare_asked.connect(self._compare)
        self.list.delete_asked.connect(self._delete)
        self.list.clear_asked.connect(self._ask_to_clear)
        self.clear_question.confirmed.connect(self._clear)
        self.clear_question.cancelled.connect(self.list.setFocus)
        self.compare_choice.begun.connect(self.list.setFocus)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(bar)
        for widget in (self.chips, self.compare_choice, self.clear_question):
            column.addWidget(widget)
        column.addWidget(self.note, 1)
        column.addWidget(self.list, 1)
