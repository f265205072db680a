"""Credentials that renew themselves before they end, with one renewal in flight however many requests wait.

The two windows are botocore's idea: in the first, a renewal starts beside the requests; in the second, requests wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from countersign.credentials.issued_credentials import Clock
from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

EARLY = timedelta(minutes=10)
LATE = timedelta(minutes=2)
PAUSE = 30.0  # seconds between early renewals that fail

Fetch = Callable[[], Awaitable[Credentials]]
IdentityKey = tuple[CredentialsSource, str]


@dataclass(frozen=True, slots=True)
class _Held:
    """Hold what was fetched, and the reading of the monotonic clock at which it ends, None for never."""

    credentials: Credentials
    ends: float | None


class RenewingCredentials:
    """Fetch at the first use and again before the end. It belongs to one event loop.

    `asks` says that a fetch asks a person, who is not disturbed before it must be. Two clocks watch the end, so that
    one which is set back does not make credentials live longer.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        asks: bool = False,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._monotonic = monotonic
        self._early = LATE if asks else EARLY
        self._held: _Held | None = None
        self._renewal: asyncio.Task[Credentials | Failure] | None = None
        self._waiting = 0
        self._warning: Failure | None = None
        self._next_early = 0.0

    @property
    def held(self) -> Credentials | None:
        """Return what is at hand and has not ended, None for nothing."""
        held = self._held
        return held.credentials if held is not None and self._left(held) > timedelta(0) else None

    async def current(self) -> Credentials:
        """Return credentials that have not ended; raise `CredentialsError` where there are none to be had.

        After a failed renewal the old ones carry a warning until they end.
        """
        held = self._held
        if held is None or self._left(held) <= LATE:
            return await self._renewed()
        if self._left(held) <= self._early and self._monotonic() >= self._next_early:
            self._begin()
        return replace(held.credentials, warning=self._warning)

    def forget(self) -> None:
        """Drop what is at hand, so that the next use fetches: AWS refused it."""
        self._held = None
        self._warning = None

    def stop(self) -> None:
        """Stop a renewal in flight; who waits for it hears so."""
        if self._renewal is not None:
            self._renewal.cancel()

    async def close(self) -> None:
        """Stop a renewal in flight and wait for its end."""
        self.stop()
        if self._renewal is not None:
            await asyncio.wait((self._renewal,))

    async def _renewed(self) -> Credentials:
        outcome = await self._outcome(self._begin())
        if isinstance(outcome, Credentials):
            return outcome
        held = self.held
        if held is None:
            raise CredentialsError(outcome)
        return replace(held, warning=self._warning)

    async def _outcome(self, renewal: asyncio.Task[Credentials | Failure]) -> Credentials | Failure:
        """Wait beside others; the last one who gives up ends the renewal."""
        self._waiting += 1
        try:
            return await asyncio.shield(renewal)
        except asyncio.CancelledError:
            if _was_cancelled():
                if self._waiting == 1:
                    renewal.cancel()
                raise
            # The renewal was stopped, not the one who waits for it.
            return _STOPPED
        finally:
            self._waiting -= 1

    def _begin(self) -> asyncio.Task[Credentials | Failure]:
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.ensure_future(self._renew())
        return self._renewal

    async def _renew(self) -> Credentials | Failure:
        try:
            fetched = await self._fetch()
        except CredentialsError as error:
            self._warning = _warning(error.failure)
            self._next_early = self._monotonic() + PAUSE
            return error.failure
        self._warning = None
        self._held = _Held(fetched, self._end(fetched.expires_at))
        return fetched

    def _end(self, expires_at: datetime | None) -> float | None:
        if expires_at is None:
            return None
        return self._monotonic() + (expires_at - self._clock()).total_seconds()

    def _left(self, held: _Held) -> timedelta:
        expires_at = held.credentials.expires_at
        if expires_at is None or held.ends is None:
            return timedelta.max
        return min(expires_at - self._clock(), timedelta(seconds=held.ends - self._monotonic()))


_STOPPED = Failure(
    "credentials.renewal-stopped",
    "Getting the credentials was stopped.",
    "Try again.",
    field="Identity",
)


def _was_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _warning(failure: Failure) -> Failure:
    return Failure(
        "credentials.not-renewed",
        f"The credentials could not be renewed; the old ones work until they end. {failure.sentence}",
        failure.action,
        field="Identity",
        detail=failure.detail,
    )


class Renewals:
    """Keep one `RenewingCredentials` per identity, and a new one once its definition is another."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._kept: dict[IdentityKey, tuple[object, RenewingCredentials]] = {}

    async def current(self, key: IdentityKey, definition: object, fetch: Fetch, *, asks: bool) -> Credentials:
        """Return credentials that have not ended; raise `CredentialsError`. `fetch` counts at the first use only."""
        known = self._kept.get(key)
        if known is not None and known[0] == definition:
            return await known[1].current()
        renewing = RenewingCredentials(fetch, clock=self._clock, monotonic=self._monotonic, asks=asks)
        self._kept[key] = (definition, renewing)
        if known is not None:
            await known[1].close()
        return await renewing.current()

    def held(self, key: IdentityKey, definition: object) -> Credentials | None:
        """Return what is at hand for this definition and has not ended, None for nothing."""
        known = self._kept.get(key)
        return known[1].held if known is not None and known[0] == definition else None

    def forget(self, key: IdentityKey) -> None:
        """Drop the credentials of one identity, so that the next use fetches them again."""
        if key in self._kept:
            self._kept[key][1].forget()

    def drop_all(self, source: CredentialsSource) -> None:
        """Forget all identities of a source, since what they stand on has changed; stop renewals in flight."""
        for key in [key for key in self._kept if key[0] == source]:
            self._kept.pop(key)[1].stop()

    async def close(self) -> None:
        """Stop all renewals and wait for their end."""
        kept, self._kept = self._kept, {}
        for _, renewing in kept.values():
            await renewing.close()
