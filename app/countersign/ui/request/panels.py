"""The tabs below the request line: Params, Headers, Body, Auth, Settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.auth import Auth
from countersign.model.body import NoBody
from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.model.request import RequestDraft
from countersign.ui.request.auth_panel import AuthPanel
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.body_panel import BodyPanel
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.request.headers_panel import HeadersPanel
from countersign.ui.request.params_panel import ParamsPanel
from countersign.ui.request.row_table import RowTable
from countersign.ui.request.settings_panel import SettingsPanel, changed_settings
from countersign.ui.theme import Theme
from countersign.ui.widgets.underline_tabs import UnderlineTabs

_TITLES = {"params": "Params", "headers": "Headers", "body": "Body", "auth": "Auth", "settings": "Settings"}
_CHANGED = "•"
_ALSO = {
    "Request body": ("File", "Multipart parts", "Form fields"),
    "Headers": ("Request headers",),
    "Date": ("Fixed date",),
}  # a failure may name a field by what it is about
_PanelT = TypeVar("_PanelT", bound=QWidget)


class RequestPanels(QWidget):
    """Edit all of a request but its method and URL; every panel but the first is built when it is first shown.

    `url_changed` carries the URL that a change of the query parameters makes.
    """

    edited = Signal()
    url_changed = Signal(str)
    tab_changed = Signal(str)
    save_identity_requested = Signal(str, str, str, str)
    delete_identity_requested = Signal(str)

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._theme = theme
        self._choose_file = choose_file
        self._draft = RequestDraft()
        self._identities: tuple[Identity, ...] = ()
        self._default_identity = ""
        self._inherited: tuple[Auth | None, str] = (None, "")
        self._hints = ("", "")
        self._built: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._tabs = UnderlineTabs()
        self._tabs.setAccessibleName("Request")
        for key, title in _TITLES.items():
            self._tabs.add_tab(key, title)
        self._lay_out()
        self._params = self._build("params", self._new_params)
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
        headers, body = self._panel("headers", HeadersPanel), self._panel("body", BodyPanel)
        auth, settings = self._panel("auth", AuthPanel), self._panel("settings", SettingsPanel)
        return replace(
            draft,
            params=self._params.params(),
            path_params=self._params.path_params(),
            headers=headers.headers() if headers else self._draft.headers,
            body=body.body() if body else self._draft.body,
            auth=auth.auth() if auth else self._draft.auth,
            settings=settings.settings() if settings else self._draft.settings,
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

    def set_inherited_auth(self, auth: Auth | None, origin_name: str) -> None:
        """Show what the folder would give."""
        self._inherited = (auth, origin_name)
        self._surround_auth()

    def set_hints(self, region: str, service: str) -> None:
        """Show what the URL says of the signing scope."""
        self._hints = (region, service)
        panel = self._panel("auth", AuthPanel)
        if panel is not None:
            panel.set_hints(region, service)

    def finish_editing(self) -> None:
        """Take over what stands in an open cell."""
        for table in self.findChildren(RowTable):
            table.commit_open_cell()

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be sent, None if nothing."""
        auth = self._panel("auth", AuthPanel)
        return auth.obstacle() if auth else None

    def add_identity(self) -> None:
        """Show the Auth tab, ready for the keys of a new identity."""
        self.set_current_tab("auth")
        auth = self._panel("auth", AuthPanel)
        if auth is not None:
            auth.add_identity()

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
        root = panel.current_form() if isinstance(panel, BodyPanel) else panel
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
            builders: dict[str, Callable[[], HeadersPanel | BodyPanel | AuthPanel | SettingsPanel]] = {
                "headers": lambda: HeadersPanel(self._theme),
                "body": lambda: BodyPanel(self._theme, self._choose_file),
                "auth": self._new_auth,
                "settings": lambda: SettingsPanel(self._theme, self._choose_file),
            }
            panel = self._build(key, builders[key])
            self._fill(key)
            panel.edited.connect(self.edited)
        return self._built[key]

    def _build(self, key: str, build: Callable[[], _PanelT]) -> _PanelT:
        panel = build()
        self._stack.addWidget(panel)
        self._built[key] = panel
        return panel

    def _new_params(self) -> ParamsPanel:
        panel = ParamsPanel(self._theme)
        panel.url_changed.connect(self.url_changed)
        panel.edited.connect(self.edited)
        return panel

    def _new_auth(self) -> AuthPanel:
        panel = AuthPanel(self._theme)
        panel.save_identity_requested.connect(self.save_identity_requested)
        panel.delete_identity_requested.connect(self.delete_identity_requested)
        return panel

    def _panel(self, key: str, kind: type[_PanelT]) -> _PanelT | None:
        panel = self._built.get(key)
        return panel if isinstance(panel, kind) else None

    def _fill(self, key: str) -> None:
        match self._built[key]:
            case HeadersPanel() as panel:
                panel.set_headers(self._draft.headers)
            case BodyPanel() as panel:
                panel.set_body(self._draft.body)
            case SettingsPanel() as panel:
                panel.set_settings(self._draft.settings)
            case AuthPanel() as panel:
                self._surround_auth()
                panel.set_auth(self._draft.auth)

    def _surround_auth(self) -> None:
        panel = self._panel("auth", AuthPanel)
        if panel is not None:
            panel.set_identities(self._identities)
            panel.set_default_identity(self._default_identity)
            panel.set_inherited_auth(*self._inherited)
            panel.set_hints(*self._hints)

    def _show_badges(self) -> None:
        headers, body = self._panel("headers", HeadersPanel), self._panel("body", BodyPanel)
        settings = self._panel("settings", SettingsPanel)
        enabled_headers = headers.count() if headers else sum(one.enabled for one in self._draft.headers)
        has_body = body.has_body() if body else not isinstance(self._draft.body, NoBody)
        self._tabs.set_badge("params", _count(self._params.count()))
        self._tabs.set_badge("headers", _count(enabled_headers))
        self._tabs.set_badge("body", _CHANGED if has_body else "")
        self._tabs.set_badge(
            "settings", _count(changed_settings(settings.settings() if settings else self._draft.settings))
        )


def _count(number: int) -> str:
    return str(number) if number else ""


def _unfold(field: QWidget) -> None:
    parent = field.parentWidget()
    while parent is not None:
        if isinstance(parent, Disclosure):
            parent.set_open(is_open=True)
        parent = parent.parentWidget()
