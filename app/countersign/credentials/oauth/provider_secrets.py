"""A provider's client secret and refresh token in the vault, each bound to the addresses that may see it.

A file that somebody sends can define a provider under a name that is known here. Its endpoints would differ, so it
gets neither: a secret is given out only for the client and the addresses that it was stored for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from countersign.credentials.vault import SecretVault
from countersign.model.errors import CredentialsError, Failure
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import Redactor

_VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptRefresh:
    """Hold a refresh token, and what the access token at its side was granted."""

    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class ProviderSecrets:
    """Keep the secrets of providers. Every method may raise `KeyringError`."""

    def __init__(self, vault: SecretVault, redactor: Redactor) -> None:
        self._vault = vault
        self._redactor = redactor

    async def client_secret(self, provider: OAuthProvider) -> str:
        """Return the secret, "" for a client that has none; raise `CredentialsError` where it is not there."""
        if not provider.has_client_secret or provider.client_auth == "none":
            return ""
        secret = await self._read(_client_entry(provider), _destination(provider))
        if secret is None:
            raise CredentialsError(_no_client_secret(provider.name))
        return str(secret["value"])

    async def save_client_secret(self, provider: OAuthProvider, secret: str) -> None:
        """Store the secret for this client and these addresses."""
        self._redactor.register([secret])
        await self._write(_client_entry(provider), {"value": secret, "for": _destination(provider)})

    async def refresh_token(self, provider: OAuthProvider) -> KeptRefresh | None:
        """Return the refresh token of a sign-in with the same settings, None where there is none."""
        kept = await self._read(_refresh_entry(provider), _sign_in(provider))
        if kept is None:
            return None
        return KeptRefresh(str(kept["value"]), tuple(map(str, kept.get("scopes", ()))))

    async def keep_refresh_token(self, provider: OAuthProvider, refresh_token: str, scopes: tuple[str, ...]) -> None:
        """Store the refresh token in place of the one before."""
        entry = {"value": refresh_token, "scopes": list(scopes), "for": _sign_in(provider)}
        await self._write(_refresh_entry(provider), entry)

    async def forget_refresh_token(self, provider: OAuthProvider) -> None:
        """Remove the refresh token; a missing one is no error."""
        await self._vault.delete(_refresh_entry(provider))

    async def forget(self, provider: OAuthProvider) -> None:
        """Remove everything that is kept under the provider's name."""
        await self._vault.delete(_refresh_entry(provider))
        await self._vault.delete(_client_entry(provider))

    async def _write(self, name: str, entry: dict[str, Any]) -> None:
        await self._vault.set(name, json.dumps({"version": _VERSION, **entry}))

    async def _read(self, name: str, purpose: list[Any]) -> dict[str, Any] | None:
        text = await self._vault.get(name)
        try:
            entry = json.loads(text or "null")
        except ValueError:
            return None
        if not isinstance(entry, dict) or entry.get("version") != _VERSION or entry.get("for") != purpose:
            return None
        self._redactor.register([str(entry.get("value", ""))])
        return entry if entry.get("value") else None


def _client_entry(provider: OAuthProvider) -> str:
    return f"oauth/{provider.name}/client-secret"


def _refresh_entry(provider: OAuthProvider) -> str:
    return f"oauth/{provider.name}/refresh-token"


def _destination(provider: OAuthProvider) -> list[Any]:
    """Return everything that decides where the client's secrets are sent, in the form in which JSON gives it back."""
    return [
        provider.client_id,
        provider.issuer,
        provider.token_endpoint,
        provider.device_authorization_endpoint,
        provider.revocation_endpoint,
    ]


def _sign_in(provider: OAuthProvider) -> list[Any]:
    """Return everything that a sign-in was made for: other scopes need another one."""
    return [*_destination(provider), provider.grant, list(provider.scopes), provider.audience]


def _no_client_secret(name: str) -> Failure:
    return Failure(
        "oauth.client-secret-missing",
        f"The keyring holds no client secret for “{name}” with this client ID and these addresses.",
        "Type the client secret again.",
        field="Client secret",
    )
