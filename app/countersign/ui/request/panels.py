"""The tabs below the request line: Params, Headers, Body, Auth, Settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.auth import Auth
from countersign.model.body import NoBody
from countersign.model.credentials import CallerIdentity, Identity
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.request import RequestDraft, RequestSettings
from countersign.ui.identity.facts import IdentityFacts
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.request.params_panel import ParamsPanel
from countersign.ui.request.row_table import RowTable
from countersign.ui.theme import Theme
from countersign.ui.widgets.underline_tabs import UnderlineTabs

if TYPE_CHECKING:
    from countersign.ui.request.auth_panel import AuthPanel
    from countersign.ui.request.body_panel import BodyPanel
    from countersign.ui.request.headers_panel import HeadersPanel
    from countersign.ui.request.settings_panel import SettingsPanel

_TITLES = {"params": "Params", "headers": "Headers", "body": "Body", "auth": "Auth", "settings": "Settings"}
_CHANGED = "•"
_ALSO = {
    "Request body": ("File", "Multipart parts", "Form fields"),
    "Headers": ("Request headers",),
    "Date": ("Fixed date",),
    "App client ID": ("Client ID",),
    "Endpoint": ("Cognito endpoint",),
    "Sign in with": ("Sign-in method",),
    "Send": ("Token to send",),
}  # a failure may name a field by what it is about
_PanelT = TypeVar("_PanelT", bound=QWidget)


class RequestPanels(QWidget):
    """Edit all of a request but its method and URL; every panel but the first is loaded when it is first shown.

    `url_changed` carries the URL that a change of the query parameters makes.
    """

    edited = Signal()
    url_changed = Signal(str)
    tab_changed = Signal(str)
    save_identity_requested = Signal(str, str, str, str)
    delete_identity_requested = Signal(str)
    sso_sign_in_requested = Signal(str)
    save_role_requested = Signal(object)
    delete_role_requested = Signal(str)
    save_identity_pool_requested = Signal(object)
    delete_identity_pool_requested = Signal(str)
    caller_identity_requested = Signal(object)

    def __init__(self, theme: Theme, choose_file: ChooseFile, sign_in: SignIn, providers: ProviderSignIn) -> None:
        super().__init__()
        self._theme = theme
        self._sign_in = sign_in
        self._providers = providers
        self._choose_file = choose_file
        self._draft = RequestDraft()
        self._identities: tuple[Identity, ...] = ()
        self._default_identity = ""
        self._facts = IdentityFacts()
        self._inherited: tuple[Auth | None, str] = (None, "")
        self._hints = ("", "")
        self._built: dict[str, QWidget] = {}
        self._headers: HeadersPanel | None = None
        self._body: BodyPanel | None = None
        self._auth: AuthPanel | None = None
        self._settings: SettingsPanel | None = None
        self._stack = QStackedWidget()
        self._tabs = UnderlineTabs()
        self._tabs.setAccessibleName("Request")
        for key, title in _TITLES.items():
            self._tabs.add_tab(key, title)
        self._lay_out()
        self._params = self._keep("params", self._new_params())
        self._tabs.selected.connect(self._show_panel)
        self.edited.connect(self._show_badges)
        self._show_panel("params")

    def set_draft(self, draft: RequestDraft) -> None:
        """Show another draft, without signals."""
        self._draft = draft
        self._params.set_params(draft.url, draft.params, draft.path_params)
        for key in self._built:
            self._fill(key)
        self._show_badges()

    def written_into(self, draft: RequestDraft) -> RequestDraft:
        """Return the draft with what the panels hold."""
        return replace(
            draft,
            params=self._params.params(),
            path_params=self._params.path_params(),
            headers=self._headers.headers() if self._headers else self._draft.headers,
            body=self._body.body() if self._body else self._draft.body,
            auth=self._auth.auth() if self._auth else self._draft.auth,
            settings=self._settings.settings() if self._settings else self._draft.settings,
        )

    @property
    def params(self) -> ParamsPanel:
        """Return the panel that follows the URL."""
        return self._params

    def show_url(self, url: str) -> None:
        """Follow the URL as it is typed."""
        self._params.show_url(url)
        self._show_badges()

    def current_tab(self) -> str:
        """Return the key of the tab on screen: params, headers, body, auth or settings."""
        return self._tabs.current()

    def set_current_tab(self, key: str) -> None:
        """Show a tab; an unknown key is ignored, since it may come from an older session."""
        if key in _TITLES:
            self._tabs.set_current(key)

    def set_identities(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities."""
        self._identities = identities
        self._surround_auth()

    def set_default_identity(self, name: str) -> None:
        """Show whose keys the workspace's default stands for."""
        self._default_identity = name
        self._surround_auth()

    def set_roles(self, roles: tuple[AssumedRole, ...]) -> None:
        """Offer other roles to edit."""
        self._show_facts(replace(self._facts, roles=roles))

    def set_identity_pools(self, pools: tuple[IdentityPool, ...]) -> None:
        """Offer other identity pools to edit."""
        self._show_facts(replace(self._facts, identity_pools=pools))

    def show_caller_identity(self, name: str, caller: CallerIdentity) -> None:
        """Show who AWS takes an identity for."""
        self._show_facts(replace(self._facts, callers={**self._facts.callers, name: caller}))

    def set_inherited_auth(self, auth: Auth | None, origin_name: str) -> None:
        """Show what the folder would give."""
        self._inherited = (auth, origin_name)
        self._surround_auth()

    def set_hints(self, region: str, service: str) -> None:
        """Show what the URL says of the signing scope."""
        self._hints = (region, service)
        if self._auth is not None:
            self._auth.set_hints(region, service)

    def finish_editing(self) -> None:
        """Take over what stands in an open cell."""
        for table in self.findChildren(RowTable):
            table.commit_open_cell()

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be sent, None if nothing."""
        return self._auth.obstacle() if self._auth else None

    def add_identity(self) -> None:
        """Show the Auth tab, ready for the keys of a new identity."""
        self.set_current_tab("auth")
        if self._auth is not None:
            self._auth.add_identity()

    def show_problem(self, failure: Failure, *, reveal: bool) -> bool:
        """Say what is wrong at the field that the failure names; tell whether there is such a field.

        `reveal` brings its tab to the front and unfolds what hides it.
        """
        for key in sorted(_TITLES, key=lambda key: (key != self.current_tab(), key not in self._built)):
            found = self._field_in(key, failure.field)
            if found is not None:
                box, field = found
                box.show_problem(field, failure)
                if reveal:
                    self.set_current_tab(key)
                    _unfold(field)
                return True
        return False

    def _field_in(self, key: str, name: str) -> tuple[FieldBox, QWidget] | None:
        panel = self._panel_for(key)
        root = self._body.current_form() if self._body is panel and self._body else panel
        candidates = (find_field(root, candidate) for candidate in (name, *_ALSO.get(name, ())))
        return next((found for found in candidates if found is not None), None)

    def clear_problems(self) -> None:
        """Take every sentence away."""
        for box in self.findChildren(FieldBox):
            box.clear_problem()

    def _lay_out(self) -> None:
        divider = QFrame()
        divider.setProperty("kind", "divider")
        tabs = QHBoxLayout()
        tabs.setContentsMargins(PANEL_MARGIN, 0, PANEL_MARGIN, 0)
        tabs.addWidget(self._tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tabs)
        column.addWidget(divider)
        column.addWidget(self._stack, 1)

    def _show_panel(self, key: str) -> None:
        self._stack.setCurrentWidget(self._panel_for(key))
        self.tab_changed.emit(key)

    def _panel_for(self, key: str) -> QWidget:
        if key not in self._built:
            build: dict[str, Callable[[], HeadersPanel | BodyPanel | AuthPanel | SettingsPanel]] = {
                "headers": self._new_headers,
                "body": self._new_body,
                "auth": self._new_auth,
                "settings": self._new_settings,
            }
            panel = build[key]()
            self._keep(key, panel)
            self._fill(key)
            panel.edited.connect(self.edited)
        return self._built[key]

    def _keep(self, key: str, panel: _PanelT) -> _PanelT:
        self._stack.addWidget(panel)
        self._built[key] = panel
        return panel

    def _new_params(self) -> ParamsPanel:
        panel = ParamsPanel(self._theme)
        panel.url_changed.connect(self.url_changed)
        panel.edited.connect(self.edited)
        return panel

    def _new_headers(self) -> HeadersPanel:
        from countersign.ui.request.headers_panel import HeadersPanel

        self._headers = HeadersPanel(self._theme)
        return self._headers

    def _new_body(self) -> BodyPanel:
        from countersign.ui.request.body_panel import BodyPanel

        self._body = BodyPanel(self._theme, self._choose_file)
        return self._body

    def _new_auth(self) -> AuthPanel:
        from countersign.ui.request.auth_panel import AuthPanel

        self._auth = AuthPanel(self._theme, self._sign_in, self._providers)
        self._auth.save_identity_requested.connect(self.save_identity_requested)
        self._auth.delete_identity_requested.connect(self.delete_identity_requested)
        self._auth.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        self._auth.save_role_requested.connect(self.save_role_requested)
        self._auth.delete_role_requested.connect(self.delete_role_requested)
        self._auth.save_identity_pool_requested.connect(self.save_identity_pool_requested)
        self._auth.delete_identity_pool_requested.connect(self.delete_identity_pool_requested)
        self._auth.caller_identity_requested.connect(self.caller_identity_requested)
        return self._auth

    def _new_settings(self) -> SettingsPanel:
        from countersign.ui.request.settings_panel import SettingsPanel

        self._settings = SettingsPanel(self._theme, self._choose_file)
        return self._settings

    def _fill(self, key: str) -> None:
        if key == "headers" and self._headers:
            self._headers.set_headers(self._draft.headers)
        elif key == "body" and self._body:
            self._body.set_body(self._draft.body)
        elif key == "settings" and self._settings:
            self._settings.set_settings(self._draft.settings)
        elif key == "auth" and self._auth:
            self._surround_auth()
            self._auth.set_auth(self._draft.auth)

    def _show_facts(self, facts: IdentityFacts) -> None:
        self._facts = facts
        if self._auth is not None:
            self._auth.set_identity_facts(facts)

    def _surround_auth(self) -> None:
        if self._auth is not None:
            self._auth.set_identity_facts(self._facts)
            self._auth.set_identities(self._identities)
            self._auth.set_default_identity(self._default_identity)
            self._auth.set_inherited_auth(*self._inherited)
            self._auth.set_hints(*self._hints)

    def _show_badges(self) -> None:
        settings = self._settings.settings() if self._settings else self._draft.settings
        headers = self._headers.count() if self._headers else sum(one.enabled for one in self._draft.headers)
        has_body = self._body.has_body() if self._body else not isinstance(self._draft.body, NoBody)
        self._tabs.set_badge("params", _count(self._params.count()))
        self._tabs.set_badge("headers", _count(headers))
        self._tabs.set_badge("body", _CHANGED if has_body else "")
        self._tabs.set_badge("settings", _count(_changed_settings(settings)))


def _changed_settings(settings: RequestSettings) -> int:
    """Count the settings that differ from the usual ones."""
    usual = RequestSettings()
    return sum(getattr(usual, field.name) != getattr(settings, field.name) for field in fields(RequestSettings))


def _count(number: int) -> str:
    return str(number) if number else ""


def _unfold(field: QWidget) -> None:
    parent = field.parentWidget()
    while parent is not None:
        if isinstance(parent, Disclosure):
            parent.set_open(is_open=True)
        parent = parent.parentWidget()
