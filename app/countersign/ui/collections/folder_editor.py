"""The tabs of a folder's settings: Auth, Headers, Variables, Docs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from countersign.model.auth import InheritAuth
from countersign.model.folder_settings import FolderSettings
from countersign.model.request import RequestDraft
from countersign.model.workspace import Variable
from countersign.ui.environments.variable_rows import (
    VariableRow,
    read_variable_lines,
    variable_rows_kind,
    write_variable_lines,
)
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.auth_panel import AuthPanel
from countersign.ui.request.docs_panel import DocsPanel
from countersign.ui.request.draft_editor import DraftEditor
from countersign.ui.request.editor_panels import CHANGED, EditorPanels
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.request.headers_panel import HeadersPanel
from countersign.ui.request.request_line import RequestLine
from countersign.ui.request.row_table import RowTable
from countersign.ui.theme import Theme

_TITLES = {"auth": "Auth", "headers": "Headers", "variables": "Variables", "docs": "Docs"}
_HEADERS = "Every request below sends them, unless it or a nearer folder sets a header of the same name."
_VARIABLES = "Everything below can use them as {{name}}. Secret values belong to an environment: files keep none."
_COLUMNS = 3  # name, value, type: what a file holds of a folder's variable


class FolderPanels(EditorPanels[RequestDraft]):
    """Edit what a folder sets; `thing` is "folder" or "collection". All panels are built at once."""

    def __init__(self, theme: Theme, thing: str, sign_in: SignIn, providers: ProviderSignIn) -> None:
        self._thing = thing
        self._sign_in = sign_in
        self._providers = providers
        kind = variable_rows_kind(lambda _name: "")
        self._variables: RowTable[VariableRow] = RowTable(
            theme,
            "Variables",
            replace(kind, columns=kind.columns[:_COLUMNS]),
            read_lines=read_variable_lines,
            write_lines=write_variable_lines,
        )
        self._docs = DocsPanel(theme, thing)
        super().__init__(theme, f"Settings of the {thing}", _TITLES, RequestDraft())
        self.setFocusProxy(self._tabs)
        self._variables.edited.connect(self.edited)
        self._docs.edited.connect(self.edited)
        for key in _TITLES:
            self._panel_for(key)
        self._show_panel("auth")

    def set_variables(self, variables: tuple[Variable, ...]) -> None:
        """Show other variables, without `edited`."""
        self._variables.set_rows(tuple(VariableRow.of(variable, {}) for variable in variables))
        self._show_badges()

    def variables(self) -> tuple[Variable, ...]:
        """Return the variables."""
        return tuple(row.variable() for row in self._variables.rows)

    def written_into(self, draft: RequestDraft) -> RequestDraft:
        """Return the draft with what the panels hold."""
        return replace(super().written_into(draft), docs=self._docs.docs())

    def _new_panel(self, key: str) -> QWidget:
        match key:
            case "headers":
                return self._follow_headers(HeadersPanel(self.theme, (), _HEADERS))
            case "auth":
                return self._follow_auth(AuthPanel(self.theme, self._sign_in, self._providers, self._thing))
            case "variables":
                panel = QWidget()
                panel_column(panel, FieldBox(self.theme, self._variables), note_label(_VARIABLES), stretch=0)
                return panel
        return self._docs

    def _fill(self, key: str) -> None:
        if key == "docs":
            self._docs.set_docs(self._draft.docs)
        else:
            super()._fill(key)

    def _show_badges(self) -> None:
        headers = self._headers.count() if self._headers else 0
        self._badge("headers", headers)
        self._badge("variables", sum(row.enabled for row in self._variables.rows))
        self._tabs.set_badge("docs", CHANGED if self._docs.docs().strip() else "")


class FolderEditor(DraftEditor[RequestDraft]):
    """Edit a folder's settings with all that a request's Auth tab can do.

    A folder has no URL: its line is never shown.
    """

    edited = Signal()

    line: RequestLine
    panels: FolderPanels

    def __init__(self, theme: Theme, thing: str, parent: QObject) -> None:
        super().__init__(parent)
        self.panels = FolderPanels(theme, thing, self._sign_in, self._providers)
        self.line = RequestLine(theme)
        self.line.setParent(self.panels)
        self.line.hide()
        self._connect()
        self.set_draft(RequestDraft(auth=InheritAuth()))

    def set_settings(self, settings: FolderSettings) -> None:
        """Show settings, without `edited`."""
        self.panels.set_variables(settings.variables)
        self.set_draft(RequestDraft(auth=settings.auth, headers=settings.headers, docs=settings.docs))

    def settings(self) -> FolderSettings:
        """Return the settings as they stand."""
        draft = self.draft()
        return FolderSettings(draft.auth, draft.headers, self.panels.variables(), draft.docs)
