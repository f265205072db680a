"""The tokens of every pool, in memory, renewed before they end; only what renews them is kept in the vault."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from countersign.credentials.cognito.pool_vault import KeptSession, PoolVault
from countersign.credentials.cognito.refusals import NO_ID_TOKEN, PASSING, REFRESH_REFUSED, not_signed_in
from countersign.credentials.cognito.sign_in import CognitoSignIn
from countersign.model.cognito import TokenSet, UserPool
from countersign.model.errors import CountersignError, CredentialsError, Failure, KeyringError

MARGIN = timedelta(seconds=60)


class TokenKeeper:
    """Give a pool's tokens, renewing them first where they are about to end. Belongs to one event loop.

    However many requests wait, one renewal is in flight for each pool. Methods raise `CredentialsError`.
    """

    def __init__(self, sign_in: CognitoSignIn, vault: PoolVault, clock: Callable[[], datetime]) -> None:
        self._sign_in = sign_in
        self._vault = vault
        self._clock = clock
        self._held: dict[UserPool, TokenSet] = {}
        self._renewals: dict[UserPool, asyncio.Task[TokenSet]] = {}

    def held(self, pool: UserPool) -> TokenSet | None:
        """Return the tokens as they are, None where there are none in memory."""
        return self._held.get(pool)

    async def access_token(self, pool: UserPool) -> str:
        """Return an access token that is good for a minute at least."""
        return (await self._fresh(pool)).access_token

    async def id_token(self, pool: UserPool) -> str:
        """Return an ID token that is good for a minute at least."""
        tokens = await self._fresh(pool)
        if not tokens.id_token:
            raise CredentialsError(NO_ID_TOKEN)
        return tokens.id_token

    async def keep(self, pool: UserPool, tokens: TokenSet) -> TokenSet:
        """Hold the tokens of a sign-in; where the keyring fails, in memory only, and the note says so."""
        try:
            await self._vault.keep_session(pool, tokens)
        except KeyringError as error:
            tokens = replace(tokens, note=error.failure)
        self._held[pool] = tokens
        return tokens

    async def renew(self, pool: UserPool) -> TokenSet:
        """Renew now, or wait for the renewal that is under way."""
        task = self._renewals.get(pool)
        if task is None:
            task = asyncio.ensure_future(self._renewed(pool))
            self._renewals[pool] = task
            task.add_done_callback(lambda done: self._settle(pool, done))
        try:
            # Whoever gives up does not take the renewal away from the others.
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            waiter = asyncio.current_task()
            if waiter is not None and waiter.cancelling():
                raise
        # The renewal was cancelled, not the waiter: somebody has signed out.
        raise not_signed_in(pool.name)

    async def sign_out(self, pool: UserPool) -> Failure | None:
        """Forget the tokens, and revoke them; return why they could not be revoked."""
        renewal = self._renewals.pop(pool, None)
        if renewal is not None:
            renewal.cancel()
        held = self._held.pop(pool, None)
        kept = await self._vault.session(pool)
        await self._vault.forget_session(pool)
        refresh_token = held.refresh_token if held is not None else "" if kept is None else kept.refresh_token
        try:
            await self._sign_in.revoke(pool, refresh_token)
        except CountersignError as error:
            return error.failure
        return None

    async def close(self) -> None:
        """End renewals that are under way."""
        tasks = list(self._renewals.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fresh(self, pool: UserPool) -> TokenSet:
        held = self._held.get(pool)
        if held is not None and self._left(held) > MARGIN:
            return held
        try:
            return await self.renew(pool)
        except CredentialsError as error:
            # What still has a while to go is better than nothing while Cognito cannot be reached.
            if held is None or self._left(held) <= timedelta(0) or error.failure.id not in PASSING:
                raise
            return held

    def _left(self, tokens: TokenSet) -> timedelta:
        return timedelta.max if tokens.expires_at is None else tokens.expires_at - self._clock()

    async def _renewed(self, pool: UserPool) -> TokenSet:
        session = await self._session(pool)
        try:
            tokens = await self._sign_in.renew(pool, session)
        except CredentialsError as error:
            if error.failure.id == REFRESH_REFUSED:
                self._held.pop(pool, None)
                await self._vault.forget_session(pool)
            raise
        return await self.keep(pool, tokens)

    async def _session(self, pool: UserPool) -> KeptSession:
        held = self._held.get(pool)
        if held is not None and held.refresh_token:
            return KeptSession(held.refresh_token, held.username, held.method, held.device)
        method = pool.method if held is None else held.method
        if method == "client_credentials":
            return KeptSession("", "", method)
        kept = await self._vault.session(pool)
        if kept is None:
            raise not_signed_in(pool.name)
        return kept

    def _settle(self, pool: UserPool, done: asyncio.Task[TokenSet]) -> None:
        if self._renewals.get(pool) is done:
            del self._renewals[pool]
        if not done.cancelled():
            done.exception()  # every waiter may have given up; then nobody else would take notice
