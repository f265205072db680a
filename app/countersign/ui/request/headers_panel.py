"""The Headers tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.request import Header
from countersign.ui.request.form_rows import note_label, panel_column, scrolling
from countersign.ui.request.header_names import HEADER_NAMES, header_values, shown_header_value
from countersign.ui.request.inherited_headers import InheritedHeaders
from countersign.ui.request.key_value_table import NAME_COLUMN, key_value_table
from countersign.ui.request.rows import HEADER_LINES, Row
from countersign.ui.request.rows_editor import RowsEditor
from countersign.ui.theme import Theme

_ADDED = ("Host", "Accept", "Accept-Encoding", "User-Agent")


class HeadersPanel(QWidget):
    """Edit headers, and say which ones are added unless they are set; `note` says more of those that are."""

    edited = Signal()

    def __init__(self, theme: Theme, added: Sequence[str] = _ADDED, note: str = "") -> None:
        super().__init__()
        self._addable = tuple(added)
        self._note = note
        table = key_value_table(
            theme, "Request headers", HEADER_LINES, suggest=self._suggestions, shown_value=_shown_value
        )
        self._editor = RowsEditor(theme, "Request headers", table, HEADER_LINES, _shown_value)
        self._added = note_label()
        content = QWidget()
        self._inherited: tuple[tuple[Header, str], ...] = ()
        self._above = InheritedHeaders()
        panel_column(content, self._above, self._editor, self._added)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)
        self._editor.edited.connect(self._tell)
        self._show_added()

    def set_headers(self, headers: tuple[Header, ...]) -> None:
        """Show other headers, without `edited`."""
        self._editor.set_rows(tuple(Row.of_header(header) for header in headers))
        self._show_added()

    def set_inherited(self, headers: tuple[tuple[Header, str], ...]) -> None:
        """Show what folders and collection add, each header with the name of the one that sets it."""
        self._inherited = headers
        self._show_added()

    def headers(self) -> tuple[Header, ...]:
        """Return the headers, disabled ones included."""
        return tuple(row.header() for row in self._editor.rows)

    def count(self) -> int:
        """Count the enabled headers."""
        return sum(row.enabled for row in self._editor.rows)

    def _tell(self) -> None:
        self._show_added()
        self.edited.emit()

    def _show_added(self) -> None:
        written = {row.name.strip().lower() for row in self._editor.rows if row.enabled}
        inherited = [entry for entry in self._inherited if entry[0].name.strip().lower() not in written]
        self._above.show_headers(inherited)
        written |= {header.name.strip().lower() for header, _ in inherited}
        names = [name for name in self._addable if name.lower() not in written]
        verb = "is" if len(names) == 1 else "are"
        added = f"{_listed(names)} {verb} added unless set here." if names else ""
        self._added.setText(" ".join(part for part in (added, self._note) if part))

    def _suggestions(self, row: int, column: int) -> Sequence[str]:
        if column == NAME_COLUMN:
            return HEADER_NAMES
        rows = self._editor.rows
        return header_values(rows[row].name) if row < len(rows) else ()


def _shown_value(row: Row) -> str:
    return shown_header_value(row.name, row.value or "")


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
