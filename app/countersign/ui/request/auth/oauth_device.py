"""The code that a person types on the provider's page (RFC 8628, section 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.model.oauth import DeviceAuthorization
from countersign.ui.identity.words import ends_soon, now, time_left
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme, set_kind
from countersign.ui.token.time_words import zoned

_CODE_PIXELS = 26


class DeviceCodeBox(QFrame):
    """Show the code, the page and the time left; `page_requested` carries the address that the browser is to open."""

    page_requested = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], datetime] = now) -> None:
        super().__init__(parent)
        self._clock = clock
        self._device: DeviceAuthorization | None = None
        self.setProperty("kind", "panel")
        self.setAccessibleName("Sign in with a code")
        self._words = note_label()
        self._code, self._page, self._left = (QLabel() for _ in range(3))
        self._open = QPushButton("Open browser")
        self._open.setProperty("kind", "primary")
        self._copy = QPushButton("Copy code")
        self._cancel = QPushButton("Cancel")
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._count_down)
        self._dress(theme)
        self._lay_out()
        self._open.clicked.connect(self._ask_for_page)
        self._copy.clicked.connect(self._copy_code)
        self._cancel.clicked.connect(self.cancelled)

    def show_device(self, device: DeviceAuthorization | None) -> None:
        """Show a code, or forget it."""
        if device is self._device:
            return
        self._device = device
        self._code.setText(device.user_code if device else "")
        self._page.setText(device.verification_uri if device else "")
        self._copy.setText("Copy code")
        if device is None:
            return
        filled_in = bool(device.verification_uri_complete)
        todo = "check that it shows this code, and agree." if filled_in else "type this code there, and agree."
        self._words.setText(f"Open the page in a browser, on this or another device, {todo} This goes on by itself.")
        self._left.setToolTip(f"Ends {zoned(device.expires_at)}.")
        self.setAccessibleDescription(f"{device.user_code}, {device.verification_uri}")
        self._count_down()

    def focus_first(self) -> None:
        """Put the cursor on the way to the page."""
        self._open.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._count_down()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._seconds.stop()
        super().hideEvent(event)

    def _ask_for_page(self) -> None:
        if self._device is not None:
            self.page_requested.emit(self._device.verification_uri_complete or self._device.verification_uri)

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text())
        self._copy.setText("Copied")

    def _count_down(self) -> None:
        if self._device is None:
            return
        at = self._clock()
        has_ended = self._device.expires_at <= at
        left = "the code has ended" if has_ended else time_left(self._device.expires_at, at)
        self._left.setText(left)
        self._left.setAccessibleDescription(left)
        set_kind(self._left, "warn" if ends_soon(self._device.expires_at, at) else "muted")
        for button in (self._open, self._copy):
            button.setEnabled(not has_ended)

    def _dress(self, theme: Theme) -> None:
        font = theme.code_font()
        font.setPixelSize(_CODE_PIXELS)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
        self._code.setFont(font)
        self._page.setProperty("kind", "code")
        self._page.setWordWrap(True)
        self._left.setProperty("kind", "muted")
        for label, name in (
            (self._code, "Device code"),
            (self._page, "Verification page"),
            (self._left, "Code time left"),
        ):
            label.setAccessibleName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._code, self._page):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cancel.setAccessibleName("Cancel sign-in")

    def _lay_out(self) -> None:
        title = QLabel("Sign in with a code")
        title.setProperty("kind", "strong")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(top)
        for part in (self._words, self._code, self._page):
            column.addWidget(part)
        column.addWidget(in_a_row(self._open, self._copy, self._cancel, stretch=-1))
