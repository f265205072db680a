"""What every auth form offers to the panel that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.auth import Auth
from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.theme import Theme

AuthT = TypeVar("AuthT", bound=Auth)


@dataclass(frozen=True, slots=True)
class AuthSurroundings:
    """Hold what forms show beside their own fields: identities, hints from the URL, what would be inherited."""

    identities: tuple[Identity, ...] = ()
    default_identity: str = ""
    region: str = ""
    service: str = ""
    inherited: Auth | None = None
    inherited_from: str = ""


class AuthForm(QWidget, Generic[AuthT]):
    """Edit one kind of auth; `edited` follows every change that a person made."""

    edited = Signal()
    save_identity_requested = Signal(str, str, str, str)
    delete_identity_requested = Signal(str)

    def set_auth(self, auth: AuthT) -> None:
        """Show other values; the panel keeps `edited` quiet meanwhile."""
        raise NotImplementedError

    def auth(self) -> AuthT:
        """Return the values, frozen."""
        raise NotImplementedError

    def obstacle(self) -> Failure | None:
        """Return what must be done before the request can be sent with this auth, None if nothing."""
        return None

    def show_surroundings(self, surroundings: AuthSurroundings) -> None:
        """Show what stands beside the values."""

    def follow_sign_in(self, sign_in: SignIn) -> None:
        """Show the pools and the sign-in of a tab; the panel calls it once, for every form."""


@dataclass(frozen=True, slots=True)
class AuthKind(Generic[AuthT]):
    """Register a form: the words of the choice, the type it edits, how it is built."""

    title: str
    auth_type: type[AuthT]
    build: Callable[[Theme], AuthForm[AuthT]]
