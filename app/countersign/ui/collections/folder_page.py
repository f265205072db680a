"""The page of a folder's settings, or of the collection's: what everything below it inherits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countersign.model.errors import Failure
from countersign.model.folder_settings import FolderSettings
from countersign.ui.collections.folder_editor import FolderEditor
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.theme import Theme
from countersign.ui.widgets.banner import Banner, BannerAction
from countersign.ui.widgets.elided_label import ElidedLabel

_UNSAVED = (
    BannerAction("save", "Save and close", "primary"),
    BannerAction("discard", "Discard the changes"),
    BannerAction("stay", "Keep editing"),
)
_CHANGED = (BannerAction("mine", "Keep mine"), BannerAction("theirs", "Take theirs"))


class FolderPage(QWidget):
    """Edit the settings of the folder at a path, "" for the collection; nothing is saved but by Save.

    `save_requested` carries the settings and those that the file is known to hold; `closed` comes once nothing would
    be lost.
    """

    save_requested = Signal(object, object)
    closed = Signal()

    def __init__(self, theme: Theme, path: str, name: str, settings: FolderSettings) -> None:
        super().__init__()
        self.path = path
        self._known = settings
        self._is_closing = False
        self.editor = FolderEditor(theme, "folder" if path else "collection", self)
        self.setAccessibleName("Folder settings" if path else "Collection settings")
        self._name = ElidedLabel(name, parent=self)
        self._name.setProperty("kind", "title")
        self._file = ElidedLabel("", parent=self)
        self.set_path(path)
        self._file.setProperty("kind", "faint")
        self._save = QPushButton("Save")
        self._save.setProperty("kind", "primary")
        self._save.setAccessibleName("Save settings")
        self._save.setToolTip("Save (Ctrl+S)")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close settings")
        self._banner = Banner()
        self._banner.hide()
        self._lay_out()
        # The window takes its keys from the control that has the focus, though not from those around it.
        self.setFocusProxy(self.editor.panels)
        self.editor.set_settings(settings)
        self._normal = self.editor.settings()
        self._show_state()
        self.editor.edited.connect(self._show_state)
        self._save.clicked.connect(self.save)
        self._close.clicked.connect(self.close_page)
        self._banner.action_chosen.connect(self._answer)

    @property
    def has_unsaved_changes(self) -> bool:
        """Tell whether anything would be lost."""
        return self.editor.settings() != self._normal

    def set_path(self, path: str) -> None:
        """Follow a folder that was renamed or moved."""
        self.path = path
        self._file.setText(f"{path}/folder.yml" if path else "opencollection.yml")

    def show_read(self, name: str, settings: FolderSettings) -> None:
        """Take in what was read from the files; against an edit that is not saved, the person decides."""
        self._name.setText(name)
        if settings == self._known:
            return
        self._known = settings
        if not self.has_unsaved_changes:
            self._show(settings)
            return
        self._banner.show_message(
            "warn",
            "These settings were changed by another program",
            "What is shown here holds an edit that is not saved, too.",
            _CHANGED,
        )
        self._banner.show()

    def show_saved(self, settings: FolderSettings, notes: tuple[str, ...]) -> None:
        """Take in settings as they were saved; sentences say what was left out of the file."""
        self._known = self._normal = settings
        self._banner.setVisible(bool(notes))
        if notes:
            self._banner.show_message("warn", "Saved", " ".join(notes))
        self._show_state()
        if self._is_closing:
            self.closed.emit()

    def show_failure(self, failure: Failure) -> None:
        """Say why nothing was saved."""
        self._is_closing = False
        self._banner.show_message("error", failure.sentence, failure.action)
        self._banner.show()

    def save(self) -> None:
        """Ask for the settings to be saved, if anything changed and can be saved."""
        settings = self.editor.settings()
        if settings == self._normal:
            self._banner.hide()
            return
        if problem := _problem(settings):
            self.show_failure(problem)
            return
        self.save_requested.emit(settings, self._known)

    def close_page(self) -> None:
        """Close, or ask what becomes of changes that are not saved."""
        self._is_closing = False
        if self.has_unsaved_changes:
            self._banner.show_message("warn", "Not all changes are saved", "", _UNSAVED)
            self._banner.show()
            self._banner.setFocus()
        else:
            self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+S from the window's shortcut while the focus is in here."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Save):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Ctrl+S."""
        if event.matches(QKeySequence.StandardKey.Save):
            self.save()
        else:
            super().keyPressEvent(event)

    def _answer(self, key: str) -> None:
        self._banner.hide()
        match key:
            case "save":
                self._is_closing = True
                self.save()
            case "discard":
                self._show(self._known)
                self.closed.emit()
            case "theirs":
                self._show(self._known)

    def _show(self, settings: FolderSettings) -> None:
        self.editor.set_settings(settings)
        self._normal = self.editor.settings()
        self._show_state()

    def _show_state(self) -> None:
        self._save.setEnabled(self.has_unsaved_changes)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._save)
        head.addWidget(self._close)
        top = QVBoxLayout()
        top.setContentsMargins(PANEL_MARGIN, PANEL_MARGIN, PANEL_MARGIN, 0)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self._file)
        top.addWidget(self._banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.editor.panels, 1)


def _problem(settings: FolderSettings) -> Failure | None:
    """Return why settings cannot be saved: a variable without a name, two of one name, or a brace in one."""
    names = [variable.name for variable in settings.variables]
    if "" in names:
        return Failure("folder.variable-name", "A variable has no name.", "Give it one, or remove its row.")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return Failure("folder.variable-twice", f"The variable {twice} is there twice.", "Remove one of them.")
    wrong = next((name for name in names if any(sign in name for sign in "{}")), "")
    if wrong:
        return Failure("folder.variable-name", f"{wrong} holds a brace.", "Choose a name without braces.")
    return None
