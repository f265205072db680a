"""Put a request's auth on it: a header, a query parameter, or a signature with its record."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import quote

from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    CredentialsSource,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.credentials import Credentials
from countersign.model.errors import Failure, InputError, SigningError
from countersign.model.exchange import WireRequest
from countersign.model.redaction import Redactor
from countersign.model.signing_record import SigningRecord
from countersign.signing import SigningOptions, sign
from countersign.signing.hosts import region_and_service

if TYPE_CHECKING:
    from countersign.workflows.token_variables import TokenVariables

_DATE = re.compile(r"^\d{8}T\d{6}Z$")


class CredentialsResolver(Protocol):
    """Find the credentials that a source and a name stand for."""

    async def resolve(self, source: CredentialsSource, name: str) -> Credentials:
        """Return them; raise `CredentialsError` when there are none."""


@dataclass(frozen=True, slots=True)
class Authorized:
    """Hold the request with its auth on, and the signing record when it was signed."""

    request: WireRequest
    signing: SigningRecord | None = None
    warnings: tuple[Failure, ...] = ()


class Authorize:
    """Authorise requests; what it puts on them is registered as secret first."""

    def __init__(
        self,
        credentials: CredentialsResolver,
        tokens: TokenVariables,
        redactor: Redactor,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._credentials = credentials
        self._tokens = tokens
        self._redactor = redactor
        self._clock = clock

    async def __call__(self, request: WireRequest, auth: Auth) -> Authorized:  # noqa: PLR0911 - one per kind of auth
        """Return the request as it must be sent; raise `SigningError` or `CredentialsError` when it cannot be."""
        match auth:
            case SigV4Auth():
                return await self._sign(request, auth)
            case BasicAuth(username, password):
                self._redactor.register([password])
                pair = base64.b64encode(f"{username}:{password}".encode()).decode()
                self._redactor.register([pair])
                return Authorized(_with_header(request, "Authorization", f"Basic {pair}", "User name"))
            case BearerAuth(token):
                self._redactor.register([token])
                return Authorized(_with_header(request, "Authorization", f"Bearer {token.strip()}", "Token"))
            case CognitoAuth() | OAuthAuth():
                value = f"{auth.prefix} {await self._tokens.of_auth(auth)}".strip()
                return Authorized(_with_header(request, auth.header, value, "Token to send"))
            case ApiKeyAuth(name, value, place):
                self._redactor.register([value])
                if place == "query":
                    return Authorized(_with_query_parameter(request, name, value))
                return Authorized(_with_header(request, name, value, "Key name"))
            case _:
                return Authorized(request)

    async def _sign(self, request: WireRequest, auth: SigV4Auth) -> Authorized:
        options = self._options(request, auth)
        credentials = await self._credentials.resolve(auth.source, auth.identity)
        self._redactor.register([credentials.secret_access_key, credentials.session_token])
        record = sign(
            request.method, request.url, request.headers, _payload_hash(request, auth), credentials, options
        )
        signed = replace(request, url=record.url, headers=record.headers)
        stale = (credentials.warning,) if credentials.warning is not None else ()
        return Authorized(signed, record, (*_plain_http_warning(request), *stale))

    def _options(self, request: WireRequest, auth: SigV4Auth) -> SigningOptions:
        found = region_and_service(request.url.host)
        region, service = auth.region or found.region, auth.service or found.service
        if not region and auth.algorithm == "v4":
            raise _missing("region", "Region", request.url.host, "such as us-west-2")
        if not service:
            raise _missing("service", "Service", request.url.host, "such as execute-api")
        return SigningOptions(
            region=region,
            service=service,
            date=fixed_date(auth.fixed_date) or self._clock(),
            place=auth.place,
            algorithm=auth.algorithm,
            region_set=auth.region_set,
            session_token=_token_place(service, auth),
            signed_headers=auth.signed_headers,
            s3_path_rules=auth.s3_path_rules,
            expires=auth.expires,
        )


def _token_place(service: str, auth: SigV4Auth) -> Literal["signed", "appended"]:
    """IoT's device gateway takes a presigned token after the signature only ("Device communication protocols", AWS
    IoT Core Developer Guide).
    """
    return "appended" if service == "iotdevicegateway" and auth.place == "query" else auth.session_token


def fixed_date(text: str) -> datetime | None:
    """Return the date to sign with, None for ""; raise `SigningError` on the field `Fixed date` for another form."""
    if not text:
        return None
    try:
        if _DATE.match(text):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise SigningError(
        Failure(
            "signing.fixed-date",
            f"“{text}” is not a date of the form 20150830T123600Z.",
            "Correct the fixed date, or empty it to sign with the present time.",
            field="Fixed date",
        )
    )


def _payload_hash(request: WireRequest, auth: SigV4Auth) -> str:
    if auth.payload == "unsigned":
        return "UNSIGNED-PAYLOAD"
    return auth.payload_hash.strip() if auth.payload == "given" else request.body.sha256


def _plain_http_warning(request: WireRequest) -> tuple[Failure, ...]:
    if request.url.scheme in {"https", "wss"} or request.url.is_loopback:
        return ()
    return (
        Failure(
            "signing.plain-http",
            "This signed request travels over plain http, so anybody on the way can read it and send it again.",
            "Use https:// if the server has it.",
            field="Request URL",
        ),
    )


def _missing(what: str, field: str, host: str, example: str) -> SigningError:
    return SigningError(
        Failure(
            f"signing.{what}-missing",
            f"The {what} cannot be read from the host {host}.",
            f"Type it into {field} under Auth, {example}.",
            field=field,
        )
    )


def _with_header(request: WireRequest, name: str, value: str, field: str) -> WireRequest:
    if any(existing.lower() == name.lower() for existing, _ in request.headers):
        raise InputError(
            Failure(
                "auth.header-twice",
                f"The header {name} is set under Headers, and Auth would set it too.",
                "Take it out of Headers, or choose None under Auth.",
                field="Request headers",
            )
        )
    if not name or any(character in name + value for character in "\r\n\0"):
        raise InputError(
            Failure(
                "auth.value",
                "The credentials under Auth are empty or hold a line break, so no header can carry them.",
                "Paste them again, on one line.",
                field=field,
            )
        )
    return replace(request, headers=(*request.headers, (name, value)))


def _with_query_parameter(request: WireRequest, name: str, value: str) -> WireRequest:
    pair = f"{quote(name, safe='')}={quote(value, safe='')}"
    query = f"{request.url.query}&{pair}" if request.url.query else pair
    return replace(request, url=request.url.with_query(query))
