"""Whose keys join the channel: a source and an identity of that source in one row, and a quiet line below."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.auth import CredentialsSource
from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.channel.identity_facts import IdentityFacts
from countersign.ui.identity.chip_choice import ChipChoice
from countersign.ui.identity.words import kind_chip, needs_words
from countersign.ui.request.form_rows import in_a_row
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox

_SOURCES: dict[CredentialsSource, str] = {
    "keyring": "Keyring",
    "profile": "AWS profile",
    "role": "Assume role",
    "cognito": "Cognito identity",
    "environment": "Environment",
}
# The words of an identity's choice: its accessible name, before a choice, without any to choose.
_WORDS: dict[CredentialsSource, tuple[str, str, str]] = {
    "keyring": ("Keyring identity", "Workspace default", "No keys saved yet"),
    "profile": ("AWS profile", "Choose a profile", "No profiles found"),
    "role": ("Role to assume", "Choose a role", "No roles yet"),
    "cognito": ("Cognito identity", "Choose an identity", "No identity pools yet"),
    "environment": ("Environment identity", "AWS_ACCESS_KEY_ID", "not set"),
}

_SHORTEST_NAME = 6  # characters


class ChannelIdentity(QWidget):
    """Choose who joins; `edited` follows a choice by a person.

    `sso_sign_in_requested` carries the profile's name, `caller_identity_requested` the identity.
    """

    edited = Signal()
    sso_sign_in_requested = Signal(str)
    caller_identity_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._identities: tuple[Identity, ...] = ()
        self._callers: dict[str, CallerIdentity] = {}
        self._default = ""
        self._chosen = dict.fromkeys(_SOURCES, "")
        self._source = ChoiceBox("Credentials source")
        self._source.setFixedWidth(122)
        for key, label in _SOURCES.items():
            self._source.addItem(label, key)
        self._name = ChipChoice(_WORDS["keyring"][0])
        self._name.setMinimumContentsLength(_SHORTEST_NAME)
        self._facts = IdentityFacts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(in_a_row(self._source, self._name, stretch=1))
        column.addWidget(self._facts)
        self._source.currentIndexChanged.connect(self._take_source)
        self._name.currentIndexChanged.connect(self._take_name)
        self._facts.sign_in_requested.connect(self.sso_sign_in_requested)
        self._facts.caller_identity_requested.connect(self.caller_identity_requested)
        self._fill()

    @property
    def source(self) -> CredentialsSource:
        """Return the source that is chosen."""
        return cast("CredentialsSource", self._source.currentData())

    @property
    def name(self) -> str:
        """Return the identity's name, "" for the default or none."""
        return self._chosen[self.source]

    def choose(self, source: CredentialsSource, name: str) -> None:
        """Show another choice, without `edited`; a name that is not there is kept and shown as such."""
        self._chosen = dict.fromkeys(_SOURCES, "") | {source: name}
        with QSignalBlocker(self._source):
            self._source.setCurrentIndex(self._source.findData(source))
        self._source.update()
        self._fill()

    def set_identities(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities."""
        self._identities = identities
        self._fill()

    def set_default(self, name: str) -> None:
        """Show whose keys the workspace's default stands for."""
        self._default = name
        self._fill()

    def show_caller(self, name: str, caller: CallerIdentity) -> None:
        """Show who AWS takes the identity of this name for."""
        self._callers[name] = caller
        self._show_identity()

    def identity(self) -> Identity | None:
        """Return the identity that would sign, None where it is not known."""
        name = self.name or (self._default if self.source == "keyring" else "")
        own = self._own()
        if self.source == "environment":
            return next(iter(own), None)
        return next((one for one in own if one.name == name), None)

    def _own(self) -> tuple[Identity, ...]:
        return tuple(one for one in self._identities if one.source == self.source)

    def _fill(self) -> None:
        own, name = self._own(), self.name
        accessible_name, prompt, none = _WORDS[self.source]
        self._name.setAccessibleName(accessible_name)
        with QSignalBlocker(self._name):
            self._name.clear()
            if not name or self.source == "keyring":
                self._name.add_choice(self._prompt(prompt if own else none), "")
            if self.source != "environment":
                for one in own:
                    self._name.add_choice(one.name, one.name, (kind_chip(one), needs_words(one)))
            if self._name.findData(name) < 0:
                self._name.add_choice(name if self.source == "environment" else f"{name} (not known here)", name)
            self._name.setCurrentIndex(self._name.findData(name))
        self._name.show_chips()
        self._show_identity()

    def _prompt(self, words: str) -> str:
        return f"Default ({self._default})" if self.source == "keyring" and self._default else words

    def _take_source(self) -> None:
        names = [one.name for one in self._own()]
        if not self.name and self.source not in ("keyring", "environment"):
            self._chosen[self.source] = names[0] if len(names) == 1 else ""
        self._fill()
        self.edited.emit()

    def _take_name(self) -> None:
        self._chosen[self.source] = str(self._name.currentData())
        self._show_identity()
        self.edited.emit()

    def _show_identity(self) -> None:
        identity = self.identity()
        self._facts.show_identity(identity, self._callers.get(identity.name) if identity else None)
