"""The panel that asks where a tab that belongs to no file yet is to be saved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.workspace import Folder
from countersign.ui.widgets.asking_frame import AskingFrame
from countersign.ui.widgets.choice_box import ChoiceBox


class SavePanel(AskingFrame):
    """Ask for a name and a folder; `answered` carries both, the folder as a path."""

    answered = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner-info")
        self.setAccessibleName("Save to the collection")
        title = QLabel("Save to the collection")
        title.setProperty("kind", "banner-title-info")
        self._name = QLineEdit()
        self._name.setAccessibleName("Name")
        self._name.setMinimumWidth(240)
        self._folder = ChoiceBox("Folder")
        self._folder.setMinimumWidth(220)
        self._save = QPushButton("Save")
        self._save.setProperty("kind", "primary")
        self._save.setAccessibleName("Save to this folder")
        cancel = QPushButton("Cancel")
        cancel.setAccessibleName("Do not save")
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._name, QLabel("in"), self._folder, self._save, cancel):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(title)
        column.addLayout(row)
        self._name.textChanged.connect(lambda text: self._save.setEnabled(bool(text.strip())))
        self._name.returnPressed.connect(self._answer)
        self._save.clicked.connect(self._answer)
        cancel.clicked.connect(self.cancel)
        self.hide()

    def ask(self, name: str, root: Folder) -> None:
        """Ask, with a name to begin with and the folders of a collection to choose from."""
        chosen = self._folder.currentData()
        self._folder.clear()
        self._folder.addItem(root.name, "")
        _add_folders(self._folder, root, "")
        self._folder.setCurrentIndex(max(0, self._folder.findData(chosen)))
        self._name.setText(name)
        self._save.setEnabled(bool(name.strip()))
        self.show()
        self._name.setFocus()
        self._name.selectAll()

    def cancel(self) -> None:
        """Take the question back; the draft stays as it is."""
        self.hide()

    def _answer(self) -> None:
        name = self._name.text().strip()
        if name:
            self.hide()
            self.answered.emit(name, str(self._folder.currentData() or ""))


def _add_folders(box: ChoiceBox, folder: Folder, above: str) -> None:
    for item in folder.items:
        if isinstance(item, Folder):
            title = f"{above}{item.name}"
            box.addItem(title, item.path)
            _add_folders(box, item, f"{title} / ")
