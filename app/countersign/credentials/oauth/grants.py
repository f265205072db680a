"""What a client asks a provider for: tokens by each grant, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from countersign.credentials.oauth.authorization_code import (
    AuthorizationRequest,
    authorization_request,
    code_from,
)
from countersign.credentials.oauth.client_authentication import ClientProof, client_proof
from countersign.credentials.oauth.device_answer import read_device_authorization
from countersign.credentials.oauth.discovery import Discovery
from countersign.credentials.oauth.endpoint_calls import TIMED_OUT, UNREACHABLE, EndpointAnswer, EndpointCalls
from countersign.credentials.oauth.endpoint_rules import allows_plain_loopback
from countersign.credentials.oauth.id_token_checks import check_id_token, same_subject
from countersign.credentials.oauth.provider_secrets import ProviderSecrets
from countersign.credentials.oauth.refusals import EXPIRED_TOKEN, PENDING, SLOW_DOWN
from countersign.credentials.oauth.token_answer import accepted_object, read_tokens
from countersign.model.errors import CredentialsError, Failure
from countersign.model.oauth import DeviceAuthorization, OAuthEndpoints, OAuthProvider, OAuthTokens
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER_BY = 5.0  # seconds, RFC 8628, section 3.5


class OAuthGrants:
    """Ask providers for tokens. Belongs to one event loop.

    Every method may raise `InputError` for a provider's settings, `CredentialsError` for what the provider or the
    network answered, `KeyringError` for the client secret. Every secret becomes known to the redactor before it is
    used.
    """

    def __init__(
        self,
        calls: EndpointCalls,
        secrets: ProviderSecrets,
        redactor: Redactor,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._discovery = Discovery(calls)
        self._secrets = secrets
        self._redactor = redactor
        self._clock = clock
        self._sleep = sleep

    async def signing_keys_address(self, provider: OAuthProvider) -> str:
        """Return where the keys are that sign the provider's tokens (its `jwks_uri`)."""
        return (await self._discovery.endpoints(provider, "jwks")).jwks

    async def client_credentials(self, provider: OAuthProvider) -> OAuthTokens:
        """Return tokens for the client itself (RFC 6749, section 4.4)."""
        endpoints = await self._discovery.endpoints(provider, "token")
        fields = {"grant_type": "client_credentials", **_wishes(provider)}
        return await self._tokens(provider, endpoints, fields)

    async def begin_code(self, provider: OAuthProvider, redirect_uri: str, state: str) -> AuthorizationRequest:
        """Return where to send the browser, and what is needed when it is back."""
        endpoints = await self._discovery.endpoints(provider, "authorization", "token")
        await self._proof(provider)  # what is missing is told before the browser opens, not after
        request = authorization_request(provider, endpoints, redirect_uri, state)
        self._redactor.register([request.verifier])
        return request

    async def finish_code(
        self, provider: OAuthProvider, request: AuthorizationRequest, parameters: Mapping[str, str]
    ) -> OAuthTokens:
        """Return tokens for the code that the browser came back with (RFC 6749, section 4.1.3)."""
        code = code_from(parameters, request.endpoints, self._redactor)
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.verifier,
        }
        tokens = await self._tokens(provider, request.endpoints, fields)
        if request.nonce and not tokens.id_token and "openid" in tokens.scopes:
            raise CredentialsError(_NO_ID_TOKEN)
        self._check_id_token(provider, tokens, request.nonce)
        return tokens

    async def begin_device(self, provider: OAuthProvider) -> DeviceAuthorization:
        """Return the code that a person has to type on the provider's page (RFC 8628, section 3.1)."""
        endpoints = await self._discovery.endpoints(provider, "device_authorization", "token")
        asked_at = self._clock()
        answer = await self._post(provider, endpoints.device_authorization, _wishes(provider))
        document = accepted_object(answer, self._redactor)
        plain_loopback = allows_plain_loopback(provider.issuer)
        return read_device_authorization(document, asked_at, plain_loopback=plain_loopback)

    async def finish_device(self, provider: OAuthProvider, device: DeviceAuthorization) -> OAuthTokens:
        """Poll until the code is confirmed, refused or has ended (RFC 8628, sections 3.4 and 3.5)."""
        endpoints = await self._discovery.endpoints(provider, "token")
        fields = {"grant_type": _DEVICE_GRANT, "device_code": device.device_code}
        interval = device.interval
        while (left := (device.expires_at - self._clock()).total_seconds()) > 0:
            await self._sleep(min(interval, left))
            try:
                tokens = await self._tokens(provider, endpoints, fields)
            except CredentialsError as error:
                interval = _next_interval(interval, error)
            else:
                self._check_id_token(provider, tokens)
                return tokens
        raise CredentialsError(EXPIRED_TOKEN)

    async def refresh(self, provider: OAuthProvider, before: OAuthTokens) -> OAuthTokens:
        """Return new tokens (RFC 6749, section 6); what the provider does not give anew stays as it was.

        A provider that rotates gives a new refresh token, and the one before is worth nothing from then on.
        """
        endpoints = await self._discovery.endpoints(provider, "token")
        fields = {"grant_type": "refresh_token", "refresh_token": before.refresh_token}
        tokens = await self._tokens(provider, endpoints, fields, granted=before.scopes, refreshing=True)
        self._check_id_token(provider, tokens)
        if before.id_token and tokens.id_token and not same_subject(before.id_token, tokens.id_token):
            raise CredentialsError(_OTHER_PERSON)
        return replace(
            tokens,
            refresh_token=tokens.refresh_token or before.refresh_token,
            id_token=tokens.id_token or before.id_token,
        )

    async def revoke(self, provider: OAuthProvider, tokens: OAuthTokens) -> None:
        """Make the tokens worthless at the provider (RFC 7009): the refresh token first, since it makes new ones."""
        endpoints = await self._discovery.endpoints(provider, "revocation")
        for token, kind in ((tokens.refresh_token, "refresh_token"), (tokens.access_token, "access_token")):
            if token:
                fields = {"token": token, "token_type_hint": kind}
                answer = await self._post(provider, endpoints.revocation, fields)
                if answer.status != 200:  # the body of a success means nothing
                    accepted_object(answer, self._redactor)

    async def _tokens(
        self,
        provider: OAuthProvider,
        endpoints: OAuthEndpoints,
        fields: Mapping[str, str],
        *,
        granted: tuple[str, ...] | None = None,
        refreshing: bool = False,
    ) -> OAuthTokens:
        asked_at = self._clock()
        answer = await self._post(provider, endpoints.token, fields)
        document: dict[str, Any] = accepted_object(answer, self._redactor, refreshing=refreshing)
        return read_tokens(document, asked_at, provider.scopes if granted is None else granted)

    async def _post(self, provider: OAuthProvider, address: str, fields: Mapping[str, str]) -> EndpointAnswer:
        proof = await self._proof(provider)
        return await self._calls.post(WireUrl.parse(address), {**fields, **proof.fields}, proof.headers)

    async def _proof(self, provider: OAuthProvider) -> ClientProof:
        return client_proof(provider, await self._secrets.client_secret(provider), self._redactor)

    def _check_id_token(self, provider: OAuthProvider, tokens: OAuthTokens, nonce: str = "") -> None:
        if tokens.id_token:
            check_id_token(
                tokens.id_token,
                issuer=provider.issuer,
                client_id=provider.client_id,
                nonce=nonce,
                now=self._clock(),
            )


def _wishes(provider: OAuthProvider) -> dict[str, str]:
    wishes = {"scope": " ".join(provider.scopes), "audience": provider.audience}
    return {name: value for name, value in wishes.items() if value}


def _next_interval(interval: float, error: CredentialsError) -> float:
    """Return how long to wait before the next poll; raise the error where there is none."""
    if error.failure.id == PENDING:
        return interval
    if error.failure.id == SLOW_DOWN:
        return interval + _SLOWER_BY
    if error.failure.id in {TIMED_OUT, UNREACHABLE}:
        return interval * 2
    raise error


_NO_ID_TOKEN = Failure(
    "oauth.id-token-missing",
    "The provider gave no ID token, though the scope openid asks for one.",
    "Take openid out of the scopes, or ask who runs the provider.",
    field="Scopes",
)
_OTHER_PERSON = Failure(
    "oauth.id-token",
    "The renewed ID token speaks of another person, so it does not count.",
    "Sign in again.",
)
