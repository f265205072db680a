"""The panel that shows where to sign in with IAM Identity Center, and the code to compare there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.model.identity_sources import SignInPrompt
from countersign.ui.identity.words import ends_soon, now, time_left
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.asking_frame import AskingFrame

_CODE_PIXELS = 26


class SsoPanel(AskingFrame):
    """Show a sign-in until it is done elsewhere; `cancelled` follows the button and Escape.

    `answered` carries the address that the browser was asked to open.
    """

    answered = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        self._clock = clock
        self._prompt: SignInPrompt | None = None
        self.setProperty("kind", "banner-info")
        self._title = _label("banner-title-info")
        self._text = _label("")
        self._code = _label("")
        self._code.setAccessibleName("Sign-in code")
        self._url = _label("muted")
        self._url.setAccessibleName("Sign-in address")
        self._left = _label("muted")
        self._left.setAccessibleName("Code time left")
        self._browser = QPushButton("Open browser")
        self._browser.setProperty("kind", "primary")
        self._copy = QPushButton("Copy code")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel sign-in")
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_time)
        self._dress()
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def prompt(self) -> SignInPrompt | None:
        """Return the sign-in that is shown, None for none."""
        return self._prompt

    def show_prompt(self, prompt: SignInPrompt) -> None:
        """Show a sign-in; a new one takes the place of the former."""
        self._prompt = prompt
        self._title.setText(f"Sign in to {prompt.session}")
        self._text.setText("Open the browser, check that it shows this code, and allow the access there.")
        self._code.setText(prompt.user_code)
        self._url.setText(prompt.plain_url)
        self._copy.setText("Copy code")
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(f"{self._text.text()} {prompt.user_code}")
        self.show()
        self._show_time()
        self._browser.setFocus()

    def finish(self) -> None:
        """Take the sign-in away: it is done, or it failed."""
        self._prompt = None
        self.hide()

    def cancel(self) -> None:
        """Give the sign-in up."""
        if self._prompt is not None:
            self.cancelled.emit()
            self.finish()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def open_browser(self) -> None:
        """Open the page of the sign-in; the address comes from a server, so it must be one of the web."""
        if self._prompt is None:
            return
        url = QUrl(self._prompt.url)
        if url.scheme() in ("https", "http") and self._open_url(url):
            self.answered.emit(self._prompt.url)
        else:
            self._text.setText("The browser did not open. Open the address below by hand and type the code there.")

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text())
        self._copy.setText("Copied")

    def _show_time(self) -> None:
        if self._prompt is None:
            return
        at = self._clock()
        has_ended = self._prompt.expires_at <= at
        words = (
            "The code has ended. Cancel, and sign in again."
            if has_ended
            else f"Code: {time_left(self._prompt.expires_at, at)}"
        )
        self._left.setText(words)
        set_kind(self._left, "warn" if ends_soon(self._prompt.expires_at, at) else "muted")
        self._browser.setEnabled(not has_ended)

    def _dress(self) -> None:
        font = self._theme.code_font()
        font.setPixelSize(_CODE_PIXELS)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
        self._code.setFont(font)
        for label in (self._code, self._url):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _connect(self) -> None:
        self._browser.clicked.connect(self.open_browser)
        self._copy.clicked.connect(self._copy_code)
        self._cancel.clicked.connect(self.cancel)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._browser, self._copy, self._cancel):
            row.addWidget(button)
        row.addWidget(self._left, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for label in (self._title, self._text, self._code, self._url):
            column.addWidget(label)
        column.addLayout(row)


def _label(kind: str) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
