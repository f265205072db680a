"""The frame of a panel that asks for something, which Escape takes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame


class AskingFrame(QFrame):
    """Call `cancel` on Escape, before the window's own Escape shortcut hears of it."""

    def cancel(self) -> None:
        """Take the question back."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window's shortcut while the focus is in here."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
            return
        super().keyPressEvent(event)
