"""A field for a secret: masked, without undo, shown on demand for a short while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from countersign.ui.icons import tinted_icon
from countersign.ui.theme import MUTED_ROLE

_SHOWN_MS = 20_000


class SecretField(QLineEdit):
    """Hold a secret as it is typed. It shows after a press on the eye and hides again by itself.

    It hides after 20 s, when the focus leaves, and when the text is replaced. Undo would bring a deleted secret
    back, so there is none; what is masked cannot be copied (QLineEdit sees to that).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "code")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self)
        self._eye.triggered.connect(self._toggle)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._hiding = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._hiding.timeout.connect(self.hide_secret)
        self._show_state()

    @property
    def is_revealed(self) -> bool:
        """Tell whether the secret can be read on the screen."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def reveal(self) -> None:
        """Show the secret for 20 s."""
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        self._hiding.start()
        self.setFocus()
        self._show_state()

    def hide_secret(self) -> None:
        """Mask the secret."""
        self._hiding.stop()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._show_state()

    def set_secret(self, secret: str) -> None:
        """Replace the text, masked."""
        self.hide_secret()
        self.setText(secret)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hide_secret()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the standard menu without undo and redo."""
        menu = self.createStandardContextMenu()
        for action in menu.actions()[:3]:
            menu.removeAction(action)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_eye"):
            self._show_state()

    def _toggle(self) -> None:
        if self.is_revealed:
            self.hide_secret()
        else:
            self.reveal()

    def _show_state(self) -> None:
        words = "Hide" if self.is_revealed else "Show"
        self._eye.setText(words)
        self._eye.setToolTip(words)
        self._eye.setIcon(
            tinted_icon("eye-off" if self.is_revealed else "eye", self.palette().color(MUTED_ROLE).name())
        )
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(words)
