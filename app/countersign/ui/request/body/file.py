"""The bytes of a file."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from countersign.model.body import FileBody
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.body.multipart import local_files
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label, panel_column
from countersign.ui.theme import Theme, set_kind

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


class FileBodyForm(BodyForm[FileBody]):
    """Choose a file, or drop one here; its size is shown."""

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._choose_file = choose_file
        self._path = QLineEdit()
        self._path.setAccessibleName("File")
        self._path.setProperty("kind", "code")
        self._path.setPlaceholderText("drop a file here, or type its path")
        self._browse = QPushButton("Browse…")
        self._content_type = QLineEdit()
        self._content_type.setProperty("kind", "code")
        self._content_type.setPlaceholderText("application/octet-stream")
        self._size = note_label()
        rows = FormRows(theme)
        rows.add_row("File", in_a_row(self._path, self._browse))
        rows.add_row("", self._size)
        rows.add_row("Content type", self._content_type)
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)
        self.setAcceptDrops(True)
        for field in (self._path, self._content_type):
            field.setAcceptDrops(False)  # else it takes the drop as text, "file:///…"
        self._browse.clicked.connect(self._take_file)
        self._path.textChanged.connect(self._follow_path)
        self._content_type.textChanged.connect(self.edited)
        self._show_size()

    def set_body(self, body: FileBody) -> None:
        """Show another file."""
        self._path.setText(body.file_path)
        self._content_type.setText(body.content_type)
        self._show_size()

    def body(self) -> FileBody:
        """Return the file's path and type."""
        return FileBody(self._path.text(), self._content_type.text())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        if len(local_files(event.mimeData())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self._use(local_files(event.mimeData())[0])
        event.acceptProposedAction()

    def _take_file(self) -> None:
        path = self._choose_file(self)
        if path:
            self._use(path)

    def _use(self, path: str) -> None:
        if not self._content_type.text():
            self._content_type.setText(mimetypes.guess_type(path)[0] or "")
        self._path.setText(path)

    def _follow_path(self) -> None:
        self._show_size()
        self.edited.emit()

    def _show_size(self) -> None:
        path = self._path.text()
        if not path or "{{" in path:
            words, kind = ("The file is read when the request is sent.", "faint")
        else:
            words, kind = _size_of(path)
        self._size.setText(words)
        set_kind(self._size, kind)


def _size_of(path: str) -> tuple[str, str]:
    try:
        file = Path(path).expanduser()
        if not file.is_file():
            return "There is no file at this path.", "warn"
        return readable_size(file.stat().st_size), "muted"
    except (OSError, ValueError, RuntimeError):
        return "This path cannot be read.", "warn"


def readable_size(size: int) -> str:
    """Return a size in bytes for people: "22 bytes", "1.5 MB"."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{size} byte{'' if size == 1 else 's'}" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


KIND = BodyKind("File", FileBody(), FileBodyForm, lambda body: isinstance(body, FileBody))
