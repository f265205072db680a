"""What the form of every credentials source offers to the one that switches between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.ui.identity.facts import IdentityFacts


@dataclass(frozen=True, slots=True)
class KnownIdentities:
    """Hold the identities there are, the workspace's default, and what is known beside them."""

    identities: tuple[Identity, ...] = ()
    default: str = ""
    facts: IdentityFacts = field(default_factory=IdentityFacts)


class SourceForm(QWidget):
    """Choose an identity of one source; `identity_chosen` follows another choice by a person."""

    identity_chosen = Signal()

    @property
    def identity(self) -> str:
        """Return the name that the request uses, "" for none."""
        raise NotImplementedError

    def set_identity(self, name: str) -> None:
        """Choose an identity, without `identity_chosen`; one that is not there is kept and shown as such."""
        raise NotImplementedError

    def show_known(self, known: KnownIdentities) -> None:
        """Offer what is known now."""
        raise NotImplementedError

    def suggest(self, name: str) -> None:
        """Choose this name, or the only one, where nothing is chosen yet."""

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be signed, None if nothing."""
        return None
