"""What one tab knows of OAuth providers and of the sign-in under way; a form that is built later finds it here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from countersign.model.oauth import DeviceAuthorization, OAuthProvider


@dataclass(frozen=True, slots=True)
class ProviderState:
    """Say whether a token is held; `expires_at` is None where there is none, or where nobody says when it ends."""

    expires_at: datetime | None = None
    signed_in: bool = False


class ProviderSignIn(QObject):
    """Stand between the form of a tab and those who sign in.

    The form emits the requests: `save_provider_requested` carries an `OAuthProvider` and its client secret ("" keeps
    the one that is kept), `page_requested` the address that the browser is to open, the others a provider's name. The
    other signals tell the form that a property has changed; `failed` carries a `Failure` or None.
    """

    save_provider_requested = Signal(object, str)
    delete_provider_requested = Signal(str)
    token_requested = Signal(str)
    token_cancelled = Signal()
    sign_out_requested = Signal(str)
    page_requested = Signal(str)
    providers_changed = Signal()
    device_changed = Signal()
    busy_changed = Signal()
    states_changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._providers: tuple[OAuthProvider, ...] = ()
        self._states: dict[str, ProviderState] = {}
        self._device: DeviceAuthorization | None = None
        self._busy = False

    @property
    def providers(self) -> tuple[OAuthProvider, ...]:
        """Return the providers that can be named."""
        return self._providers

    @property
    def device(self) -> DeviceAuthorization | None:
        """Return the code that a person has to type, None if none."""
        return self._device

    @property
    def is_busy(self) -> bool:
        """Tell whether a sign-in is under way."""
        return self._busy

    def provider(self, name: str) -> OAuthProvider | None:
        """Return a provider by name, None where there is none."""
        return next((provider for provider in self._providers if provider.name == name), None)

    def state(self, name: str) -> ProviderState:
        """Return what is known of a provider's token."""
        return self._states.get(name, ProviderState())

    def set_providers(self, providers: tuple[OAuthProvider, ...]) -> None:
        """Offer other providers."""
        self._providers = providers
        self.providers_changed.emit()

    def set_state(self, name: str, state: ProviderState) -> None:
        """Say whether there is a token of a provider, and when it ends."""
        self._states[name] = state
        self.states_changed.emit()

    def show_device(self, device: DeviceAuthorization | None) -> None:
        """Show a code to type, or none any more."""
        self._device = device
        self.device_changed.emit()

    def set_busy(self, *, busy: bool) -> None:
        """Say that a sign-in is under way, or no longer."""
        self._busy = busy
        self.busy_changed.emit()
