"""The tabs below a URL line: panels that are built when they are first shown, and what all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.auth import Auth
from countersign.model.credentials import CallerIdentity, Identity
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.request import Header, RequestDraft, RequestSettings
from countersign.model.socket import SocketDraft
from countersign.ui.identity.facts import IdentityFacts
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.request.params_panel import ParamsPanel
from countersign.ui.request.row_table import RowTable
from countersign.ui.request.scoped_field import ScopedField
from countersign.ui.theme import Theme
from countersign.ui.widgets.underline_tabs import UnderlineTabs
from countersign.variables.scopes import Scope

if TYPE_CHECKING:
    from countersign.ui.request.auth_panel import AuthPanel
    from countersign.ui.request.headers_panel import HeadersPanel

DraftT = TypeVar("DraftT", RequestDraft, SocketDraft)
PanelT = TypeVar("PanelT", bound=QWidget)

CHANGED = "•"
_ALSO = {
    "Request body": ("File", "Multipart parts", "Form fields"),
    "Headers": ("Request headers",),
    "Date": ("Fixed date",),
    "App client ID": ("Client ID",),
    "Endpoint": ("Cognito endpoint",),
    "Sign in with": ("Sign-in method",),
    "Send": ("Token to send",),
}  # a failure may name a field by what it is about


class EditorPanels(QWidget, Generic[DraftT]):
    """Edit all of a draft but what stands in the line above; every panel but the first is built when first shown.

    A subclass names its tabs, builds and fills the panels that only it has, and counts for their badges.
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

    def __init__(self, theme: Theme, name: str, titles: Mapping[str, str], draft: DraftT) -> None:
        super().__init__()
        self.theme = theme
        self._titles = titles
        self._draft: DraftT = draft
        self._identities: tuple[Identity, ...] = ()
        self._default_identity = ""
        self._facts = IdentityFacts()
        self._inherited: tuple[Auth | None, str] = (None, "")
        self._inherited_headers: tuple[tuple[Header, str], ...] = ()
        self._hints = ("", "")
        self._scope: Scope | None = None
        self._built: dict[str, QWidget] = {}
        self._headers: HeadersPanel | None = None
        self._auth: AuthPanel | None = None
        self._stack = QStackedWidget()
        self._tabs = UnderlineTabs()
        self._tabs.setAccessibleName(name)
        for key, title in titles.items():
            self._tabs.add_tab(key, title)
        self._lay_out()
        self._params = self._keep("params", self._new_params())
        self._tabs.selected.connect(self._show_panel)
        self.edited.connect(self._show_badges)
        self.edited.connect(self._spread_scope)
        self._show_panel("params")

    def set_draft(self, draft: DraftT) -> None:
        """Show another draft, without signals."""
        self._draft = draft
        self._params.set_params(draft.url, draft.params, draft.path_params)
        for key in self._built:
            self._fill(key)
        self._show_badges()

    def written_into(self, draft: DraftT) -> DraftT:
        """Return the draft with what the panels hold."""
        return replace(
            draft,
            params=self._params.params(),
            path_params=self._params.path_params(),
            headers=self._headers.headers() if self._headers else self._draft.headers,
            auth=self._auth.auth() if self._auth else self._draft.auth,
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
        """Return the key of the tab on screen."""
        return self._tabs.current()

    def set_current_tab(self, key: str) -> None:
        """Show a tab; an unknown key is ignored, since it may come from an older session."""
        if key in self._titles:
            self._tabs.set_current(key)

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope, wherever a text can hold some."""
        self._scope = scope
        self._spread_scope()

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

    def set_inherited_headers(self, headers: tuple[tuple[Header, str], ...]) -> None:
        """Show which headers folders and collection add."""
        self._inherited_headers = headers
        if self._headers is not None:
            self._headers.set_inherited(headers)

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
        """Return what must be done before the draft can be sent, None if nothing."""
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
        for key in sorted(self._titles, key=lambda key: (key != self.current_tab(), key not in self._built)):
            found = self._field_in(key, failure.field)
            if found is not None:
                box, field = found
                box.show_problem(field, failure)
                if reveal:
                    self.set_current_tab(key)
                    _unfold(field)
                return True
        return False

    def clear_problems(self) -> None:
        """Take every sentence away."""
        for box in self.findChildren(FieldBox):
            box.clear_problem()

    def _new_panel(self, key: str) -> QWidget:
        """Build the panel of a tab, connected but empty; a subclass knows its own."""
        raise NotImplementedError

    def _fill(self, key: str) -> None:
        """Show the draft in a panel that is built; a subclass knows its own."""
        if key == "headers" and self._headers:
            self._headers.set_headers(self._draft.headers)
        elif key == "auth" and self._auth:
            self._surround_auth()
            self._auth.set_auth(self._draft.auth)

    def _search_root(self, key: str) -> QWidget:
        """Return where a tab's fields are looked for, without what the draft does not use."""
        return self._panel_for(key)

    def _show_badges(self) -> None:
        """Count what is set; a subclass adds its own tabs."""
        headers = self._headers.count() if self._headers else sum(one.enabled for one in self._draft.headers)
        self._badge("params", self._params.count())
        self._badge("headers", headers)

    def _badge(self, key: str, count: int) -> None:
        self._tabs.set_badge(key, str(count) if count else "")

    def _follow_headers(self, panel: HeadersPanel) -> HeadersPanel:
        self._headers = panel
        panel.set_inherited(self._inherited_headers)
        panel.edited.connect(self.edited)
        return panel

    def _follow_auth(self, panel: AuthPanel) -> AuthPanel:
        self._auth = panel
        panel.edited.connect(self.edited)
        panel.save_identity_requested.connect(self.save_identity_requested)
        panel.delete_identity_requested.connect(self.delete_identity_requested)
        panel.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        panel.save_role_requested.connect(self.save_role_requested)
        panel.delete_role_requested.connect(self.delete_role_requested)
        panel.save_identity_pool_requested.connect(self.save_identity_pool_requested)
        panel.delete_identity_pool_requested.connect(self.delete_identity_pool_requested)
        panel.caller_identity_requested.connect(self.caller_identity_requested)
        return panel

    def _field_in(self, key: str, name: str) -> tuple[FieldBox, QWidget] | None:
        root = self._search_root(key)
        candidates = (find_field(root, candidate) for candidate in (name, *_ALSO.get(name, ())))
        return next((found for found in candidates if found is not None), None)

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
            self._keep(key, self._new_panel(key))
            self._fill(key)
            self._spread_scope()
        return self._built[key]

    def _keep(self, key: str, panel: PanelT) -> PanelT:
        self._stack.addWidget(panel)
        self._built[key] = panel
        return panel

    def _spread_scope(self) -> None:
        """Give the scope to every field; forms inside the panels are built late, when a person turns to them."""
        if self._scope is None:
            return
        for field in self.findChildren(QWidget):
            if isinstance(field, ScopedField):
                field.set_scope(self._scope)

    def _new_params(self) -> ParamsPanel:
        panel = ParamsPanel(self.theme)
        panel.url_changed.connect(self.url_changed)
        panel.edited.connect(self.edited)
        return panel

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


def changed_settings(settings: RequestSettings, unused: frozenset[str] = frozenset()) -> int:
    """Count the settings that differ from the usual ones; those that mean nothing here are `unused`."""
    usual = RequestSettings()
    names = [field.name for field in fields(RequestSettings) if field.name not in unused]
    return sum(getattr(usual, name) != getattr(settings, name) for name in names)


def _unfold(field: QWidget) -> None:
    parent = field.parentWidget()
    while parent is not None:
        if isinstance(parent, Disclosure):
            parent.set_open(is_open=True)
        parent = parent.parentWidget()
