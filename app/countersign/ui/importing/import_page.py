"""The page that brings things in, from a file, a paste or an AWS account; nothing is written before one says so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from countersign.model.errors import Failure
from countersign.model.imported import Imported
from countersign.ui.importing.account_choice import AccountChoice
from countersign.ui.importing.import_tree import ImportTree, summary
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.segmented import SegmentedControl

_MOST_NOTES = 500


class ImportPage(QWidget):
    """Show what a source would bring in, what it cannot, and the secrets in it.

    `file_chosen` and `text_pasted` ask for a preview. `new_requested` carries the folder of a new collection and
    whether secrets go to the keyring, `add_requested` only the latter: into the collection that is open.
    """

    file_chosen = Signal(object)
    text_pasted = Signal(str)
    new_requested = Signal(object, bool)
    add_requested = Signal(bool)
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Import")
        self._imported: Imported | None = None
        self._has_collection = False
        self._source = SegmentedControl((("file", "File"), ("paste", "Paste"), ("account", "AWS account")))
        self._source.setAccessibleName("Import from")
        self._choose = QPushButton("Choose a file…")
        self._choose.setAccessibleName("Choose a file to import")
        self._folder = QPushButton("Choose a Bruno folder…")
        self._paste = QPlainTextEdit()
        self._paste.setAccessibleName("Text to import")
        self._paste.setPlaceholderText("Paste a curl command, or the text of a collection")
        self._paste.setProperty("kind", "code")
        self.account = AccountChoice()
        self._what = _label("", "strong")
        self._tree = ImportTree(theme)
        self._notes = QPlainTextEdit()
        self._notes.setReadOnly(True)
        self._notes.setAccessibleName("What does not come in")
        self._notes.setProperty("kind", "plain")
        self._secrets = QCheckBox("Keep the secrets in the keyring")
        self._secrets.setChecked(True)
        self._add = QPushButton("Add to the open collection")
        self._new = QPushButton("Import as a new collection…")
        self._new.setProperty("kind", "primary")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close the import")
        self._lay_out()
        self._connect()
        self._show_source("file")
        self.show_nothing()

    def set_has_collection(self, *, has: bool) -> None:
        """Say whether there is a collection to add to."""
        self._has_collection = has
        self._show_state()

    def show_nothing(self) -> None:
        """Forget what would come in."""
        self._imported = None
        self._say(
            "OpenCollection, Postman, Insomnia, Bruno, HAR, OpenAPI and Swagger, .http files, curl commands.", "muted"
        )
        self._show_state()

    def show_busy(self) -> None:
        """Say that a source is being read."""
        self._imported = None
        self._say("Reading…", "muted")
        self._show_state()

    def show_imported(self, imported: Imported) -> None:
        """Show what would come in."""
        self._imported = imported
        self._tree.show_imported(imported)
        self._say(f"{imported.root.name}: {summary(imported)}", "strong")
        secrets = [f"{secret.place}: kept as {{{{{secret.variable}}}}}" for secret in imported.secrets]
        notes = [f"{note.place}: {note.sentence}" for note in imported.notes]
        left = [f"… and {len(notes) - _MOST_NOTES:,} more"] if len(notes) > _MOST_NOTES else []
        self._notes.setPlainText("\n".join([*secrets, *notes[:_MOST_NOTES], *left]) or "Everything comes in.")
        self._show_state()

    def show_failure(self, failure: Failure) -> None:
        """Say why a source cannot come in, or was not written."""
        self._say(str(failure), "error")

    @property
    def imported(self) -> Imported | None:
        """Return what is shown."""
        return self._imported

    def words(self) -> str:
        """Return the line above the tree."""
        return self._what.text()

    def _say(self, words: str, kind: str) -> None:
        self._what.setText(words)
        set_kind(self._what, kind)

    def _show_state(self) -> None:
        has = self._imported is not None
        self._tree.setVisible(has)
        self._notes.setVisible(has)
        self._secrets.setVisible(has and bool(self._imported and self._imported.secrets))
        self._new.setEnabled(has)
        self._add.setEnabled(has and self._has_collection)

    def _show_source(self, key: str) -> None:
        self._choose.setVisible(key == "file")
        self._folder.setVisible(key == "file")
        self._paste.setVisible(key == "paste")
        self.account.setVisible(key == "account")

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a file to import")
        if path:
            self.file_chosen.emit(Path(path))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose a Bruno collection's folder")
        if path:
            self.file_chosen.emit(Path(path))

    def _ask_new(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose an empty folder for the new collection")
        if path:
            self.new_requested.emit(Path(path), self._secrets.isChecked())

    def _take_paste(self) -> None:
        text = self._paste.toPlainText()
        if text.strip():
            self.text_pasted.emit(text)
        else:
            self.show_nothing()

    def _connect(self) -> None:
        self._source.selected.connect(self._show_source)
        self._choose.clicked.connect(self._choose_file)
        self._folder.clicked.connect(self._choose_folder)
        self._paste.textChanged.connect(self._take_paste)
        self._new.clicked.connect(self._ask_new)
        self._add.clicked.connect(lambda: self.add_requested.emit(self._secrets.isChecked()))
        self._close.clicked.connect(self.close_requested)

    def _lay_out(self) -> None:
        self._paste.setMaximumHeight(140)
        self._what.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(_label("Import", "title"))
        top.addSpacing(12)
        top.addWidget(self._source)
        top.addWidget(self._choose)
        top.addWidget(self._folder)
        top.addStretch(1)
        top.addWidget(self._close)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(1)
        halves.addWidget(self._tree)
        halves.addWidget(self._notes)
        halves.setSizes([420, 520])
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._secrets)
        foot.addStretch(1)
        foot.addWidget(self._add)
        foot.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._paste)
        column.addWidget(self.account)
        column.addWidget(self._what)
        column.addWidget(halves, 1)
        column.addLayout(foot)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label
