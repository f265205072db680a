"""A table of names and values with its heading, and the same rows as text for editing in bulk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.row_table import RowTable
from countersign.ui.request.rows import LineSyntax, Row, masked, unmasked, with_descriptions_of
from countersign.ui.theme import Theme


class RowsEditor(QWidget):
    """Edit rows in a table, or as lines of text; `edited` follows every change that a person made.

    `shown_value` masks what must not stand on screen; a mask left in the text stands for the value behind it.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        heading: str,
        table: RowTable[Row],
        syntax: LineSyntax,
        shown_value: Callable[[Row], str] | None = None,
    ) -> None:
        super().__init__()
        self._shown_value = shown_value or _plain_value
        self.table = table
        self._syntax = syntax
        self._heading = QLabel(heading)
        self._heading.setProperty("kind", "heading")
        self._toggle = QPushButton("Bulk edit")
        self._toggle.setProperty("kind", "quiet")
        self._toggle.setCheckable(True)
        self._toggle.setAccessibleName(f"Bulk edit {heading.lower()}")
        self._text = QPlainTextEdit()
        self._text.setProperty("kind", "code")
        self._text.setFont(theme.code_font())
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(f"{heading} as text")
        example = syntax.format((Row("name", "value"), Row("other", "switched off", enabled=False)))
        self._text.setPlaceholderText(example)
        self._text.hide()
        self._lay_out(theme)
        table.edited.connect(self.edited)
        self._toggle.toggled.connect(self._show_text)
        self._text.textChanged.connect(self._read_text)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows."""
        return self.table.rows

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows, without `edited`; text that is being edited and says the same stays as typed."""
        if rows == self.table.rows:
            return
        self.table.set_rows(rows)
        if self._toggle.isChecked() and not self._text.hasFocus():
            self._write_text()

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(FieldBox(theme, self._both_views()), 1)

    def _both_views(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        column.addWidget(self._text)
        return holder

    def _show_text(self, shown: bool) -> None:  # noqa: FBT001 - the shape of QAbstractButton.toggled
        if shown:
            self._write_text()
        self._text.setVisible(shown)
        self.table.setVisible(not shown)
        (self._text if shown else self.table).setFocus()

    def _write_text(self) -> None:
        with QSignalBlocker(self._text):
            self._text.setPlainText(self._syntax.format(masked(self.table.rows, self._shown_value)))

    def _read_text(self) -> None:
        before = self.table.rows
        typed = unmasked(before, self._syntax.parse(self._text.toPlainText()), self._shown_value)
        rows = with_descriptions_of(before, typed)
        if rows != self.table.rows:
            self.table.set_rows(rows)
            self.edited.emit()


def _plain_value(row: Row) -> str:
    return row.value or ""
