"""One open request: the editor on the left, the signature below it, the response on the right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from countersign.model.auth import Auth, CognitoAuth, InheritAuth, NoAuth, OAuthAuth, SigV4Auth
from countersign.model.drafts import Draft
from countersign.model.errors import Failure, InputError
from countersign.model.exchange import Exchange
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.signing_record import SigningRecord
from countersign.model.url import WireUrl
from countersign.signing.hosts import region_and_service
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.open_tab import OpenTab, SendsAs
from countersign.ui.provider_work import ProviderWork
from countersign.ui.request.editor import RequestEditor
from countersign.ui.request.sender import sender
from countersign.ui.response.response_pane import ResponsePane
from countersign.ui.surroundings import Surroundings
from countersign.ui.tab_bar import TabFace
from countersign.ui.theme import Theme
from countersign.ui.token_work import TokenWork
from countersign.variables.scopes import Scope
from countersign.variables.template import fill
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext

if TYPE_CHECKING:
    from countersign.ui.inspector import SignatureInspector
    from countersign.ui.token.token_inspector import TokenInspector

_MOST_REASON = 4096  # of a refusal's body, enough for what an authorizer says


class RequestTab(OpenTab):
    """Edit, sign, send and show one request."""

    exchanged = Signal(Exchange, str, str)

    def __init__(
        self,
        state: TabState,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._exchange: Exchange | None = None
        self._sending: Job | None = None
        self._signing: Job | None = None
        self._preview_is_stale = False
        self.editor = RequestEditor(theme, parent=self)
        self._theme = theme
        self._inspector: SignatureInspector | None = None
        self._token_inspector: TokenInspector | None = None
        self.response = ResponsePane(theme, self)
        self._tokens = TokenWork(self.editor, self._context, engine, application, self)
        self._providers = ProviderWork(self.editor, engine, application, self)
        self.editing = QSplitter(Qt.Orientation.Vertical, self)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self._preview_soon = QTimer(self, singleShot=True, interval=30)
        self._preview_soon.timeout.connect(self._preview)
        self._lay_out()
        self._connect()
        self._show_draft(state)
        self._follow_surroundings()

    @property
    def state(self) -> TabState:
        """Return the tab as the session remembers it."""
        return replace(self._state, draft=self.editor.draft())

    @property
    def sends_as(self) -> SendsAs:
        """Return who signs, as source and name ("" for the default, also without auth), or words for other auth."""
        return sender(self._effective_auth())

    @property
    def face(self) -> TabFace:
        """Return what the tab bar shows."""
        draft = self.editor.draft()
        saved = self._state.saved
        dirty = draft != saved if saved is not None else draft != RequestDraft(name=draft.name, auth=draft.auth)
        return TabFace(draft.method, draft.name, dirty)

    @property
    def is_sending(self) -> bool:
        """Tell whether a request is on its way."""
        return self._sending is not None

    @property
    def exchange(self) -> Exchange | None:
        """Return the last finished exchange."""
        return self._exchange

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which the keyboard visits them."""
        inspectors = [one for one in (self._inspector, self._token_inspector) if one is not None]
        return (self.editor.line, self.editor.panels, *inspectors, self.response)

    @property
    def inspector(self) -> SignatureInspector:
        """Return the signature inspector, built when it is first wanted."""
        if self._inspector is None:
            from countersign.ui.inspector import SignatureInspector

            self._inspector = SignatureInspector(self._theme, self)
            self._place(self._inspector)
        return self._inspector

    @property
    def token_inspector(self) -> TokenInspector:
        """Return the token inspector, built when it is first wanted."""
        if self._token_inspector is None:
            from countersign.ui.token.token_inspector import TokenInspector

            self._token_inspector = TokenInspector(self._theme, self)
            self._place(self._token_inspector)
            self._tokens.serve(self._token_inspector)
        return self._token_inspector

    def _place(self, inspector: QWidget) -> None:
        self.editing.addWidget(inspector)
        self.editing.setStretchFactor(0, 3)
        self.editing.setStretchFactor(self.editing.count() - 1, 4)
        self.splitter_built.emit(self.editing)

    def mark_saved(self, draft: Draft) -> None:
        """Remember what the file now holds."""
        self._state = replace(self._state, saved=draft)
        self.changed.emit()

    def restore(self, state: TabState) -> None:
        """Take in the tab's state with its secrets, which the keyring gave later than the first paint."""
        self._state = state
        self._show_draft(state)

    def _show_draft(self, state: TabState) -> None:
        assert isinstance(state.draft, RequestDraft)
        self.editor.set_draft(state.draft)

    def focus_url(self) -> None:
        """Put the cursor into the URL."""
        self.editor.focus_url()

    def open_search(self) -> None:
        """Open the search of the response's body."""
        self.response.open_search()

    def turn_split(self) -> None:
        """Put the response below the request, or beside it again."""
        across = self.halves.orientation() is Qt.Orientation.Horizontal
        self.halves.setOrientation(Qt.Orientation.Vertical if across else Qt.Orientation.Horizontal)

    def send(self) -> None:
        """Send the draft, unless the editor sees something that must be done first."""
        self.editor.send()

    def _send(self) -> None:
        if self.is_sending:
            return
        draft = self.editor.draft()
        context = self._context()
        self.editor.set_sending(True)
        self.response.view.start()
        self._sending = self._engine.submit(
            lambda report: self._application.send(draft, context, report),
            done=self._receive,
            failed=self._stop_with,
            progressed=self.response.view.show_progress,
            cancelled=self._show_cancelled,
        )

    def cancel(self) -> None:
        """Stop the request that is on its way."""
        if self._sending is not None:
            self._sending.cancel()

    def let_go(self) -> None:
        """Stop all work before the tab goes away."""
        for job in (self._sending, self._signing):
            if job is not None:
                job.drop()
        self._tokens.let_go()
        self._providers.let_go()

    def save_body(self) -> None:
        """Write the response's body to a file that the user chooses."""
        if self._exchange is None or self._exchange.response is None:
            return
        body = self._exchange.response.body
        path, _ = QFileDialog.getSaveFileName(self, "Save response body")
        if path:
            self._engine.submit(
                lambda _report: self._application.save_body(body, Path(path)), failed=self.response.view.show_failure
            )

    def _receive(self, exchange: Exchange) -> None:
        self._sending = None
        self._exchange = exchange
        self.editor.set_sending(False)
        self.response.view.show_exchange(exchange)
        if exchange.failure is not None:
            self.show_problem(exchange.failure)
        if self._token_inspector is not None and exchange.response is not None:
            answer = exchange.response
            body = answer.body.read(_MOST_REASON).decode(errors="replace")
            self._token_inspector.show_answer(answer.status, answer.header("www-authenticate"), body)
            self._tokens.refresh()
        auth = self._effective_auth()
        if isinstance(auth, SigV4Auth) and not self._surroundings.has_credentials_at_hand(auth):
            self.identity_used.emit()
        if exchange.request is not None:
            self.exchanged.emit(exchange, exchange.request.method, str(exchange.request.url))

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        if failure.id.startswith("oauth."):
            self.editor.show_provider_failure(failure)
        elif failure.id.startswith("cognito."):
            self.editor.show_token_failure(failure)
        else:
            self.editor.show_problem(failure)

    def _stop_with(self, failure: Failure) -> None:
        self._sending = None
        self.editor.set_sending(False)
        self.response.view.show_failure(failure)

    def _show_cancelled(self) -> None:
        self._sending = None
        self.editor.set_sending(False)
        self.response.view.show_cancelled()

    def _after_edit(self) -> None:
        self._show_hints()
        self._preview_later()
        self.changed.emit()

    def _follow_surroundings(self) -> None:
        auth, origin = self._surroundings.inherited_auth(self._state.source)
        self.editor.set_scope(self._scope())
        self.editor.set_identities(self._surroundings.identities)
        self.editor.set_default_identity(self._surroundings.identity)
        self.editor.set_inherited_auth(auth, origin)
        definitions = self._surroundings.definitions
        self.editor.set_roles(definitions.roles)
        self.editor.set_identity_pools(definitions.identity_pools)
        self.editor.set_user_pools(definitions.user_pools)
        self.editor.set_providers(definitions.providers)
        self._show_hints()
        self._preview_later()

    def _context(self) -> RequestContext:
        return self._surroundings.context(self._state.source)

    def _scope(self) -> Scope:
        return self._surroundings.scope(self._state.source)

    def _show_hints(self) -> None:
        try:
            host = WireUrl.parse(fill(self.editor.draft().url, self._scope())).host
        except InputError:
            host = ""
        found = region_and_service(host)
        self.editor.set_hints(found.region, found.service)

    def _effective_auth(self) -> Auth:
        auth = self.editor.draft().auth
        if isinstance(auth, InheritAuth):
            auth, _ = self._surroundings.inherited_auth(self._state.source)
        return auth

    def _preview_later(self) -> None:
        auth = self._effective_auth() if self.editor.current_panel() == "auth" else NoAuth()
        if isinstance(auth, SigV4Auth):
            self.inspector.show()
            if not self._surroundings.has_credentials_at_hand(auth):
                self._preview_soon.stop()
                self.inspector.show_note(
                    "What is signed is shown here once this identity has credentials: press Send or Who am I."
                )
            elif not self._preview_soon.isActive():
                self._preview_soon.start()
        elif self._inspector is not None:
            self._inspector.hide()
        if isinstance(auth, CognitoAuth):
            self.token_inspector.show()
            self._tokens.follow(auth)
        elif self._token_inspector is not None:
            self._token_inspector.hide()
        if isinstance(auth, OAuthAuth) and auth.provider:
            self._providers.refresh(auth.provider)

    def _preview(self) -> None:
        """Sign in the background; while one signature is under way the next waits, and only the latest counts."""
        if self._signing is not None:
            self._preview_is_stale = True
            return
        draft = self.editor.draft()
        context = self._surroundings.context(self._state.source)
        self._signing = self._engine.submit(
            lambda _report: self._application.sign(draft, context),
            done=self._show_record,
            failed=self._show_unsigned,
        )

    def _show_record(self, record: SigningRecord | None) -> None:
        if record is not None:
            self.inspector.show_record(record)
        self._preview_done()

    def _show_unsigned(self, failure: Failure) -> None:
        self.inspector.show_failure(failure)
        self._preview_done()

    def _preview_done(self) -> None:
        self._signing = None
        if self._preview_is_stale:
            self._preview_is_stale = False
            self._preview_soon.start()

    def _connect(self) -> None:
        self.editor.edited.connect(self._after_edit)
        self.editor.send_requested.connect(self._send)
        self.editor.cancel_requested.connect(self.cancel)
        self.editor.panel_changed.connect(self._preview_later)
        self.response.send_requested.connect(self.send)
        self.response.save_requested.connect(self.save_body)
        self._surroundings.changed.connect(self._follow_surroundings)
        self._tokens.definitions_changed.connect(self.definitions_changed)
        self._providers.definitions_changed.connect(self.definitions_changed)

    def _lay_out(self) -> None:
        self.editing.setObjectName("editing")
        self.halves.setObjectName("halves")
        self.editing.addWidget(self.editor.panels)
        self.halves.addWidget(self.editing)
        self.halves.addWidget(self.response)
        for splitter in (self.editing, self.halves):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([586, 586])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.editor.line)
        layout.addWidget(self.halves, 1)
