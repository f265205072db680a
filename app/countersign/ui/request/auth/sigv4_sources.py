"""Whose keys sign: the source, the identity of that source, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.ui.identity.facts import IdentityFacts
from countersign.ui.identity.identity_line import IdentityLine
from countersign.ui.identity.source_choice import SourceChoice
from countersign.ui.request.auth.sigv4_keys import KeyringKeys
from countersign.ui.request.auth.sigv4_source import KnownIdentities, SourceForm
from countersign.ui.request.form_rows import FormRows
from countersign.ui.theme import Theme

_TITLES: dict[CredentialsSource, str] = {
    "keyring": "Keyring",
    "profile": "AWS profile",
    "role": "Assume role",
    "cognito": "Cognito identity",
    "environment": "Environment",
}


class CredentialsSources(QWidget):
    """Choose a source and an identity; the form of a source is built when it is first shown, and keeps its choice."""

    edited = Signal()
    save_identity_requested = Signal(str, str, str, str)
    delete_identity_requested = Signal(str)
    sso_sign_in_requested = Signal(str)
    save_role_requested = Signal(object)
    delete_role_requested = Signal(str)
    save_identity_pool_requested = Signal(object)
    delete_identity_pool_requested = Signal(str)
    caller_identity_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._known = KnownIdentities()
        self._forms: dict[CredentialsSource, SourceForm] = {}
        self._choice = SourceChoice(tuple(_TITLES.items()))
        self._choice.setAccessibleName("Credentials source")
        self._line = IdentityLine()
        self._line.caller_identity_requested.connect(self.caller_identity_requested)
        self._rows = FormRows(theme)
        self._rows.add_row("Credentials", self._choice)
        holder = QWidget()
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._rows.add_wide(holder)
        self._line_row = self._rows.add_row("", self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        self._choice.selected.connect(self._switch)
        self._show_form()

    @property
    def source(self) -> CredentialsSource:
        """Return the source that is chosen."""
        return cast("CredentialsSource", self._choice.current())

    @property
    def identity(self) -> str:
        """Return the name of the identity that is chosen, "" for none."""
        return self._form(self.source).identity

    def set_source(self, source: CredentialsSource, identity: str) -> None:
        """Show another choice, without `edited`; the other sources forget theirs."""
        with QSignalBlocker(self):
            for form in self._forms.values():
                form.set_identity("")
            self._form(source).set_identity(identity)
            with QSignalBlocker(self._choice):
                self._choice.set_current(source)
            self._choice.update()
        self._show_form()

    def show_identities(self, identities: tuple[Identity, ...], default: str) -> None:
        """Offer other identities."""
        self._show_known(replace(self._known, identities=identities, default=default))

    def show_facts(self, facts: IdentityFacts) -> None:
        """Show what is known beside the list of identities."""
        self._show_known(replace(self._known, facts=facts))

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be signed, None if nothing."""
        return self._form(self.source).obstacle()

    def start_new_keys(self) -> None:
        """Get ready for the keys of a new keyring identity."""
        self._choice.set_current("keyring")
        form = self._form("keyring")
        if isinstance(form, KeyringKeys):
            form.start_new()

    def _show_known(self, known: KnownIdentities) -> None:
        if known == self._known:
            return
        self._known = known
        for form in self._forms.values():
            form.show_known(known)
        self._show_line()

    def _switch(self) -> None:
        self._form(self.source).suggest(self._known.default)
        self._show_form()
        self.edited.emit()

    def _follow_choice(self) -> None:
        self._show_line()
        self.edited.emit()

    def _show_form(self) -> None:
        shown = self._form(self.source)
        for form in self._forms.values():
            form.setVisible(form is shown)
        self._show_line()

    def _show_line(self) -> None:
        identity = self._chosen()
        caller = self._known.facts.callers.get(identity.name) if identity else None
        self._line.show_identity(identity, caller)
        self._rows.set_row_visible(self._line_row, visible=identity is not None)

    def _chosen(self) -> Identity | None:
        """Return the identity that would sign; the keyring's unnamed one is the workspace's default."""
        name = self.identity
        if self.source == "keyring" and not name:
            return next((one for one in self._known.identities if one.name == self._known.default), None)
        own = [one for one in self._known.identities if one.source == self.source]
        if self.source == "environment":
            return next((one for one in own if one.access_key_id), None)
        return next((one for one in own if one.name == name), None)

    def _form(self, source: CredentialsSource) -> SourceForm:
        if source not in self._forms:
            form = self._builders()[source]()
            form.show_known(self._known)
            form.identity_chosen.connect(self._follow_choice)
            self._holder.addWidget(form)
            self._forms[source] = form
        return self._forms[source]

    def _builders(self) -> dict[CredentialsSource, Callable[[], SourceForm]]:
        return {
            "keyring": self._new_keyring,
            "profile": self._new_profile,
            "role": self._new_role,
            "cognito": self._new_cognito,
            "environment": self._new_environment,
        }

    def _new_keyring(self) -> SourceForm:
        form = KeyringKeys(self._theme)
        form.save_requested.connect(self.save_identity_requested)
        form.delete_requested.connect(self.delete_identity_requested)
        return form

    def _new_profile(self) -> SourceForm:
        from countersign.ui.request.auth.sigv4_profile import ProfileSource

        form = ProfileSource(self._theme)
        form.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        return form

    def _new_role(self) -> SourceForm:
        from countersign.ui.request.auth.sigv4_role import RoleSource

        form = RoleSource(self._theme)
        form.save_requested.connect(self.save_role_requested)
        form.delete_requested.connect(self.delete_role_requested)
        return form

    def _new_cognito(self) -> SourceForm:
        from countersign.ui.request.auth.sigv4_cognito import CognitoSource

        form = CognitoSource(self._theme)
        form.save_requested.connect(self.save_identity_pool_requested)
        form.delete_requested.connect(self.delete_identity_pool_requested)
        return form

    def _new_environment(self) -> SourceForm:
        from countersign.ui.request.auth.sigv4_environment import EnvironmentKeys

        return EnvironmentKeys()
