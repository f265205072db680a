"""Tokens of every provider: in memory, renewed before they end, one renewal in flight for each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from countersign.credentials.oauth.grants import OAuthGrants
from countersign.credentials.oauth.provider_secrets import ProviderSecrets
from countersign.credentials.oauth.refusals import INVALID_GRANT
from countersign.model.errors import CountersignError, CredentialsError, Failure, KeyringError
from countersign.model.oauth import OAuthProvider, OAuthTokens

_LAST_WAIT = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class _Held:
    provider: OAuthProvider
    tokens: OAuthTokens


class OAuthTokenKeeper:
    """Keep tokens by the provider's name. Belongs to one event loop.

    Access and ID tokens stay in memory, the refresh token also in the vault, so that it outlives the program. Tokens
    that were got with other settings of the same name are never given out.
    """

    def __init__(
        self,
        grants: OAuthGrants,
        secrets: ProviderSecrets,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._grants = grants
        self._secrets = secrets
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._renewals: dict[OAuthProvider, asyncio.Task[OAuthTokens]] = {}
        self._notices: dict[str, Failure] = {}
        # A sign-in or a sign-out comes after a renewal that is under way, so that no older tokens overwrite it.
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def held(self, provider: OAuthProvider) -> OAuthTokens | None:
        """Return the tokens in memory, however old, None where there are none."""
        held = self._held.get(provider.name)
        return held.tokens if held is not None and held.provider == provider else None

    def notice(self, provider: OAuthProvider) -> Failure | None:
        """Say why the refresh token is in memory only, None where it is in the vault, or where there is none."""
        return self._notices.get(provider.name)

    async def tokens(self, provider: OAuthProvider) -> OAuthTokens:
        """Return tokens that can be used, renewed first where they are about to end.

        Raise `CredentialsError` where a person has to sign in, `InputError` where the provider's settings cannot be
        used. A renewal that fails while the access token still lasts is tried again at the next call.
        """
        held = self.held(provider)
        if held is not None and not held.is_due(self._clock()):
            return held
        try:
            return await self.renew(provider)
        except CountersignError:
            if held is None or held.has_ended(self._clock()):
                raise
            return held

    async def renew(self, provider: OAuthProvider) -> OAuthTokens:
        """Return new tokens, without a person; everybody who asks meanwhile gets the same ones."""
        renewal = self._renewals.get(provider)
        if renewal is None:
            renewal = asyncio.ensure_future(self._renewed(provider))
            self._renewals[provider] = renewal
            renewal.add_done_callback(lambda task: self._end_renewal(provider, task))
        # A renewal goes on when nobody waits any more: the provider may have given a refresh token that must be kept.
        return await asyncio.shield(renewal)

    async def keep(self, provider: OAuthProvider, tokens: OAuthTokens) -> None:
        """Hold the tokens of a sign-in, in place of those before."""
        async with self._turns[provider.name]:
            await self._keep(provider, tokens)

    async def _keep(self, provider: OAuthProvider, tokens: OAuthTokens) -> None:
        self._held[provider.name] = _Held(provider, tokens)
        self._notices.pop(provider.name, None)
        try:
            if tokens.refresh_token:
                await self._secrets.keep_refresh_token(provider, tokens.refresh_token, tokens.scopes)
            else:
                await self._secrets.forget_refresh_token(provider)
        except KeyringError as error:
            # The sign-in counts all the same; it only ends with the program.
            self._notices[provider.name] = error.failure

    async def sign_out(self, provider: OAuthProvider) -> Failure | None:
        """Forget the tokens, then revoke them; return why they may still be good at the provider, None if not.

        Raise `KeyringError` where the refresh token could not be taken out of the vault.
        """
        async with self._turns[provider.name]:
            tokens = self.held(provider) or await self._kept(provider)
            self._held.pop(provider.name, None)
            self._notices.pop(provider.name, None)
            try:
                await self._secrets.forget_refresh_token(provider)
            finally:
                # Most of all when the vault keeps it.
                notice = None if tokens is None else await self._revoked(provider, tokens)
            return notice

    async def close(self) -> None:
        """Let renewals that are under way come to their end, for a second at most; forget the tokens in memory."""
        renewals = tuple(self._renewals.values())
        if renewals:
            _, late = await asyncio.wait(renewals, timeout=_LAST_WAIT)
            for renewal in late:
                renewal.cancel()
            await asyncio.gather(*renewals, return_exceptions=True)
        self._held.clear()

    async def _renewed(self, provider: OAuthProvider) -> OAuthTokens:
        async with self._turns[provider.name]:
            if provider.grant == "client_credentials":
                tokens = await self._grants.client_credentials(provider)
            else:
                tokens = await self._refreshed(provider)
            await self._keep(provider, tokens)
            return tokens

    async def _refreshed(self, provider: OAuthProvider) -> OAuthTokens:
        before = await self._renewable(provider)
        try:
            return await self._grants.refresh(provider, before)
        except CredentialsError as error:
            if error.failure.id == INVALID_GRANT:
                await self._drop_refresh_token(provider)
            raise

    async def _renewable(self, provider: OAuthProvider) -> OAuthTokens:
        """Return tokens with a refresh token, from memory or from the vault; raise `CredentialsError` without."""
        held = self.held(provider)
        if held is not None and held.refresh_token:
            return held
        kept = None if held is not None else await self._kept(provider)
        if kept is None:
            raise CredentialsError(_sign_in_again(provider.name) if held else _not_signed_in(provider.name))
        return kept

    async def _kept(self, provider: OAuthProvider) -> OAuthTokens | None:
        """Return what the vault holds of an earlier run: a refresh token, and no access token."""
        kept = await self._secrets.refresh_token(provider)
        if kept is None:
            return None
        return OAuthTokens("", self._clock(), refresh_token=kept.refresh_token, scopes=kept.scopes)

    async def _drop_refresh_token(self, provider: OAuthProvider) -> None:
        """Forget a refresh token that is worth nothing; the access token may still last a while."""
        held = self.held(provider)
        if held is not None:
            self._held[provider.name] = _Held(provider, replace(held, refresh_token=""))
        try:
            await self._secrets.forget_refresh_token(provider)
        except KeyringError as error:
            self._notices[provider.name] = error.failure

    async def _revoked(self, provider: OAuthProvider, tokens: OAuthTokens) -> Failure | None:
        try:
            await self._grants.revoke(provider, tokens)
        except CountersignError as error:
            return _not_revoked(error.failure)
        return None

    def _end_renewal(self, provider: OAuthProvider, task: asyncio.Task[OAuthTokens]) -> None:
        self._renewals.pop(provider, None)
        if not task.cancelled():
            task.exception()  # whoever waited has it; with nobody waiting it is no unhandled error


def _not_signed_in(name: str) -> Failure:
    return Failure("oauth.not-signed-in", f"Nobody is signed in at “{name}”.", "Sign in.", field="Sign in with")


def _sign_in_again(name: str) -> Failure:
    return Failure(
        "oauth.no-refresh-token",
        f"The token of “{name}” ends or has ended, and the provider gave no refresh token to renew it with.",
        "Sign in again; with the scope offline_access many providers give one.",
        field="Sign in with",
    )


def _not_revoked(reason: Failure) -> Failure:
    return Failure(
        "oauth.not-revoked",
        f"The tokens are forgotten here, but were not revoked: {reason.sentence}",
        "They stay valid until they end; end the session at the provider if that is too long.",
        detail=reason.detail,
    )
