"""The tabs below the line of a WebSocket: Params, Headers, Auth, Messages, Settings, Docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.auth import SigV4Auth
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.editor_panels import CHANGED, EditorPanels, changed_settings
from countersign.ui.theme import Theme

if TYPE_CHECKING:
    from countersign.ui.request.auth_panel import AuthPanel
    from countersign.ui.request.docs_panel import DocsPanel
    from countersign.ui.request.headers_panel import HeadersPanel
    from countersign.ui.socket.messages_panel import MessagesPanel
    from countersign.ui.socket.socket_settings import SocketSettingsPanel

_TITLES = {
    "params": "Params",
    "headers": "Headers",
    "auth": "Auth",
    "messages": "Messages",
    "settings": "Settings",
    "docs": "Docs",
}
_NEW_SIGNATURE = SigV4Auth(place="query")  # what browsers can send and most services take
_ADDED = ("Host", "User-Agent")
_HANDSHAKE = "Upgrade, Connection and the Sec-WebSocket headers belong to the handshake; subprotocols are a setting."
_OF_REQUESTS = frozenset({"follow_redirects", "max_redirects", "http2", "use_cookies"})
_OWN_SETTINGS = ("subprotocols", "compression", "reconnect", "ping_interval")


class SocketPanels(EditorPanels[SocketDraft]):
    """Edit all of a WebSocket but its URL; `message_chosen` carries a saved message to put into the composer."""

    message_chosen = Signal(object)

    def __init__(self, theme: Theme, choose_file: ChooseFile, sign_in: SignIn, providers: ProviderSignIn) -> None:
        super().__init__(theme, "WebSocket", _TITLES, SocketDraft())
        self._sign_in = sign_in
        self._providers = providers
        self._choose_file = choose_file
        self._messages: MessagesPanel | None = None
        self._settings: SocketSettingsPanel | None = None
        self._docs: DocsPanel | None = None

    def written_into(self, draft: SocketDraft) -> SocketDraft:
        """Return the draft with what the panels hold."""
        return replace(
            self._with_settings(super().written_into(draft)),
            messages=self._messages.messages() if self._messages else self._draft.messages,
            docs=self._docs.docs() if self._docs else self._draft.docs,
        )

    def finish_editing(self) -> None:
        """Take over what stands in an open cell."""
        super().finish_editing()
        if self._messages is not None:
            self._messages.finish_editing()

    def keep_message(self, message: SavedMessage) -> None:
        """Add a message to the saved ones, in the place of one of the same title."""
        self._panel_for("messages")
        if self._messages is not None:
            self._messages.keep(message)

    def _with_settings(self, draft: SocketDraft) -> SocketDraft:
        if self._settings is not None:
            return self._settings.written_into(draft)
        kept = self._draft
        return replace(
            draft,
            settings=kept.settings,
            subprotocols=kept.subprotocols,
            compression=kept.compression,
            reconnect=kept.reconnect,
            ping_interval=kept.ping_interval,
        )

    def _new_panel(self, key: str) -> QWidget:
        build: dict[str, Callable[[], QWidget]] = {
            "headers": self._new_headers,
            "auth": self._new_auth,
            "messages": self._new_messages,
            "settings": self._new_settings,
            "docs": self._new_docs,
        }
        return build[key]()

    def _new_headers(self) -> HeadersPanel:
        from countersign.ui.request.headers_panel import HeadersPanel

        return self._follow_headers(HeadersPanel(self.theme, _ADDED, _HANDSHAKE))

    def _new_auth(self) -> AuthPanel:
        from countersign.ui.request.auth_panel import AuthPanel

        return self._follow_auth(
            AuthPanel(self.theme, self._sign_in, self._providers, "WebSocket", signature=_NEW_SIGNATURE)
        )

    def _new_messages(self) -> MessagesPanel:
        from countersign.ui.socket.messages_panel import MessagesPanel

        self._messages = MessagesPanel(self.theme)
        self._messages.edited.connect(self.edited)
        self._messages.message_chosen.connect(self.message_chosen)
        return self._messages

    def _new_settings(self) -> SocketSettingsPanel:
        from countersign.ui.socket.socket_settings import SocketSettingsPanel

        self._settings = SocketSettingsPanel(self.theme, self._choose_file)
        self._settings.edited.connect(self.edited)
        return self._settings

    def _new_docs(self) -> DocsPanel:
        from countersign.ui.request.docs_panel import DocsPanel

        self._docs = DocsPanel(self.theme, "WebSocket")
        self._docs.edited.connect(self.edited)
        return self._docs

    def _fill(self, key: str) -> None:
        if key == "messages" and self._messages:
            self._messages.set_messages(self._draft.messages)
        elif key == "settings" and self._settings:
            self._settings.set_draft(self._draft)
        elif key == "docs" and self._docs:
            self._docs.set_docs(self._draft.docs)
        else:
            super()._fill(key)

    def _show_badges(self) -> None:
        super()._show_badges()
        draft, usual = self._with_settings(self._draft), SocketDraft()
        changed = sum(getattr(draft, name) != getattr(usual, name) for name in _OWN_SETTINGS)
        docs = self._docs.docs() if self._docs else self._draft.docs
        self._badge("messages", len(self._messages.messages() if self._messages else self._draft.messages))
        self._badge("settings", changed + changed_settings(draft.settings, _OF_REQUESTS))
        self._tabs.set_badge("docs", CHANGED if docs.strip() else "")
