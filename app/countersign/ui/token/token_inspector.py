"""The token inspector: what the token says, whether it is genuine, what an authorizer will make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from countersign.model.cognito import UserPool
from countersign.model.jwt import DecodedJwt, Verification
from countersign.signing.jwt_claims import date_of
from countersign.ui.icons import keep_icon
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.token.authorizer_panel import AuthorizerPanel
from countersign.ui.token.claim_lines import claim_lines, claims_json
from countersign.ui.token.claims_text import ClaimsText
from countersign.ui.token.pasted_token import PastedTokenBar
from countersign.ui.token.token_state import TokenStateLabel
from countersign.ui.widgets.underline_tabs import UnderlineTabs

_TICK_MS = 1000


class TokenInspector(QWidget):
    """Show a pool's token, or one that somebody pastes. The full token leaves through the Copy menu only.

    `token_pasted` carries the `DecodedJwt` of every token that is pasted, for somebody who can verify it and calls
    `show_pasted_verification`.
    """

    renew_requested = Signal()
    sign_out_requested = Signal()
    token_pasted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Token inspector")
        self._clock = clock
        self._pool_token: DecodedJwt | None = None
        self._pool_verification: Verification | None = None
        self._expires_at: datetime | None = None
        self._pasted: DecodedJwt | None = None
        self._pasted_verification: Verification | None = None
        self._header, self._prefix = "Authorization", "Bearer"
        self._note_text = ""
        self._tabs = UnderlineTabs(self)
        self._state = TokenStateLabel(self)
        self._renew = _quiet_button("Renew now", self.renew_requested.emit)
        self._sign_out = _quiet_button("Sign out", self.sign_out_requested.emit)
        self._inspect = _icon_button(theme, "search", "Inspect a token")
        self._copy = _icon_button(theme, "copy", "Copy token")
        self._paste_bar = PastedTokenBar(theme, self)
        self._problems = note_label("", "warn")
        self._note = note_label()
        self._start = QPushButton("Inspect a token")
        self._claims = ClaimsText(theme, "Token claims", self)
        self._authorizer = AuthorizerPanel(theme, self)
        self._pages = QStackedWidget(self)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._lay_out()
        self._connect()
        self.show_note("There is no token yet. Press Get token, or look at one that you have.")

    def show_tokens(
        self,
        pool: UserPool,
        token: DecodedJwt | None,
        verification: Verification | None,
        expires_at: datetime | None,
    ) -> None:
        """Show the token of a pool that the request would send, None where there is none."""
        self._authorizer.show_pool(pool)
        self._pool_token, self._pool_verification, self._expires_at = token, verification, expires_at
        self._note_text = "" if token else f"There is no token of {pool.name} yet. Press Get token."
        self._refresh()

    def show_note(self, text: str) -> None:
        """Show a sentence in place of the pool's token; a pasted one stays."""
        self._pool_token, self._pool_verification, self._expires_at = None, None, None
        self._note_text = text
        self._refresh()

    def show_pasted_verification(self, token: DecodedJwt, verification: Verification) -> None:
        """Show what was found on a pasted token, unless another was pasted since."""
        if self._pasted is not None and self._pasted.text == token.text:
            self._pasted_verification = verification
            self._refresh()

    def show_answer(self, status: int, www_authenticate: str, body: str = "") -> None:
        """Say beside the authorizer check what a real 401 or 403 meant; other answers take it away."""
        self._authorizer.show_answer(status, www_authenticate, body)

    def set_sending(self, header: str, prefix: str) -> None:
        """Tell in which header, and behind which word, the request sends the token."""
        self._header, self._prefix = header, prefix
        self._refresh()

    def set_busy(self, *, busy: bool) -> None:
        """Forbid to renew and to sign out while either is under way."""
        self._renew.setEnabled(not busy)
        self._sign_out.setEnabled(not busy)

    def start_inspection(self) -> None:
        """Ask for a token to be pasted."""
        self._inspect.setChecked(True)

    def text(self) -> str:
        """Return the claims as they are shown."""
        return self._claims.toPlainText()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._refresh()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._tick.stop()
        super().hideEvent(event)

    def _shown(self) -> tuple[DecodedJwt | None, Verification | None, datetime | None]:
        if not self._inspect.isChecked():
            return self._pool_token, self._pool_verification, self._expires_at
        ends = date_of(self._pasted.claims.get("exp")) if self._pasted else None
        return self._pasted, self._pasted_verification, ends

    def _refresh(self) -> None:
        """Show the token as it stands now: both tabs, the state, what can be done."""
        now = self._clock()
        token, verification, expires_at = self._shown()
        inspecting = self._inspect.isChecked()
        self._paste_bar.setVisible(inspecting)
        self._state.setVisible(token is not None)
        self._copy.setVisible(token is not None)
        self._renew.setVisible(token is not None and not inspecting)
        self._sign_out.setVisible(token is not None and not inspecting)
        self._claims.setVisible(token is not None)
        self._note.setVisible(token is None)
        self._start.setVisible(token is None and not inspecting)
        self._inspect.setVisible(token is not None or inspecting)
        self._note.setText("Nothing leaves this computer when a token is pasted." if inspecting else self._note_text)
        self._show_problems(token, verification)
        self._claims.show_claims(claim_lines(token, verification, now) if token else ())
        if token is not None:
            self._state.show_state(verification, expires_at or date_of(token.claims.get("exp")), now)
        self._authorizer.show_token(token.text if token else "", self._header, verification, now)

    def _show_problems(self, token: DecodedJwt | None, verification: Verification | None) -> None:
        """Say what can be seen without keys, unless a mark in the claims says it already."""
        marked = {"jwt.expired", *(check.failure_id for check in (verification.checks if verification else ()))}
        problems = [one.sentence for one in token.problems if one.id not in marked] if token else []
        self._problems.setText("\n".join(problems))
        self._problems.setVisible(bool(problems))

    def _inspect_toggled(self) -> None:
        self._pasted, self._pasted_verification = None, None
        self._paste_bar.forget()
        self._tabs.set_current("token")
        self._refresh()
        if self._inspect.isChecked():
            self._paste_bar.start()

    def _take_pasted(self) -> None:
        self._pasted, self._pasted_verification = self._paste_bar.token(self._clock()), None
        self._refresh()
        if self._pasted is not None:
            self.token_pasted.emit(self._pasted)

    def _connect(self) -> None:
        self._tabs.selected.connect(lambda key: self._pages.setCurrentIndex(("token", "authorizer").index(key)))
        self._inspect.toggled.connect(self._inspect_toggled)
        self._start.clicked.connect(self.start_inspection)
        self._paste_bar.changed.connect(self._take_pasted)
        self._paste_bar.closed.connect(lambda: self._inspect.setChecked(False))
        self._tick.timeout.connect(self._refresh)
        menu = QMenu(self._copy)
        menu.addAction("Copy token", self._copy_token)
        menu.addAction("Copy header", self._copy_header)
        menu.addAction("Copy claims", self._copy_claims)
        self._copy.setMenu(menu)
        self._copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _copy_token(self) -> None:
        token, *_ = self._shown()
        if token is not None:
            QGuiApplication.clipboard().setText(token.text)

    def _copy_header(self) -> None:
        token, *_ = self._shown()
        if token is not None:
            value = f"{self._prefix} {token.text}" if self._prefix else token.text
            QGuiApplication.clipboard().setText(f"{self._header}: {value}")

    def _copy_claims(self) -> None:
        token, *_ = self._shown()
        if token is not None:
            QGuiApplication.clipboard().setText(claims_json(token))

    def _lay_out(self) -> None:
        self._tabs.add_tab("token", "Token")
        self._tabs.add_tab("authorizer", "Authorizer check")
        self._inspect.setCheckable(True)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 0, 14, 0)
        bar.setSpacing(4)
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        for widget in (self._state, self._renew, self._sign_out, self._inspect, self._copy):
            bar.addWidget(widget)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(0)
        for label in (self._problems, self._note):
            label.setContentsMargins(14, 6, 14, 6)
            inside.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        start = in_a_row(self._start, stretch=-1)
        start.setContentsMargins(14, 0, 14, 6)
        inside.addWidget(start)
        inside.addWidget(self._claims, 1)
        inside.addStretch(0)
        self._pages.addWidget(page)
        self._pages.addWidget(self._authorizer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        divider = QFrame()
        divider.setProperty("kind", "divider")
        column.addLayout(bar)
        column.addWidget(divider)
        column.addWidget(self._paste_bar)
        column.addWidget(self._pages, 1)


def _quiet_button(label: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(label)
    button.setProperty("kind", "quiet")
    button.clicked.connect(act)
    return button


def _icon_button(theme: Theme, name: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setAccessibleName(words)
    button.setToolTip(words)
    keep_icon(button, theme, name)
    return button
