"""A pool's keys: fetched from its own address only, kept for a while, and used to verify tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from countersign.credentials.cognito.cognito_api import CognitoApi
from countersign.model.cognito import UserPool
from countersign.model.errors import CountersignError, Failure
from countersign.model.jwt import DecodedJwt, Verification
from countersign.signing.jwt_claims import Expectation, not_verified, verify_jwt

LIFETIME = timedelta(hours=2)
SHORTEST_WAIT = timedelta(minutes=1)


@dataclass(slots=True)
class _Kept:
    keys: Mapping[str, Any] = field(default_factory=dict)
    fetched_at: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class PoolKeys:
    """Verify tokens. Belongs to one event loop; one fetch in flight for each pool.

    A key that is not known makes it fetch again, at most once a minute, since pools change their keys.
    """

    def __init__(self, api: CognitoApi, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def verify(
        self, pool: UserPool, token: DecodedJwt, token_use: Literal["access", "id", ""] = ""
    ) -> Verification:
        """Hold a token against the pool; where its keys cannot be had, say that it was not verified, and why."""
        expected = Expectation(pool.issuer, pool.client_id, token_use)
        try:
            keys = await self._keys_for(pool, token.key_id)
        except CountersignError as error:
            return not_verified(token, _unavailable(error.failure), expected, self._clock())
        return verify_jwt(token, keys, expected, self._clock())

    async def _keys_for(self, pool: UserPool, key_id: str) -> Mapping[str, Any]:
        kept = self._kept.setdefault(pool.jwks_url, _Kept())
        async with kept.lock:
            now = self._clock()
            age = LIFETIME if kept.fetched_at is None else abs(now - kept.fetched_at)
            if age >= LIFETIME or (age >= SHORTEST_WAIT and not _has(kept.keys, key_id)):
                kept.keys = await self._api.keys(pool)
                kept.fetched_at = now
            return kept.keys


def _has(keys: Mapping[str, Any], key_id: str) -> bool:
    found = keys.get("keys")
    return isinstance(found, list) and any(isinstance(key, dict) and key.get("kid") == key_id for key in found)


def _unavailable(cause: Failure) -> Failure:
    return Failure(
        "cognito.keys-unreachable",
        f"The user pool's keys cannot be had. {cause.sentence}",
        cause.action,
        field="Token",
        detail=cause.detail,
    )
