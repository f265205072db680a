"""Parts sent as multipart/form-data: texts and files."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from countersign.model.body import MultipartBody, MultipartPart
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import panel_column
from countersign.ui.request.row_model import Column, RowKind
from countersign.ui.request.row_table import RowTable
from countersign.ui.request.rows import EQUALS_LINES
from countersign.ui.theme import Theme

_TEXT, _FILE = "Text", "File"


@dataclass(frozen=True, slots=True)
class PartRow:
    """Hold one part as it is edited; the value of the other kind is kept while one tries."""

    name: str = ""
    is_file: bool = False
    value: str = ""
    file_path: str = ""
    content_type: str = ""
    enabled: bool = True

    @classmethod
    def of_part(cls, part: MultipartPart) -> PartRow:
        """Return the row of a part."""
        is_file = bool(part.file_path)
        return cls(part.name, is_file, part.value, part.file_path, part.content_type, part.enabled)

    @classmethod
    def of_file(cls, path: str, name: str = "file") -> PartRow:
        """Return a row for a file, with the content type that its name suggests."""
        return cls(name, is_file=True, file_path=path, content_type=mimetypes.guess_type(path)[0] or "")

    def part(self) -> MultipartPart:
        """Return the part; a text has no file."""
        path = self.file_path if self.is_file else ""
        return MultipartPart(self.name, self.value, path, self.content_type, self.enabled)


class MultipartBodyForm(BodyForm[MultipartBody]):
    """Edit parts in a table; files can be dropped on it."""

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._choose_file = choose_file
        self.table = RowTable(theme, "Multipart parts", _KIND, read_lines=_parts_of_lines)
        self._browse = QPushButton("Browse…")
        self._browse.setToolTip("Choose a file for the selected part, or add a part")
        self._browse.clicked.connect(self._take_file)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Multipart parts")
        label.setProperty("kind", "heading")
        row.addWidget(label, 1)
        row.addWidget(self._browse)
        panel_column(self, head, FieldBox(theme, self.table), stretch=1).setContentsMargins(0, 0, 0, 0)
        self.setAcceptDrops(True)
        self.table.edited.connect(self.edited)

    def set_body(self, body: MultipartBody) -> None:
        """Show other parts."""
        self.table.set_rows([PartRow.of_part(part) for part in body.parts])

    def body(self) -> MultipartBody:
        """Return the parts."""
        return MultipartBody(tuple(row.part() for row in self.table.rows))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add a part for each file."""
        self.table.add_rows([PartRow.of_file(path) for path in local_files(event.mimeData())])
        event.acceptProposedAction()

    def _take_file(self) -> None:
        path = self._choose_file(self)
        if not path:
            return
        chosen = self.table.currentIndex().row()
        rows = list(self.table.rows)
        if not 0 <= chosen < len(rows):
            self.table.add_rows([PartRow.of_file(path)])
            return
        found = PartRow.of_file(path)
        rows[chosen] = replace(
            rows[chosen],
            is_file=True,
            file_path=path,
            content_type=rows[chosen].content_type or found.content_type,
        )
        self.table.set_rows(rows)
        self.edited.emit()


def local_files(data: QMimeData) -> list[str]:
    """Return the paths of the files that are dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile() and Path(url.toLocalFile()).is_file()]


def _parts_of_lines(text: str) -> tuple[PartRow, ...]:
    return tuple(PartRow(row.name, value=row.value or "", enabled=row.enabled) for row in EQUALS_LINES.parse(text))


def _write_kind(row: PartRow, text: str) -> PartRow:
    return replace(row, is_file=text == _FILE)


def _write_value(row: PartRow, text: str) -> PartRow:
    return replace(row, file_path=text) if row.is_file else replace(row, value=text)


def _switch(row: PartRow, enabled: bool) -> PartRow:  # noqa: FBT001 - a check box has two states
    return replace(row, enabled=enabled)


_COLUMNS: tuple[Column[PartRow], ...] = (
    Column("Name", lambda row: row.name, lambda row, text: replace(row, name=text)),
    Column("Kind", lambda row: _FILE if row.is_file else _TEXT, _write_kind, choices=(_TEXT, _FILE), width=72),
    Column("Value or path", lambda row: row.file_path if row.is_file else row.value, _write_value),
    Column("Content type", lambda row: row.content_type, lambda row, text: replace(row, content_type=text)),
)
_KIND = RowKind(
    _COLUMNS, PartRow(), _switch, lambda row: not (row.name or row.value or row.file_path or row.content_type)
)
KIND = BodyKind("Multipart", MultipartBody(), MultipartBodyForm, lambda body: isinstance(body, MultipartBody))
