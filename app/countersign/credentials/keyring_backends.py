"""Which of the keyring library's backends may hold a secret."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Protocol

from countersign.credentials.keyring_failures import (
    NO_KEYRING,
    NULL_KEYRING,
    PLAINTEXT_KEYRING,
    configuration_failure,
)
from countersign.model.errors import Failure, KeyringError

_CHAIN = "keyring.backends.chainer.ChainerBackend"


class PasswordBackend(Protocol):
    """What is used of `keyring.backend.KeyringBackend`. Every call blocks, and may raise anything."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the stored text, None where there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the text."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the text; raise where there is none."""


def choose_backend() -> PasswordBackend:
    """Return the configured backend or else the best one; looks afresh each time, so a late start is noticed.

    Blocks. Raises `KeyringError`.
    """
    from keyring import core
    from keyring.backend import KeyringBackend, get_all_keyring

    try:
        configured: PasswordBackend | None = core.load_env() or core.load_config()
    except Exception as error:  # noqa: BLE001 - it imports whatever class a person named
        failure = configuration_failure(error)
    else:
        if configured is not None:
            return trusted(configured)
        get_all_keyring()  # registers the plug-ins, once
        return trusted(_best(KeyringBackend.get_viable_backends()))
    raise KeyringError(failure)


def _best(kinds: Iterable[Any]) -> PasswordBackend:
    """Return the backend of the highest priority; a chain among them would only lead to the others again."""
    rated: list[tuple[float, PasswordBackend]] = []
    for kind in kinds:
        # As in the library's own choice, what wants arguments or has just become unusable is left out.
        with suppress(TypeError, RuntimeError):
            if _CHAIN not in _ancestry(kind):
                rated.append((kind.priority, kind()))
    return max(rated, key=lambda pair: pair[0])[1]


def trusted(backend: PasswordBackend) -> PasswordBackend:
    """Return the backend, or of a chain its first one, that may hold secrets; raise `KeyringError` for none."""
    refusal: Failure | None = NO_KEYRING
    for candidate in _links(backend):
        refusal = _refusal(candidate)
        if refusal is None:
            return candidate
    raise KeyringError(refusal or NO_KEYRING)


def name_of(backend: PasswordBackend) -> str:
    """Return the backend's full class name."""
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _links(backend: PasswordBackend) -> Iterable[PasswordBackend]:
    if _CHAIN in _ancestry(type(backend)):
        links: Iterable[PasswordBackend] = getattr(backend, "backends", ())
        return links
    return (backend,)


def _refusal(backend: PasswordBackend) -> Failure | None:
    names = _ancestry(type(backend))
    if any(name.startswith("keyring.backends.fail.") for name in names):
        return NO_KEYRING
    if any(name.startswith("keyring.backends.null.") for name in names):
        return NULL_KEYRING
    if any("plaintext" in name.lower() for name in names):
        return PLAINTEXT_KEYRING
    return None


def _ancestry(backend: type) -> list[str]:
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in backend.__mro__]
