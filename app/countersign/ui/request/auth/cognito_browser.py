"""The wait for the browser in which somebody signs in."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.cognito import BrowserWait
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme

PATIENCE_S = 300


class BrowserWaitPanel(QFrame):
    """Say that the browser is awaited and for how long; the page can be opened by hand, or its address copied."""

    cancelled = Signal()

    def __init__(
        self, _theme: Theme, parent: QWidget | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._wait: BrowserWait | None = None
        self._ends = 0.0
        self.setProperty("kind", "panel")
        self.setAccessibleName("Sign in in the browser")
        self._title = QLabel("Sign in in the browser")
        self._title.setProperty("kind", "strong")
        self._left = QLabel()
        self._left.setProperty("kind", "muted")
        self._left.setAccessibleName("Time left")
        self._words = note_label()
        self._notice = note_label("", "warn")
        self._address = QLineEdit()
        self._address.setReadOnly(True)
        self._address.setProperty("kind", "code")
        self._address.setAccessibleName("Sign-in page")
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self._build()

    def show_wait(self, wait: BrowserWait | None) -> None:
        """Begin to wait, or stop; the same wait goes on."""
        if wait is self._wait:
            return
        if wait is not None and (self._wait is None or self._wait.redirect_uri != wait.redirect_uri):
            self._ends = self._monotonic() + PATIENCE_S
        self._wait = wait
        if wait is None:
            self._address.clear()
            return
        self._address.setText(wait.url)
        self._address.setCursorPosition(0)
        opened = "The browser shows the sign-in page." if wait.opened else "No browser could be opened."
        self._words.setText(f"{opened} It comes back to {wait.redirect_uri}, and this goes on by itself.")
        self._notice.setText(str(wait.notice) if wait.notice else "")
        self._notice.setVisible(wait.notice is not None)
        self._count_down()

    def time_left(self) -> str:
        """Return the countdown as it is shown."""
        return self._left.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._count_down()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._tick.stop()
        super().hideEvent(event)

    def _build(self) -> None:
        opening, copying, cancel = QPushButton("Open the page"), QPushButton("Copy address"), QPushButton("Cancel")
        cancel.setAccessibleName("Cancel sign-in")
        opening.clicked.connect(self._open)
        copying.clicked.connect(self._copy)
        cancel.clicked.connect(self.cancelled)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(top)
        for part in (self._words, in_a_row(opening, copying, cancel, stretch=-1), self._notice, self._address):
            column.addWidget(part)

    def _open(self) -> None:
        if self._wait is not None:
            QDesktopServices.openUrl(QUrl(self._wait.url))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())

    def _count_down(self) -> None:
        left = max(0, round(self._ends - self._monotonic()))
        self._left.setText(f"{left // 60}:{left % 60:02} left" if left else "time is up")
