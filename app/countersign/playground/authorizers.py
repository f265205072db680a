"""The JWT authorizer of an HTTP API and the Cognito authorizer of a REST API, and how each words its refusal.

Sources, API Gateway Developer Guide: "Control access to HTTP APIs with JWT authorizers", "Troubleshooting issues with
HTTP API JWT authorizers", "Control access to REST APIs using Amazon Cognito user pools as an authorizer" and "Gateway
response types". An `error_description` is given only where AWS's own text is known.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from countersign.playground.exchange import Answer
from countersign.playground.gateway_words import with_gateway_headers
from countersign.playground.json_web_token import ReceivedToken, public_key_of

KeySource = Callable[[], Awaitable[dict[str, Any]]]
Fault = Literal["no-token", "segments", "unreadable", "signature", "issuer", "audience", "expired", "time", "scope"]

_BEARER = re.compile(r"bearer(\s+|$)", re.IGNORECASE)
_WORDS: dict[Fault, str] = {
    "segments": "token contains an invalid number of segments",
    "audience": "the token does not have a valid audience",
    "expired": "the token has expired",
}


class TokenRefusal(Exception):  # noqa: N818 - the authorizer refuses; nothing here went wrong
    """Carry why a token was turned away."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Issuer:
    """Know an issuer's keys; they are fetched when a token names one that is not known yet."""

    def __init__(self, name: str, fetch: KeySource) -> None:
        self.name = name
        self._fetch = fetch
        self._keys: dict[str, dict[str, Any]] = {}

    async def genuine(self, text: str, now: datetime) -> ReceivedToken:
        """Return a token of this issuer that is good now; raise `TokenRefusal`."""
        token = _readable(text)
        key_id = token.header.get("kid")
        if not isinstance(key_id, str) or token.header.get("alg") != "RS256":
            raise TokenRefusal("signature")
        if token.claims.get("iss") != self.name:
            raise TokenRefusal("issuer")
        if not await self._signed(token, key_id):
            raise TokenRefusal("signature")
        _check_times(token, now)
        return token

    async def _signed(self, token: ReceivedToken, key_id: str) -> bool:
        if key_id not in self._keys:
            found = (await self._fetch()).get("keys", [])
            self._keys = {str(key.get("kid")): key for key in found}
        jwk = self._keys.get(key_id)
        return jwk is not None and token.is_signed_with(public_key_of(jwk))


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """Judge tokens as an HTTP API does; any one of `scopes` is enough, and none are wanted where there are none."""

    issuer: Issuer
    audiences: tuple[str, ...]
    scopes: tuple[str, ...] = ()

    async def admit(self, header: str, now: datetime) -> ReceivedToken:
        """Return the token in a header's value, with `Bearer` before it or not; raise `TokenRefusal`."""
        token = await self.issuer.genuine(_bare(header), now)
        named = token.claims.get("aud", token.claims.get("client_id"))
        audiences = named if isinstance(named, list) else [named]
        if not set(self.audiences) & {str(one) for one in audiences}:
            raise TokenRefusal("audience")
        if self.scopes and not set(self.scopes) & set(token.scopes):
            raise TokenRefusal("scope")
        return token

    def word_refusal(self, refusal: TokenRefusal) -> Answer:
        """Return 401, or 403 where only the scope is missing; `www-authenticate` tells why."""
        if refusal.fault == "scope":
            return _http_api(403, "Forbidden", f'Bearer scope="{" ".join(self.scopes)}" error="insufficient_scope"')
        if refusal.fault == "no-token":
            return _http_api(401, "Unauthorized", "Bearer")
        words = _WORDS.get(refusal.fault, "")
        told = f' error_description="{words}"' if words else ""
        challenge = f'Bearer scope="{" ".join(self.scopes)}" error="invalid_token"{told}'
        return _http_api(401, "Unauthorized", challenge)


@dataclass(frozen=True, slots=True)
class CognitoAuthorizer:
    """Judge tokens as a REST API with a user pool does: an access token for `scopes`, an ID token without any."""

    issuer: Issuer
    scopes: tuple[str, ...] = ()

    async def admit(self, header: str, now: datetime) -> ReceivedToken:
        """Return the token in a header's value, with `Bearer` before it or not; raise `TokenRefusal`."""
        token = await self.issuer.genuine(_bare(header), now)
        if token.claims.get("token_use") != ("access" if self.scopes else "id"):
            raise TokenRefusal("unreadable")
        if self.scopes and not set(self.scopes) & set(token.scopes):
            raise TokenRefusal("scope")
        return token

    def word_refusal(self, refusal: TokenRefusal) -> Answer:
        """Return the gateway response UNAUTHORIZED, also where only the scope is missing."""
        expired = refusal.fault == "expired"
        message = "The incoming token has expired" if expired else "Unauthorized"
        return _rest_api(401, message, "UnauthorizedException")


def _bare(header: str) -> str:
    bare = _BEARER.sub("", header.strip(), count=1)
    if not bare:
        raise TokenRefusal("no-token")
    return bare


def _readable(text: str) -> ReceivedToken:
    if text.count(".") != 2:
        raise TokenRefusal("segments")
    try:
        return ReceivedToken.read(text)
    except ValueError:
        raise TokenRefusal("unreadable") from None


def _check_times(token: ReceivedToken, now: datetime) -> None:
    moment = now.timestamp()
    ends = _moment(token.claims.get("exp"))
    if ends is None:
        raise TokenRefusal("time")
    if ends <= moment:
        raise TokenRefusal("expired")
    for begins in (_moment(token.claims[name]) for name in ("nbf", "iat") if name in token.claims):
        if begins is None or begins > moment:
            raise TokenRefusal("time")


def _moment(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _http_api(status: int, message: str, challenge: str) -> Answer:
    request_id = base64.b64encode(secrets.token_bytes(11)).decode()
    headers = (
        ("content-type", "application/json"),
        ("www-authenticate", challenge),
        ("apigw-requestid", request_id),
    )
    return Answer(status, headers, _message(message))


def _rest_api(status: int, message: str, error_type: str) -> Answer:
    headers = (("content-type", "application/json"),)
    return with_gateway_headers(Answer(status, headers, _message(message)), error_type)


def _message(message: str) -> bytes:
    return f'{{"message":"{message}"}}'.encode()
