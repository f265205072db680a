"""A combo box that assistive technology finds by its accessible name.

On Linux Qt gives a combo box its current text as name and drops `setAccessibleName`; and it takes the choice that a
screen reader makes in the list for a mere selection. Both are mended here.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox, QWidget


class ChoiceBox(QComboBox):
    """Offer choices; the accessible description is what is chosen."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face: _ChoiceFace | None = None
        self._listens = False
        self.setAccessibleName(accessible_name)

    def face(self) -> QAccessibleInterface:
        """Return what assistive technology sees; it lives as long as the box."""
        if self._face is None:
            self._face = _ChoiceFace(self)
        return self._face

    def showPopup(self) -> None:  # noqa: N802 - Qt calls it by name
        """Open the list, and listen for a choice that comes neither from the mouse nor from a key."""
        super().showPopup()
        if not self._listens:
            self.view().selectionModel().selectionChanged.connect(self._take_spoken_choice)
            self._listens = True

    def hidePopup(self) -> None:  # noqa: N802 - Qt calls it by name
        """Close the list."""
        if self._listens:
            self.view().selectionModel().selectionChanged.disconnect(self._take_spoken_choice)
            self._listens = False
        super().hidePopup()

    def _take_spoken_choice(self, selected: QItemSelection) -> None:
        rows = [index.row() for index in selected.indexes()]
        # Keys and the mouse move the current row with the selection; an accessible action only selects.
        if rows and rows[-1] != self.view().currentIndex().row():
            self.setCurrentIndex(rows[-1])
            self.hidePopup()
            self.activated.emit(rows[-1])


class _ChoiceFace(QAccessibleWidget):
    """Show a box by name, its list as the only child beside an editor."""

    def __init__(self, box: ChoiceBox) -> None:
        super().__init__(box, QAccessible.Role.ComboBox)
        self._box = box

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name, and what is chosen as description."""
        if kind in {QAccessible.Text.Description, QAccessible.Text.Value}:
            return self._box.currentText()
        return super().text(kind)

    def childCount(self) -> int:  # noqa: N802 - Qt calls it by name
        """Count the list and the editor."""
        return 2 if self._box.isEditable() else 1

    def child(self, index: int) -> QAccessibleInterface:
        """Return the list, or the editor."""
        editor = self._box.lineEdit()
        return QAccessible.queryAccessibleInterface(editor if index == 1 and editor else self._box.view())

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802 - Qt calls it by name
        """Return the place of the list (0) or of the editor (1)."""
        return 1 if child.object() is self._box.lineEdit() else 0

    def actionNames(self) -> list[str]:  # noqa: N802 - Qt calls it by name
        """Offer to open the list, and to take the focus."""
        return ["Press", "SetFocus"]

    def doAction(self, name: str) -> None:  # noqa: N802 - Qt calls it by name
        """Open the list or take the focus."""
        if name == "SetFocus":
            self._box.setFocus()
        else:
            self._box.showPopup()


def install_choice_faces() -> None:
    """Make Qt ask every `ChoiceBox` for its own face; call once, before the first window."""
    QAccessible.installFactory(_face_of)


def _face_of(_key: str, thing: QObject) -> QAccessibleInterface | None:
    return thing.face() if isinstance(thing, ChoiceBox) else None
