"""The Params tab: query parameters and path variables, in step with the URL in both directions."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

from countersign.model.request import Parameter
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import note_label, panel_column, scrolling
from countersign.ui.request.key_value_table import fixed_names_table, key_value_table
from countersign.ui.request.rows import EQUALS_LINES, Row
from countersign.ui.request.rows_editor import RowsEditor
from countersign.ui.request.url_parameters import path_rows_of_url, remembered, rows_of_url, url_with_rows
from countersign.ui.theme import Theme


class ParamsPanel(QWidget):
    """Edit the parameters of a URL; `url_changed` carries the URL that a change of the rows makes."""

    edited = Signal()
    url_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._url = ""
        self._values: dict[str, Row] = {}
        self._query = RowsEditor(
            theme, "Query parameters", key_value_table(theme, "Query parameters", EQUALS_LINES), EQUALS_LINES
        )
        self._path_heading = QLabel("Path variables")
        self._path_heading.setProperty("kind", "heading")
        self._path = fixed_names_table(theme, "Path variables")
        self._path_box = FieldBox(theme, self._path)
        self._path_note = note_label("Write :name as a segment of the URL's path to get a variable here.", "faint")
        content = QWidget()
        panel_column(content, self._query, self._path_heading, self._path_box, self._path_note)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)
        self._query.edited.connect(self._follow_rows)
        self._path.edited.connect(self._remember)
        self._show_path()

    def set_params(self, url: str, params: tuple[Parameter, ...], path_params: tuple[Parameter, ...]) -> None:
        """Show other parameters, without signals; where they disagree with the URL, the URL is right."""
        self._url = url
        self._query.set_rows(rows_of_url(url, [Row.of_parameter(param) for param in params]))
        self._path.set_rows(())
        self._values = {param.name: Row.of_parameter(param) for param in path_params}
        self._show_path()

    def show_url(self, url: str) -> None:
        """Follow the URL as it is typed; path values are kept for names that come back."""
        if url == self._url:
            return
        self._url = url
        self._query.set_rows(rows_of_url(url, self._query.rows))
        self._show_path()

    def params(self) -> tuple[Parameter, ...]:
        """Return the query parameters, disabled ones included."""
        return tuple(row.parameter() for row in self._query.rows)

    def path_params(self) -> tuple[Parameter, ...]:
        """Return the path variables."""
        return tuple(row.parameter() for row in self._path.rows)

    def count(self) -> int:
        """Count the enabled parameters, path variables included."""
        return sum(row.enabled for row in (*self._query.rows, *self._path.rows))

    def _follow_rows(self) -> None:
        url = url_with_rows(self._url, self._query.rows)
        if url != self._url:
            self._url = url
            self.url_changed.emit(url)
        rows = rows_of_url(url, self._query.rows)
        if len(rows) == len(self._query.rows):
            self._query.set_rows(rows)
        else:
            QTimer.singleShot(0, self, self._show_query)
        self.edited.emit()

    def _show_query(self) -> None:
        """Follow the URL after a cell is closed: taking its row away under an open editor upsets the table."""
        self._query.set_rows(rows_of_url(self._url, self._query.rows))

    def _remember(self) -> None:
        self._values = remembered(self._values, self._path.rows)
        self.edited.emit()

    def _show_path(self) -> None:
        self._values = remembered(self._values, self._path.rows)
        rows = path_rows_of_url(self._url, self._values)
        self._path.set_rows(rows)
        for part in (self._path_heading, self._path_box):
            part.setVisible(bool(rows))
        self._path_note.setVisible(not rows)
