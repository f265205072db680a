"""The tabs below the request line: Params, Headers, Body, Auth, Settings, Docs, Examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.body import NoBody
from countersign.model.request import RequestDraft
from countersign.model.workspace import SavedRequest
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.editor_panels import CHANGED, EditorPanels, changed_settings
from countersign.ui.theme import Theme

if TYPE_CHECKING:
    from countersign.ui.request.auth_panel import AuthPanel
    from countersign.ui.request.body_panel import BodyPanel
    from countersign.ui.request.docs_panel import DocsPanel
    from countersign.ui.request.examples_panel import ExamplesPanel
    from countersign.ui.request.headers_panel import HeadersPanel
    from countersign.ui.request.settings_panel import SettingsPanel
    from countersign.ui.request.tags_row import TagsRow

_TITLES = {
    "params": "Params",
    "headers": "Headers",
    "body": "Body",
    "auth": "Auth",
    "settings": "Settings",
    "docs": "Docs",
    "examples": "Examples",
}


class RequestPanels(EditorPanels[RequestDraft]):
    """Edit all of a request but its method and URL.

    Tags and examples stand in the request's file beside the draft: `tags_edited` and `examples_edited` carry what
    they are to be, `compare_requested` an example to hold against the response.
    """

    tags_edited = Signal(object)
    examples_edited = Signal(object)
    compare_requested = Signal(object)

    def __init__(self, theme: Theme, choose_file: ChooseFile, sign_in: SignIn, providers: ProviderSignIn) -> None:
        super().__init__(theme, "Request", _TITLES, RequestDraft())
        self._sign_in = sign_in
        self._providers = providers
        self._choose_file = choose_file
        self._body: BodyPanel | None = None
        self._settings: SettingsPanel | None = None
        self._docs: DocsPanel | None = None
        self._tags: TagsRow | None = None
        self._examples: ExamplesPanel | None = None
        self._saved: SavedRequest | None = None

    def show_saved(self, saved: SavedRequest | None) -> None:
        """Show tags and examples of the request's file, None without one."""
        self._saved = saved
        self._show_tags()
        self._fill("examples")
        self._show_badges()

    def written_into(self, draft: RequestDraft) -> RequestDraft:
        """Return the draft with what the panels hold."""
        return replace(
            super().written_into(draft),
            body=self._body.body() if self._body else self._draft.body,
            settings=self._settings.settings() if self._settings else self._draft.settings,
            docs=self._docs.docs() if self._docs else self._draft.docs,
        )

    def _new_panel(self, key: str) -> QWidget:
        build: dict[str, Callable[[], QWidget]] = {
            "headers": self._new_headers,
            "body": self._new_body,
            "auth": self._new_auth,
            "settings": self._new_settings,
            "docs": self._new_docs,
            "examples": self._new_examples,
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

    def _new_docs(self) -> DocsPanel:
        from countersign.ui.request.docs_panel import DocsPanel
        from countersign.ui.request.tags_row import TagsRow

        self._tags = TagsRow()
        self._tags.tags_edited.connect(self.tags_edited)
        self._docs = DocsPanel(self.theme, above=self._tags)
        self._docs.edited.connect(self.edited)
        self._show_tags()
        return self._docs

    def _new_examples(self) -> ExamplesPanel:
        from countersign.ui.request.examples_panel import ExamplesPanel

        self._examples = ExamplesPanel(self.theme)
        self._examples.examples_edited.connect(self.examples_edited)
        self._examples.compare_requested.connect(self.compare_requested)
        return self._examples

    def _show_tags(self) -> None:
        if self._tags is not None:
            self._tags.setVisible(self._saved is not None)
            self._tags.show_tags(self._saved.tags if self._saved else ())

    def _fill(self, key: str) -> None:
        if key == "body" and self._body:
            self._body.set_body(self._draft.body)
        elif key == "settings" and self._settings:
            self._settings.set_settings(self._draft.settings)
        elif key == "docs" and self._docs:
            self._docs.set_docs(self._draft.docs)
        elif key == "examples":
            if self._examples is not None:
                self._examples.show_examples(self._saved.examples if self._saved else None)
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
        docs = self._docs.docs() if self._docs else self._draft.docs
        self._badge("settings", changed_settings(settings))
        self._tabs.set_badge("docs", CHANGED if docs.strip() else "")
        self._badge("examples", len(self._saved.examples) if self._saved else 0)
