"""What every editor of a draft with a URL and an Auth tab offers, whatever it sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Generic

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from countersign.model.auth import Auth
from countersign.model.cognito import BrowserWait, Challenge, UserPool
from countersign.model.credentials import CallerIdentity, Identity
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.oauth import DeviceAuthorization, OAuthProvider
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SocketDraft
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn, ProviderState
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.editor_panels import DraftT, EditorPanels
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.url_line import UrlLine
from countersign.variables.scopes import Scope

_URL_NAMES = frozenset({"Request URL", "WebSocket URL"})  # one failure serves both


class DraftEditor(QObject, Generic[DraftT]):
    """Keep a URL line and the panels below it in step; the window places both as it likes.

    `edited` follows every change that a person made. `save_identity_requested` carries name, access key ID, secret
    access key and session token; `save_role_requested` and `save_identity_pool_requested` the definition;
    `caller_identity_requested` the identity. `panel_changed` carries the key of the tab that came to the front.
    """

    edited = Signal()
    save_identity_requested = Signal(str, str, str, str)
    delete_identity_requested = Signal(str)
    sso_sign_in_requested = Signal(str)
    save_role_requested = Signal(object)
    delete_role_requested = Signal(str)
    save_identity_pool_requested = Signal(object)
    delete_identity_pool_requested = Signal(str)
    caller_identity_requested = Signal(object)
    panel_changed = Signal(str)
    save_pool_requested = Signal(object, str)
    delete_pool_requested = Signal(str)
    import_pools_requested = Signal()
    token_requested = Signal(object)
    challenge_answered = Signal(object, object)
    token_cancelled = Signal()
    save_provider_requested = Signal(object, str)
    delete_provider_requested = Signal(str)
    provider_token_requested = Signal(str)
    provider_token_cancelled = Signal()
    provider_sign_out_requested = Signal(str)
    provider_page_requested = Signal(str)

    line: UrlLine
    panels: EditorPanels[DraftT]
    _draft: DraftT

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._sign_in = SignIn(self)
        self._providers = ProviderSignIn(self)

    def set_draft(self, draft: DraftT) -> None:
        """Show a draft, without `edited`. Where parameters disagree with the URL, the URL is right."""
        self._draft = draft
        with QSignalBlocker(self):
            self._show(draft)
        self._show_path_values()
        self.clear_problems()

    def draft(self) -> DraftT:
        """Freeze the fields, what is being typed in a cell included."""
        self.panels.finish_editing()
        return replace(self.panels.written_into(self._draft), url=self.line.url.text())

    def rename(self, name: str) -> None:
        """Give the draft another name, without `edited`."""
        self._draft = replace(self._draft, name=name)

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self.line.url.set_scope(scope)
        self.panels.set_scope(scope)

    def set_identities(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities."""
        self.panels.set_identities(identities)

    def set_default_identity(self, name: str) -> None:
        """Show whose keys the workspace's default stands for."""
        self.panels.set_default_identity(name)

    def set_roles(self, roles: tuple[AssumedRole, ...]) -> None:
        """Offer other roles to edit; a role that was just saved is chosen."""
        self.panels.set_roles(roles)

    def set_identity_pools(self, pools: tuple[IdentityPool, ...]) -> None:
        """Offer other identity pools to edit; one that was just saved is chosen."""
        self.panels.set_identity_pools(pools)

    def show_caller_identity(self, name: str, caller: CallerIdentity) -> None:
        """Show who AWS takes the identity of this name for."""
        self.panels.show_caller_identity(name, caller)

    def set_user_pools(self, pools: tuple[UserPool, ...]) -> None:
        """Offer other user pools; one that was just saved is chosen."""
        self._sign_in.set_pools(pools)

    def show_found_pools(self, pools: tuple[UserPool, ...]) -> None:
        """Offer what was read from the account, to fill in a pool's fields."""
        self._sign_in.pools_found.emit(pools)

    def show_challenge(self, challenge: Challenge | None) -> None:
        """Ask what Cognito asks, or stop asking."""
        self._sign_in.show_challenge(challenge)

    def show_browser_wait(self, wait: BrowserWait | None) -> None:
        """Say that the browser is awaited, or no longer."""
        self._sign_in.show_wait(wait)

    def set_token_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state of two values, set by name
        """Say that a sign-in is under way, or no longer."""
        self._sign_in.set_busy(busy=busy)

    def show_token_failure(self, failure: Failure | None) -> None:
        """Say why there is no token, or why a pool was not saved or read; None takes it away."""
        self._sign_in.failed.emit(failure)

    def set_providers(self, providers: tuple[OAuthProvider, ...]) -> None:
        """Offer other OAuth providers; one that was just saved is chosen."""
        self._providers.set_providers(providers)

    def show_provider_state(self, name: str, expires_at: datetime | None, signed_in: bool) -> None:  # noqa: FBT001
        """Say whether a provider's token is held; `expires_at` is None where nobody says when it ends."""
        self._providers.set_state(name, ProviderState(expires_at, signed_in))

    def show_device_code(self, device: DeviceAuthorization | None) -> None:
        """Show the code that a person has to type on the provider's page, or none any more."""
        self._providers.show_device(device)

    def set_provider_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state of two values, set by name
        """Say that a sign-in at a provider is under way, or no longer."""
        self._providers.set_busy(busy=busy)

    def show_provider_failure(self, failure: Failure | None) -> None:
        """Say why there is no token of a provider, or why it was not saved; None takes it away."""
        self._providers.failed.emit(failure)

    def show_identity_form(self) -> None:
        """Show the Auth tab with AWS Signature V4, ready for the keys of a new identity."""
        self.panels.add_identity()

    def current_panel(self) -> str:
        """Return the key of the tab on screen: params, headers, auth, settings, and what else the draft has."""
        return self.panels.current_tab()

    def set_current_panel(self, key: str) -> None:
        """Bring a tab to the front; an unknown key is ignored."""
        self.panels.set_current_tab(key)

    def focus_url(self) -> None:
        """Put the cursor into the URL and select it."""
        self.line.focus_url()

    def set_inherited_auth(self, auth: Auth | None, origin_name: str) -> None:
        """Show what the folder would give."""
        self.panels.set_inherited_auth(auth, origin_name)

    def set_inherited_headers(self, headers: tuple[tuple[Header, str], ...]) -> None:
        """Show which headers folders and collection add, each with the name of the one that sets it."""
        self.panels.set_inherited_headers(headers)

    def set_hints(self, region: str, service: str) -> None:
        """Show region and service as found in the URL, "" for what is not."""
        self.panels.set_hints(region, service)

    def finish(self) -> bool:
        """Finish what is being typed; tell whether the draft can go, and say what must be done first where not."""
        self.panels.finish_editing()
        self.clear_problems()
        obstacle = self.panels.obstacle()
        if obstacle is not None:
            self.show_problem(obstacle)
        return obstacle is None

    def show_problem(self, failure: Failure, *, reveal: bool = True) -> bool:
        """Say what is wrong at the field that the failure names; tell whether there is such a field.

        `reveal` brings the field's tab to the front; leave it out for problems found while somebody types.
        """
        if not failure.field:
            return False
        is_url = failure.field in _URL_NAMES
        found = find_field(self.line, self.line.url.accessibleName() if is_url else failure.field)
        if found is None:
            return self.panels.show_problem(failure, reveal=reveal)
        box, field = found
        box.show_problem(field, failure)
        return True

    def clear_problems(self) -> None:
        """Take every sentence at a field away."""
        for box in self.line.findChildren(FieldBox):
            box.clear_problem()
        self.panels.clear_problems()

    def _show(self, draft: DraftT) -> None:
        """Show a draft in the line and the panels."""
        self.line.set_url(draft.url)
        self.panels.set_draft(draft)

    def _connect(self) -> None:
        """Follow line and panels, once a subclass has made both."""
        self._connect_sign_in()
        self._connect_providers()
        line, panels = self.line, self.panels
        line.url_changed.connect(self._follow_url)
        panels.url_changed.connect(line.url.replace_text)
        panels.edited.connect(self._follow_panels)
        panels.tab_changed.connect(self.panel_changed)
        panels.save_identity_requested.connect(self.save_identity_requested)
        panels.delete_identity_requested.connect(self.delete_identity_requested)
        panels.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        panels.save_role_requested.connect(self.save_role_requested)
        panels.delete_role_requested.connect(self.delete_role_requested)
        panels.save_identity_pool_requested.connect(self.save_identity_pool_requested)
        panels.delete_identity_pool_requested.connect(self.delete_identity_pool_requested)
        panels.caller_identity_requested.connect(self.caller_identity_requested)

    def _connect_sign_in(self) -> None:
        sign_in = self._sign_in
        sign_in.save_pool_requested.connect(self.save_pool_requested)
        sign_in.delete_pool_requested.connect(self.delete_pool_requested)
        sign_in.import_pools_requested.connect(self.import_pools_requested)
        sign_in.token_requested.connect(self.token_requested)
        sign_in.challenge_answered.connect(self.challenge_answered)
        sign_in.token_cancelled.connect(self.token_cancelled)

    def _connect_providers(self) -> None:
        providers = self._providers
        providers.save_provider_requested.connect(self.save_provider_requested)
        providers.delete_provider_requested.connect(self.delete_provider_requested)
        providers.token_requested.connect(self.provider_token_requested)
        providers.token_cancelled.connect(self.provider_token_cancelled)
        providers.sign_out_requested.connect(self.provider_sign_out_requested)
        providers.page_requested.connect(self.provider_page_requested)

    def _follow_url(self, url: str) -> None:
        self.panels.show_url(url)
        self._show_path_values()
        self.edited.emit()

    def _follow_panels(self) -> None:
        self._show_path_values()
        self.edited.emit()

    def _show_path_values(self) -> None:
        self.line.url.set_path_params(self.panels.params.path_params())


AnyEditor = DraftEditor[RequestDraft] | DraftEditor[SocketDraft]
