"""The left half of a tab with a URL: the editor's panels, and below them what is signed, or the token to send."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from countersign.model.auth import Auth, CognitoAuth, InheritAuth, NoAuth, OAuthAuth, SigV4Auth
from countersign.model.errors import Failure, InputError
from countersign.model.exchange import Exchange
from countersign.model.session import TabState
from countersign.model.signing_record import SigningRecord
from countersign.model.url import WireUrl
from countersign.signing.hosts import region_and_service
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.provider_work import ProviderWork
from countersign.ui.request.draft_editor import AnyEditor
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.ui.token_work import TokenWork
from countersign.variables.scopes import Scope
from countersign.variables.template import fill
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext

if TYPE_CHECKING:
    from countersign.ui.inspector import SignatureInspector
    from countersign.ui.token.token_inspector import TokenInspector

Signing = Callable[[], Coroutine[Any, Any, SigningRecord | None]]

_MOST_REASON = 4096  # of a refusal's body, enough for what an authorizer says


class EditingHalf(QSplitter):
    """Keep an editor true to what surrounds it, and show what its auth makes of the draft.

    `freeze` takes the present draft and returns what signs it, without sending it, on the engine thread; `state`
    tells which file is the tab's. `inspector_built` follows the first use of an inspector.
    """

    inspector_built = Signal()
    definitions_changed = Signal()

    def __init__(
        self,
        editor: AnyEditor,
        freeze: Callable[[], Signing],
        state: Callable[[], TabState],
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        parent: QWidget,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._editor = editor
        self._freeze = freeze
        self._state = state
        self._theme = theme
        self._engine = engine
        self._surroundings = surroundings
        self._signing: Job | None = None
        self._preview_is_stale = False
        self._inspector: SignatureInspector | None = None
        self._token_inspector: TokenInspector | None = None
        self._tokens = TokenWork(editor, self.context, engine, application, self)
        self._providers = ProviderWork(editor, engine, application, self)
        self._preview_soon = QTimer(self, singleShot=True, interval=30)
        self._preview_soon.timeout.connect(self._preview)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(editor.panels)
        editor.edited.connect(self.follow_edit)
        editor.panel_changed.connect(self.preview_later)
        surroundings.changed.connect(self.follow_surroundings)
        self._tokens.definitions_changed.connect(self.definitions_changed)
        self._providers.definitions_changed.connect(self.definitions_changed)

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

    @property
    def inspectors(self) -> tuple[QWidget, ...]:
        """Return the inspectors that have been built."""
        return tuple(one for one in (self._inspector, self._token_inspector) if one is not None)

    def context(self) -> RequestContext:
        """Return what the draft is prepared with."""
        return self._surroundings.context_of(self._state())

    def preview_context(self) -> RequestContext:
        """Return the same, with values in place of dynamic ones that do not change while somebody types."""
        context = self.context()
        return replace(context, scope=context.scope.for_preview())

    def scope(self) -> Scope:
        """Return the variables in force."""
        return self._surroundings.scope(self._path())

    def _path(self) -> str:
        return self._surroundings.path_of(self._state())

    def effective_auth(self) -> Auth:
        """Return the auth that counts."""
        auth = self._editor.draft().auth
        if isinstance(auth, InheritAuth):
            auth, _ = self._surroundings.inherited_auth(self._path())
        return auth

    def needs_person(self) -> bool:
        """Tell whether the draft is signed with credentials that had to be fetched."""
        auth = self.effective_auth()
        return isinstance(auth, SigV4Auth) and not self._surroundings.has_credentials_at_hand(auth)

    def show_answer(self, exchange: Exchange) -> None:
        """Hold an answer against the token that was sent."""
        answer = exchange.response
        if self._token_inspector is not None and answer is not None:
            body = answer.body.read(_MOST_REASON).decode(errors="replace")
            self._token_inspector.show_answer(answer.status, answer.header("www-authenticate"), body)
            self._tokens.refresh()

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        if failure.id.startswith("oauth."):
            self._editor.show_provider_failure(failure)
        elif failure.id.startswith("cognito."):
            self._editor.show_token_failure(failure)
        else:
            self._editor.show_problem(failure)

    def let_go(self) -> None:
        """Stop all work."""
        self._preview_soon.stop()
        if self._signing is not None:
            self._signing.drop()
        self._tokens.let_go()
        self._providers.let_go()

    def follow_edit(self) -> None:
        """Show region, service and signature of the draft as it is now."""
        self._show_hints()
        self.preview_later()

    def follow_surroundings(self) -> None:
        """Give the editor what surrounds it now."""
        editor, around = self._editor, self._surroundings
        auth, origin = around.inherited_auth(self._path())
        editor.set_scope(self.scope())
        editor.set_identities(around.identities)
        editor.set_default_identity(around.identity)
        editor.set_inherited_auth(auth, origin)
        editor.set_inherited_headers(around.inherited_headers(self._path()))
        editor.set_roles(around.definitions.roles)
        editor.set_identity_pools(around.definitions.identity_pools)
        editor.set_user_pools(around.definitions.user_pools)
        editor.set_providers(around.definitions.providers)
        self.follow_edit()

    def preview_later(self) -> None:
        """Show what the auth makes of the draft, soon; nothing while another panel is in front."""
        auth = self.effective_auth() if self._editor.current_panel() == "auth" else NoAuth()
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

    def _place(self, inspector: QWidget) -> None:
        self.addWidget(inspector)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(self.count() - 1, 4)
        self.inspector_built.emit()

    def _show_hints(self) -> None:
        try:
            host = WireUrl.parse(fill(self._editor.draft().url, self.scope())).host
        except InputError:
            host = ""
        found = region_and_service(host)
        self._editor.set_hints(found.region, found.service)

    def _preview(self) -> None:
        """Sign in the background; while one signature is under way the next waits, and only the latest counts."""
        if self._signing is not None:
            self._preview_is_stale = True
            return
        sign = self._freeze()
        self._signing = self._engine.submit(
            lambda _report: sign(), done=self._show_record, failed=self._show_unsigned
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
