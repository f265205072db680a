"""Keeps the window's shortcuts from the fields: on X11 a line edit takes Ctrl+K to delete to the end of the line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget


class ShortcutGuard(QObject):
    """Watch the control that has the focus, and leave the window's own key combinations to the window."""

    def __init__(self, keys: Iterable[str], window: QWidget) -> None:
        super().__init__(window)
        self._sequences = {QKeySequence(key).toString() for key in keys}
        self._watched: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back the question whether the control wants a combination that is the window's."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and self._is_ours(event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()).toString() in self._sequences

    def _watch(self, former: QWidget | None, current: QWidget | None) -> None:
        if former is not None and former is self._watched:
            former.removeEventFilter(self)
        self._watched = current
        if current is not None:
            current.installEventFilter(self)
