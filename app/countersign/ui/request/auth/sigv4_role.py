"""A role on top of another identity (AssumeRole, AWS STS API Reference)."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCompleter, QSpinBox

from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Identity, IdentityKind
from countersign.model.identity_sources import AssumedRole
from countersign.ui.identity.chip_choice import ChipChoice
from countersign.ui.identity.identity_choice import ChoiceWords
from countersign.ui.identity.words import kind_chip, needs_words
from countersign.ui.request.auth.sigv4_definition import (
    DefinitionForm,
    DefinitionSource,
    DefinitionWords,
    code_edit,
)
from countersign.ui.request.auth.sigv4_source import KnownIdentities
from countersign.ui.request.aws_names import REGIONS
from countersign.ui.request.form_rows import in_a_row
from countersign.ui.theme import Theme

_SHORTEST, _LONGEST = 900, 43_200  # AssumeRole: DurationSeconds
_WORDS = DefinitionWords(
    "Role",
    "role",
    ChoiceWords("Role", "Choose a role", "No roles yet", "not defined here"),
    "A role is assumed with the keys of another identity. Press New to define one.",
)


class RoleForm(DefinitionForm[AssumedRole]):
    """Edit a role and the identity that assumes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "role")
        self._known = KnownIdentities()
        self._wanted = ""
        self._base = ChipChoice("Base identity")
        self._role_arn = code_edit("arn:aws:iam::123456789012:role/OrdersAdmin")
        self._session_name = code_edit("countersign")
        self._external_id = code_edit("only where the role asks for one")
        self._duration = QSpinBox()
        self._mfa_serial = code_edit("ARN or serial number of the MFA device, empty for none")
        self._region = code_edit("as the base identity")
        self._build()
        self._base.currentIndexChanged.connect(self._take_base)

    def definition(self) -> AssumedRole:
        """Return what the fields hold."""
        source, _, name = self._wanted.partition(":")
        return AssumedRole(
            name=self.name.text().strip(),
            base_source=cast("CredentialsSource", source or "keyring"),
            base_name=name,
            role_arn=self._role_arn.text().strip(),
            session_name=self._session_name.text().strip(),
            external_id=self._external_id.text().strip(),
            duration=self._duration.value(),
            mfa_serial=self._mfa_serial.text().strip(),
            region=self._region.text().strip(),
        )

    def fill(self, definition: AssumedRole | None) -> None:
        """Show a role; a new one begins on the workspace's default identity."""
        role = definition or AssumedRole("", "keyring", "", "")
        self.name.setText(role.name)
        self._wanted = f"{role.base_source}:{role.base_name}" if role.base_name else self._key_of_default()
        self._role_arn.setText(role.role_arn)
        self._session_name.setText(role.session_name)
        self._external_id.setText(role.external_id)
        self._duration.setValue(role.duration)
        self._mfa_serial.setText(role.mfa_serial)
        self._region.setText(role.region)
        self._fill_bases()

    def missing(self) -> str:
        """Ask for a name, an identity, the role's ARN, and a duration that AWS takes."""
        role = self.definition()
        if not (role.name and role.base_name and role.role_arn):
            return "Give a name, a base identity and the role's ARN."
        if 0 < role.duration < _SHORTEST:
            return f"The shortest duration is {_SHORTEST} s."
        return ""

    def show_known(self, known: KnownIdentities) -> None:
        """Offer other base identities."""
        if known.identities != self._known.identities:
            self._known = known
            self._fill_bases()
        self._known = known

    def _build(self) -> None:
        self._duration.setRange(0, _LONGEST)
        self._duration.setSingleStep(_SHORTEST)
        self._duration.setSuffix(" s")
        self._duration.setSpecialValueText("1 hour, AWS's own")
        self._duration.setMinimumWidth(150)
        self._duration.lineEdit().setTextMargins(6, 0, 0, 0)
        self._duration.setAccessibleName("Duration")
        self._mfa_serial.setAccessibleName("MFA device")
        self._region.setAccessibleName("Role region")
        self._region.setCompleter(QCompleter(list(REGIONS), self._region))
        self.rows.add_row("Role name", self.name)
        self.rows.add_row("Base identity", self._base)
        self.rows.add_row("Role ARN", self._role_arn)
        self.rows.add_row("Session name", self._session_name)
        self.rows.add_row("External ID", self._external_id)
        self.rows.add_row("Duration", in_a_row(self._duration, stretch=-1))
        self.rows.add_row("MFA device", self._mfa_serial)
        self.rows.add_row("STS region", self._region)
        self._duration.valueChanged.connect(self.show_state)
        self.finish_rows(
            self.name, self._role_arn, self._session_name, self._external_id, self._mfa_serial, self._region
        )

    def _fill_bases(self) -> None:
        with QSignalBlocker(self._base):
            self._base.clear()
            if not self._wanted:
                self._base.add_choice("Choose an identity", "")
            for one in self._known.identities:
                if (one.kind, one.name) != ("role", self.name.text()):
                    self._base.add_choice(one.name, _key(one), (kind_chip(one) or one.kind, needs_words(one)))
            if self._base.findData(self._wanted) < 0:
                self._base.add_choice(f"{self._wanted.partition(':')[2]} (not known here)", self._wanted)
            self._base.setCurrentIndex(self._base.findData(self._wanted))
        self._base.show_chips()

    def _take_base(self) -> None:
        self._wanted = str(self._base.currentData())
        self.show_state()

    def _key_of_default(self) -> str:
        found = (_key(one) for one in self._known.identities if one.name == self._known.default)
        return next(found, "")


class RoleSource(DefinitionSource[AssumedRole]):
    """Choose and define roles."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _WORDS, RoleForm(theme))

    @property
    def kind(self) -> IdentityKind:
        """Return the kind of an assumed role."""
        return "role"

    def definitions_in(self, known: KnownIdentities) -> tuple[AssumedRole, ...]:
        """Return the roles."""
        return known.facts.roles


def _key(identity: Identity) -> str:
    return f"{identity.source}:{identity.name}"
