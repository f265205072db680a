"""AWS Signature Version 4: whose keys, which scope, what is signed."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from countersign.model.auth import SigV4Auth
from countersign.model.errors import Failure
from countersign.ui.identity.facts import IdentityFacts
from countersign.ui.request.auth.form import AuthForm, AuthKind, AuthSurroundings
from countersign.ui.request.auth.sigv4_advanced import AdvancedOptions
from countersign.ui.request.auth.sigv4_sources import CredentialsSources
from countersign.ui.request.aws_names import REGIONS, SERVICES
from countersign.ui.request.form_rows import FormRows, PairRow, panel_column
from countersign.ui.request.hint_edit import HintEdit
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl


class SigV4AuthForm(AuthForm[SigV4Auth]):
    """Edit a signature's credentials, scope and options.

    `save_role_requested` and `save_identity_pool_requested` carry the definition, `caller_identity_requested` the
    identity, the others a name.
    """

    sso_sign_in_requested = Signal(str)
    save_role_requested = Signal(object)
    delete_role_requested = Signal(str)
    save_identity_pool_requested = Signal(object)
    delete_identity_pool_requested = Signal(str)
    caller_identity_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sources = CredentialsSources(theme)
        self._region = HintEdit(theme, "Region", REGIONS)
        self._service = HintEdit(theme, "Service", SERVICES)
        self._place = SegmentedControl((("headers", "Headers"), ("query", "Query string")))
        self._payload = SegmentedControl((("signed", "Signed"), ("unsigned", "Unsigned"), ("given", "Given hash")))
        self._hash = QLineEdit()
        self._hash.setProperty("kind", "code")
        self._hash.setPlaceholderText("SHA-256 in hexadecimal")
        self._advanced = AdvancedOptions(theme)
        self._build(theme)
        self._connect()
        self._show_parts()

    def set_auth(self, auth: SigV4Auth) -> None:
        """Show other values."""
        self._sources.set_source(auth.source, auth.identity)
        self._region.setText(auth.region)
        self._service.setText(auth.service)
        self._place.set_current(auth.place)
        self._payload.set_current(auth.payload)
        self._hash.setText(auth.payload_hash)
        self._advanced.set_auth(auth)
        self._show_parts()

    def auth(self) -> SigV4Auth:
        """Return the values."""
        usual = SigV4Auth(
            source=self._sources.source,
            identity=self._sources.identity,
            region=self._region.text(),
            service=self._service.text(),
            place=cast("Literal['headers', 'query']", self._place.current()),
            payload=cast("Literal['signed', 'unsigned', 'given']", self._payload.current()),
            payload_hash=self._hash.text(),
        )
        return self._advanced.written_into(usual)

    def show_surroundings(self, surroundings: AuthSurroundings) -> None:
        """Show the identities there are and what the URL says of the scope."""
        self._sources.show_identities(surroundings.identities, surroundings.default_identity)
        self._region.set_hint(surroundings.region)
        self._service.set_hint(surroundings.service)

    def obstacle(self) -> Failure | None:
        """Stop while the source cannot be used as it stands."""
        return self._sources.obstacle()

    def show_facts(self, facts: IdentityFacts) -> None:
        """Show how roles and identity pools are defined, and who AWS takes identities for."""
        self._sources.show_facts(facts)

    def add_identity(self) -> None:
        """Get ready for the keys of a new identity."""
        self._sources.start_new_keys()

    def _build(self, theme: Theme) -> None:
        rows = FormRows(theme)
        rows.add_wide(self._sources)
        rows.add_wide(PairRow(theme, (("Region", self._region), ("Service", self._service))))
        rows.add_wide(PairRow(theme, (("Sign in", self._place), ("Payload", self._payload))))
        self._hash_row = rows.add_row("Payload hash", self._hash)
        rows.add_wide(self._advanced)
        self._rows = rows
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        for changed in (
            self._sources.edited,
            self._region.textChanged,
            self._service.textChanged,
            self._place.selected,
            self._payload.selected,
            self._hash.textChanged,
            self._advanced.edited,
        ):
            changed.connect(self.edited)
        for control in (self._place, self._payload):
            control.selected.connect(self._show_parts)
        sources = self._sources
        sources.save_identity_requested.connect(self.save_identity_requested)
        sources.delete_identity_requested.connect(self.delete_identity_requested)
        sources.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        sources.save_role_requested.connect(self.save_role_requested)
        sources.delete_role_requested.connect(self.delete_role_requested)
        sources.save_identity_pool_requested.connect(self.save_identity_pool_requested)
        sources.delete_identity_pool_requested.connect(self.delete_identity_pool_requested)
        sources.caller_identity_requested.connect(self.caller_identity_requested)

    def _show_parts(self) -> None:
        self._rows.set_row_visible(self._hash_row, visible=self._payload.current() == "given")
        self._advanced.set_expires_enabled(enabled=self._place.current() == "query")


KIND = AuthKind("AWS Signature V4", SigV4Auth, SigV4AuthForm)
