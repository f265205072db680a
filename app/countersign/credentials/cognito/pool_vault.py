"""What is kept of a user pool between two runs: the client secret, the refresh token, this computer's device keys."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from countersign.credentials.cognito.refusals import SECRET_MISSING
from countersign.credentials.vault import SecretVault
from countersign.model.cognito import NewDevice, SignInMethod, TokenSet, UserPool
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor

_VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptSession:
    """Hold what renews a sign-in."""

    refresh_token: str = field(repr=False)
    username: str
    method: SignInMethod
    device: NewDevice | None = None


class PoolVault:
    """Keep a pool's secrets in the vault, under its IDs and every host of one's own that would receive them.

    Methods raise `KeyringError`. Every secret that passes through becomes known to the redactor. An entry that cannot
    be read counts as missing: a sign-in writes it anew.
    """

    def __init__(self, vault: SecretVault, redactor: Redactor) -> None:
        self._vault = vault
        self._redactor = redactor
        self._offered: dict[str, str] = {}

    async def client_secret(self, pool: UserPool) -> str:
        """Return the client secret, "" for a client without one; raise `CredentialsError` where it is missing."""
        if not pool.has_client_secret:
            return ""
        secret = self._offered.get(_client_entry(pool)) or await self._vault.get(_client_entry(pool))
        if not secret:
            raise CredentialsError(SECRET_MISSING)
        self._redactor.register([secret])
        return secret

    def offer_client_secret(self, pool: UserPool, secret: str) -> None:
        """Offer a client secret for this run only, such as the playground's."""
        self._redactor.register([secret])
        self._offered[_client_entry(pool)] = secret

    def offered_client_secret(self, pool: UserPool) -> str:
        """Return the client secret that was offered, "" for none."""
        return self._offered.get(_client_entry(pool), "")

    async def keep_client_secret(self, pool: UserPool, secret: str) -> None:
        """Store the client secret, "" to forget it."""
        secret = secret.strip()
        self._redactor.register([secret])
        if secret:
            await self._vault.set(_client_entry(pool), secret)
        else:
            await self._vault.delete(_client_entry(pool))

    async def session(self, pool: UserPool) -> KeptSession | None:
        """Return what renews the last sign-in, None where nobody is signed in."""
        entry = _document(await self._vault.get(_session_entry(pool)))
        token, username, method = (entry.get(name) for name in ("refresh_token", "username", "method"))
        if not isinstance(token, str) or not token or not isinstance(username, str):
            return None
        known: SignInMethod | None = next((known for known in get_args(SignInMethod) if known == method), None)
        if known is None:
            return None
        self._redactor.register([token])
        return KeptSession(token, username, known, _device(entry.get("device")))

    async def keep_session(self, pool: UserPool, tokens: TokenSet) -> None:
        """Store what renews a sign-in; without a refresh token, forget the last one.

        Client credentials renew themselves, so that nothing of theirs is kept.
        """
        if tokens.method == "client_credentials":
            return
        if not tokens.refresh_token:
            await self.forget_session(pool)
            return
        entry = {
            "version": _VERSION,
            "refresh_token": tokens.refresh_token,
            "username": tokens.username,
            "method": tokens.method,
            "device": None if tokens.device is None else asdict(tokens.device),
        }
        await self._vault.set(_session_entry(pool), json.dumps(entry))

    async def forget_session(self, pool: UserPool) -> None:
        """Remove what renews a sign-in; a missing one is no error."""
        await self._vault.delete(_session_entry(pool))

    async def device(self, pool: UserPool, username: str) -> NewDevice | None:
        """Return the keys by which Cognito knows this computer for a user."""
        entry = _document(await self._vault.get(_device_entry(pool, username)))
        device = _device(entry)
        if device is not None:
            self._redactor.register([device.password])
        return device

    async def keep_device(self, pool: UserPool, username: str, device: NewDevice) -> None:
        """Store the keys of this computer."""
        self._redactor.register([device.password])
        await self._vault.set(_device_entry(pool, username), json.dumps({"version": _VERSION, **asdict(device)}))

    async def forget_device(self, pool: UserPool, username: str) -> None:
        """Remove the keys of this computer; missing ones are no error."""
        await self._vault.delete(_device_entry(pool, username))


def _client_entry(pool: UserPool) -> str:
    return f"cognito/client/{pool.secret_scope}"


def _session_entry(pool: UserPool) -> str:
    # Two pools of different names may hold two users of the same client.
    return f"cognito/session/{pool.name}/{pool.secret_scope}"


def _device_entry(pool: UserPool, username: str) -> str:
    return f"cognito/device/{username}/{pool.secret_scope}"


def _document(text: str | None) -> dict[str, Any]:
    try:
        document = json.loads(text or "{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) and document.get("version") == _VERSION else {}


def _device(entry: object) -> NewDevice | None:
    if not isinstance(entry, dict):
        return None
    key, group_key, password = (entry.get(name) for name in ("key", "group_key", "password"))
    if not (isinstance(key, str) and isinstance(group_key, str) and isinstance(password, str) and key):
        return None
    return NewDevice(key, group_key, password)
