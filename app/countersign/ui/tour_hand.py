"""A hand that drives the window for the tour: finds controls by name, types, clicks, waits, takes pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QRadioButton, QWidget

from countersign.ui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
_PATIENCE_MS = 20_000


class TourError(Exception):
    """A step did not show what it should."""


class TourHand:
    """Drive one window as a person would, and keep a picture of each step."""

    def __init__(self, window: MainWindow, pictures: Path) -> None:
        self.window = window
        self._pictures = pictures
        self._step = 0

    def choose(self, combo: QComboBox, text: str) -> None:
        """Choose the option that begins with a text."""
        place = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
        self.expect(place >= 0, f"{combo.accessibleName()} offers {text}")
        combo.setFocus()
        combo.setCurrentIndex(place)

    def write(self, name: str, text: str) -> None:
        """Type a text into a field in place of what it holds."""
        field = self.find(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        self._close_lists()

    def find(self, kind: type[W], name: str, within: QWidget | None = None) -> W:
        """Return the visible control with this accessible name or label."""
        for widget in (within or self.window).findChildren(kind):
            label = widget.text() if isinstance(widget, QPushButton | QRadioButton) else ""
            if widget.isVisible() and name in {widget.accessibleName(), label}:
                return widget
        raise TourError(f"the window shows no {name}")

    def _close_lists(self) -> None:
        """Close the lists of suggestions that typing opened; a person's click elsewhere does it."""
        while popup := QApplication.activePopupWidget():
            popup.close()
        self.window.activateWindow()

    def until(self, what: str, seen: Callable[[], bool]) -> None:
        """Let the window work until something is seen; fail after twenty seconds."""
        if not seen():
            loop = QEventLoop()
            watch = QTimer(interval=10)
            watch.timeout.connect(lambda: loop.quit() if seen() else None)
            watch.start()
            QTimer.singleShot(_PATIENCE_MS, loop, loop.quit)
            loop.exec()
            watch.stop()
        self.expect(seen(), what)

    def expect(self, right: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        """Fail the tour unless something is right."""
        if not right:
            raise TourError(f"expected that {what}. Status line: {self.window.status.sentence}")

    def tell(self, name: str, what: str) -> None:
        """Print what was seen, and keep a picture of it."""
        self._step += 1
        QApplication.processEvents()
        path = self._pictures / f"{self._step}-{name}.png"
        self.window.grab().save(str(path))
        print(f"{self._step}. {what} ({path})", flush=True)
