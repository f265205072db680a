"""The Auth tab: which kind of auth, and its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from countersign.model.auth import Auth, InheritAuth, SigV4Auth
from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.ui.identity.facts import IdentityFacts
from countersign.ui.request.auth.form import AuthForm, AuthSurroundings
from countersign.ui.request.auth.kinds import AUTH_KINDS
from countersign.ui.request.auth.oauth import OAuthAuthForm
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.auth.sigv4 import SigV4AuthForm
from countersign.ui.request.form_rows import FormRows, in_a_row, panel_column, scrolling
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox


class AuthPanel(QWidget):
    """Edit an auth; a form is built when it is first shown and keeps its values while others are tried.

    `thing` is what carries the auth: "request". `signature` is what a new AWS Signature V4 starts as.
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

    def __init__(
        self,
        theme: Theme,
        sign_in: SignIn,
        providers: ProviderSignIn,
        thing: str = "request",
        signature: SigV4Auth = SigV4Auth(),  # noqa: B008 - frozen
    ) -> None:
        super().__init__()
        self._thing = thing
        self._signature = signature
        self._theme = theme
        self._sign_in = sign_in
        self._providers = providers
        self._surroundings = AuthSurroundings()
        self._facts = IdentityFacts()
        self._forms: dict[int, AuthForm[Any]] = {}
        self._kind = ChoiceBox("Auth type")
        self._kind.setMinimumWidth(200)
        self._kind.addItems([kind.title for kind in AUTH_KINDS])
        self._chip = QLabel()
        self._chip.setProperty("kind", "chip")
        rows = FormRows(theme)
        rows.add_row("Auth", in_a_row(self._kind, self._chip, stretch=-1))
        holder = QWidget()
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        panel_column(content, rows, holder)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)
        self._kind.currentIndexChanged.connect(self._switch)
        self._show_form()

    def set_auth(self, auth: Auth) -> None:
        """Show another auth, without `edited`; forms of other kinds forget what they held."""
        index = next(number for number, kind in enumerate(AUTH_KINDS) if isinstance(auth, kind.auth_type))
        with QSignalBlocker(self):
            for number, form in self._forms.items():
                form.set_auth(auth if number == index else self._new(number))
            self._kind.setCurrentIndex(index)
            self._form(index).set_auth(auth)
        self._show_form()

    def auth(self) -> Auth:
        """Return the auth as it stands."""
        auth: Auth = self._form(self._kind.currentIndex()).auth()
        return auth

    def set_identities(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities."""
        self._surround(replace(self._surroundings, identities=identities))

    def set_identity_facts(self, facts: IdentityFacts) -> None:
        """Show how roles and identity pools are defined, and who AWS takes identities for."""
        self._facts = facts
        for form in self._forms.values():
            if isinstance(form, SigV4AuthForm):
                form.show_facts(facts)

    def set_inherited_auth(self, auth: Auth | None, origin: str) -> None:
        """Show what the folder would give."""
        self._surround(replace(self._surroundings, inherited=auth, inherited_from=origin))
        self._show_chip()

    def set_hints(self, region: str, service: str) -> None:
        """Show what the URL says of the signing scope."""
        hinted = replace(self._surroundings, region=region, service=service)
        if hinted != self._surroundings:
            self._surround(hinted)

    def set_default_identity(self, name: str) -> None:
        """Show whose keys the workspace's default stands for."""
        self._surround(replace(self._surroundings, default_identity=name))

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be sent, None if nothing."""
        return self._form(self._kind.currentIndex()).obstacle()

    def add_identity(self) -> None:
        """Choose AWS Signature V4 and get ready for the keys of a new identity."""
        self._kind.setCurrentIndex(next(at for at, kind in enumerate(AUTH_KINDS) if kind.auth_type is SigV4Auth))
        form = self._form(self._kind.currentIndex())
        if isinstance(form, SigV4AuthForm):
            form.add_identity()

    def _surround(self, surroundings: AuthSurroundings) -> None:
        self._surroundings = surroundings
        for form in self._forms.values():
            form.show_surroundings(surroundings)

    def _switch(self) -> None:
        self._show_form()
        self.edited.emit()

    def _form(self, index: int) -> AuthForm[Any]:
        if index not in self._forms:
            form = AUTH_KINDS[index].build(self._theme)
            form.follow_sign_in(self._sign_in)
            form.show_surroundings(self._surroundings)
            form.set_auth(self._new(index))
            form.edited.connect(self.edited)
            form.save_identity_requested.connect(self.save_identity_requested)
            form.delete_identity_requested.connect(self.delete_identity_requested)
            if isinstance(form, SigV4AuthForm):
                self._follow_signing(form)
            if isinstance(form, OAuthAuthForm):
                form.follow_providers(self._providers)
            self._holder.addWidget(form)
            self._forms[index] = form
        return self._forms[index]

    def _new(self, index: int) -> Auth:
        kind = AUTH_KINDS[index].auth_type
        auth: Auth = self._signature if kind is SigV4Auth else kind()
        return auth

    def _follow_signing(self, form: SigV4AuthForm) -> None:
        form.show_facts(self._facts)
        form.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        form.save_role_requested.connect(self.save_role_requested)
        form.delete_role_requested.connect(self.delete_role_requested)
        form.save_identity_pool_requested.connect(self.save_identity_pool_requested)
        form.delete_identity_pool_requested.connect(self.delete_identity_pool_requested)
        form.caller_identity_requested.connect(self.caller_identity_requested)

    def _show_form(self) -> None:
        shown = self._form(self._kind.currentIndex())
        for form in self._forms.values():
            form.setVisible(form is shown)
        self._show_chip()

    def _show_chip(self) -> None:
        if AUTH_KINDS[self._kind.currentIndex()].auth_type is not InheritAuth:
            self._chip.setText(f"set on this {self._thing}")
            return
        origin = self._surroundings.inherited_from
        self._chip.setText(f"inherited from {origin}" if origin else "nothing to inherit")
