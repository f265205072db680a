"""Sign-in tokens of IAM Identity Center: ours in the vault, the AWS CLI's in its cache, which is only read.

Source: "IAM Identity Center credential provider", AWS SDKs and Tools Reference Guide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from countersign.credentials.aws_cache import cached_sign_in, parsed_object
from countersign.credentials.issued_credentials import Clock, parsed_time
from countersign.credentials.profiles import SsoSession
from countersign.credentials.vault import SecretVault
from countersign.model.errors import Failure, KeyringError
from countersign.model.redaction import Redactor

_VERSION = 1
MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SsoToken:
    """Hold one sign-in. Without a refresh token and its client it cannot be renewed."""

    access_token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    client_ends: datetime | None = None


class SsoTokens:
    """Find, keep and forget tokens. It belongs to one event loop."""

    def __init__(self, vault: SecretVault, redactor: Redactor, environment: Mapping[str, str], clock: Clock) -> None:
        self._vault = vault
        self._redactor = redactor
        self._environment = environment
        self._clock = clock
        self._own: dict[str, SsoToken | None] = {}
        self._refused: set[str] = set()

    async def usable(self, session: SsoSession) -> tuple[str, ...]:
        """Return the access tokens that have not ended and were not refused, ours first.

        Raise `KeyringError` only where the keyring fails and the AWS CLI's cache holds none either.
        """
        cached = await self._cached(session)
        try:
            own = await self.own(session)
        except KeyringError:
            if not self._is_usable(cached):
                raise
            own = None
        return tuple(token.access_token for token in (own, cached) if token is not None and self._is_usable(token))

    async def has_cached(self, session: SsoSession) -> bool:
        """Tell whether the AWS CLI's cache holds a usable token; the vault is not asked."""
        return self._is_usable(await self._cached(session))

    async def own(self, session: SsoSession) -> SsoToken | None:
        """Return the token of our own sign-in, ended or not."""
        name = _entry_name(session)
        if name not in self._own:
            self._own[name] = self._learned(_read_own(await self._vault.get(name)))
        return self._own[name]

    async def keep(self, session: SsoSession, token: SsoToken) -> Failure | None:
        """Store the token of our own sign-in, for this run at least; return why the vault did not take it."""
        name = _entry_name(session)
        self._own[name] = self._learned(token)
        try:
            await self._vault.set(name, _written(token))
        except KeyringError as error:
            return error.failure
        return None

    async def forget(self, session: SsoSession) -> None:
        """Remove the token of our own sign-in; the AWS CLI's stays."""
        name = _entry_name(session)
        self._own[name] = None
        await self._vault.delete(name)

    def refuse(self, access_token: str) -> None:
        """Remember that AWS no longer takes a token, until the program ends."""
        self._refused.add(_digest(access_token))

    def _is_usable(self, token: SsoToken | None) -> bool:
        if token is None or token.expires_at <= self._clock() + MARGIN:
            return False
        return _digest(token.access_token) not in self._refused

    async def _cached(self, session: SsoSession) -> SsoToken | None:
        document = await cached_sign_in(self._environment, session)
        access_token, expires_at = document.get("accessToken"), parsed_time(document.get("expiresAt"))
        if not isinstance(access_token, str) or not access_token or expires_at is None:
            return None
        return self._learned(SsoToken(access_token, expires_at))

    def _learned(self, token: SsoToken | None) -> SsoToken | None:
        if token is not None:
            self._redactor.register((token.access_token, token.refresh_token, token.client_secret))
        return token


def _entry_name(session: SsoSession) -> str:
    return f"sso/{_digest(f'{session.name} {session.start_url}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _written(token: SsoToken) -> str:
    ends = None if token.client_ends is None else token.client_ends.isoformat()
    return json.dumps(
        {**asdict(token), "version": _VERSION, "expires_at": token.expires_at.isoformat(), "client_ends": ends}
    )


def _read_own(text: str | None) -> SsoToken | None:
    """Read an entry; one that cannot be read counts as none, so that a new sign-in replaces it."""
    document = parsed_object(text or "null")
    expires_at = parsed_time(document.get("expires_at"))
    texts = [document.get(name, "") for name in ("access_token", "refresh_token", "client_id", "client_secret")]
    if document.get("version") != _VERSION or expires_at is None or not all(isinstance(one, str) for one in texts):
        return None
    access_token, refresh_token, client_id, client_secret = texts
    ends = parsed_time(document.get("client_ends"))
    return SsoToken(access_token, expires_at, refresh_token, client_id, client_secret, ends)
