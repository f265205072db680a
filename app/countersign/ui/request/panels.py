"""The tabs below the request line: Params, Headers, Body, Auth, Settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from countersign.model.body import NoBody
from countersign.model.request import RequestDraft
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.editor_panels import CHANGED, EditorPanels, changed_settings
from countersign.ui.theme import Theme

if TYPE_CHECKING:
    from countersign.ui.request.auth_panel import AuthPanel
    from countersign.ui.request.body_panel import BodyPanel
    from countersign.ui.request.headers_panel import HeadersPanel
    from countersign.ui.request.settings_panel import SettingsPanel

_TITLES = {"params": "Params", "headers": "Headers", "body": "Body", "auth": "Auth", "settings": "Settings"}


class RequestPanels(EditorPanels[RequestDraft]):
    """Edit all of a request but its method and URL."""

    def __init__(self, theme: Theme, choose_file: ChooseFile, sign_in: SignIn, providers: ProviderSignIn) -> None:
        super().__init__(theme, "Request", _TITLES, RequestDraft())
        self._sign_in = sign_in
        self._providers = providers
        self._choose_file = choose_file
        self._body: BodyPanel | None = None
        self._settings: SettingsPanel | None = None

    def written_into(self, draft: RequestDraft) -> RequestDraft:
        """Return the draft with what the panels hold."""
        return replace(
            super().written_into(draft),
            body=self._body.body() if self._body else self._draft.body,
            settings=self._settings.settings() if self._settings else self._draft.settings,
        )

    def _new_panel(self, key: str) -> QWidget:
        build: dict[str, Callable[[], QWidget]] = {
            "headers": self._new_headers,
            "body": self._new_body,
            "auth": self._new_auth,
            "settings": self._new_settings,
        }
        return build[key]()

    def _new_headers(self) -> HeadersPanel:
        from countersign.ui.request.headers_panel import HeadersPanel

        return self._follow_headers(HeadersPanel(self.theme))

    def _new_body(self) -> BodyPanel:
        from countersign.ui.request.body_panel import BodyPanel

        self._body = BodyPanel(self.theme, self._choose_file)
        self._body.edited.connect(self.edited)
        return self._body

    def _new_auth(self) -> AuthPanel:
        from countersign.ui.request.auth_panel import AuthPanel

        return self._follow_auth(AuthPanel(self.theme, self._sign_in, self._providers))

    def _new_settings(self) -> SettingsPanel:
        from countersign.ui.request.settings_panel import SettingsPanel

        self._settings = SettingsPanel(self.theme, self._choose_file)
        self._settings.edited.connect(self.edited)
        return self._settings

    def _fill(self, key: str) -> None:
        if key == "body" and self._body:
            self._body.set_body(self._draft.body)
        elif key == "settings" and self._settings:
            self._settings.set_settings(self._draft.settings)
        else:
            super()._fill(key)

    def _search_root(self, key: str) -> QWidget:
        panel = self._panel_for(key)
        return self._body.current_form() if self._body is panel and self._body else panel

    def _show_badges(self) -> None:
        super()._show_badges()
        settings = self._settings.settings() if self._settings else self._draft.settings
        has_body = self._body.has_body() if self._body else not isinstance(self._draft.body, NoBody)
        self._tabs.set_badge("body", CHANGED if has_body else "")
        self._badge("settings", changed_settings(settings))
