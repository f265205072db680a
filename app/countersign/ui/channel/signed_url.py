"""The signed URL, taken apart: what stands in it, how long it is valid, and how it is taken elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from countersign.ui.channel.url_parts import UrlPart, UrlPartsText
from countersign.ui.channel.validity import validity_words
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme, set_kind

_SHOWN_MS = 30_000
_SOON = 60
_NOTE = "The URL that is signed at connect stands here, part by part."
_MORE = (("websocat", "Copy as websocat"), ("python", "Copy as Python"), ("javascript", "Copy as JavaScript"))


class SignedUrlView(QWidget):
    """Show a signed URL; token and signature hide behind Show, and hide again after 30 s and in a new URL.

    `copy_requested` carries "url", "wscat", "websocat", "python" or "javascript".
    """

    copy_requested = Signal(str)
    inspector_requested = Signal()

    def __init__(self, theme: Theme, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._expires_at = 0.0
        self._text = UrlPartsText(theme, "Signed URL")
        self._copies = [self._copy_button("Copy URL", "url"), self._copy_button("Copy as wscat", "wscat")]
        self._more = self._more_button(theme)
        self._left = QLabel()
        self._left.setAccessibleName("Signed URL validity")
        self._show = QPushButton()
        self._signed = QPushButton("What was signed")
        self._signed.clicked.connect(self.inspector_requested)
        for button in (self._show, self._signed):
            button.setProperty("kind", "line")
        self._hiding = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._hiding.timeout.connect(self.hide_secrets)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_time)
        self._show.clicked.connect(self._toggle)
        self._lay_out()
        self.clear()

    def show_url(self, base: str, parts: tuple[UrlPart, ...], expires_at: float) -> None:
        """Show a URL: what stands before the query, then (name, value, hidden); `expires_at` in epoch seconds."""
        self._expires_at = expires_at
        self._text.show_parts(base, parts)
        self._allow(any_secret=any(hidden for _, _, hidden in parts), shown=True)
        self.hide_secrets()
        self._show_time()

    def clear(self) -> None:
        """Forget the URL."""
        self._expires_at = 0.0
        self._text.show_note(_NOTE)
        self._allow(any_secret=False, shown=False)
        self.hide_secrets()
        self._show_time()

    def hide_secrets(self) -> None:
        """Write "hidden" for token and signature."""
        self._hiding.stop()
        self._text.set_revealed(revealed=False)
        self._name_toggle()

    def text(self) -> str:
        """Return what is on screen."""
        return self._text.toPlainText()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_time()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting, and hide what was shown."""
        super().hideEvent(event)
        self._seconds.stop()
        self.hide_secrets()

    def _copy_button(self, label: str, key: str) -> QPushButton:
        button = QPushButton(label)
        button.setProperty("kind", "line-accent")
        button.clicked.connect(lambda: self.copy_requested.emit(key))
        return button

    def _more_button(self, theme: Theme) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "fold")
        button.setAccessibleName("Copy as")
        button.setToolTip("More ways to copy")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        keep_icon(button, theme, "chevron-down", "accent")
        menu = QMenu(button)
        for key, label in _MORE:
            menu.addAction(label).setData(key)
        menu.triggered.connect(lambda action: self.copy_requested.emit(action.data()))
        button.setMenu(menu)
        return button

    def _allow(self, *, any_secret: bool, shown: bool) -> None:
        for button in (*self._copies, self._more, self._signed):
            button.setEnabled(shown)
        self._show.setVisible(any_secret)

    def _toggle(self) -> None:
        if self._text.is_revealed:
            self.hide_secrets()
            return
        self._text.set_revealed(revealed=True)
        self._hiding.start()
        self._name_toggle()

    def _name_toggle(self) -> None:
        self._show.setText("Hide" if self._text.is_revealed else "Show")
        self._show.setAccessibleName(f"{self._show.text()} token and signature")

    def _show_time(self) -> None:
        if not self._expires_at:
            self._left.setText("")
            return
        left = self._expires_at - self._clock()
        set_kind(self._left, "error" if left <= 0 else "warn" if left < _SOON else "muted")
        self._left.setText(validity_words(left))

    def _lay_out(self) -> None:
        heading = QLabel("Signed URL")
        heading.setProperty("kind", "heading")
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(heading)
        top.addStretch(1)
        for button in (*self._copies, self._more):
            top.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self._left)
        foot.addStretch(1)
        foot.addWidget(self._show)
        foot.addWidget(self._signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._text)
        column.addLayout(foot)
