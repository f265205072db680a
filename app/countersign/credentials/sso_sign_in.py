"""The browser sign-in of IAM Identity Center (RFC 8628): a code is shown, compared in the browser, and polled for.

Source: AWS IAM Identity Center OIDC API Reference.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from countersign.credentials.aws_service import Answer, AwsCall, AwsRefusal, AwsService
from countersign.credentials.issued_credentials import Clock
from countersign.credentials.profiles import SsoSession
from countersign.credentials.refusals import refusal_detail, refused
from countersign.credentials.sso_tokens import SsoToken
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import ShowSignIn, SignInPrompt

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_DEFAULT_SCOPE = "sso:account:access"
_INTERVAL = 5  # seconds; RFC 8628, section 3.2
_LONGEST = 600  # seconds; what AWS gives a code


class SsoSignIn:
    """Sign in through the browser, and renew such a sign-in. Cancelling the task ends it at once."""

    def __init__(
        self,
        aws: AwsService,
        clock: Clock,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._aws = aws
        self._clock = clock
        self._pause = pause
        self._monotonic = monotonic

    async def sign_in(self, session: SsoSession, show: ShowSignIn) -> SsoToken:
        """Show the code through `show`, wait for the browser, return the token; raise `CredentialsError`."""
        client = await self._ask(session, "register_client", _registration(session))
        device = await self._ask(
            session, "start_device_authorization", {**_client_parts(client), "startUrl": session.start_url}
        )
        seconds = min(_number(device, "expiresIn", _LONGEST), _LONGEST)
        show(_prompt(session, device, self._clock() + timedelta(seconds=seconds)))
        answer = await self._polled(session, client, device, self._monotonic() + seconds)
        return self._token(answer, client)

    async def renew(self, session: SsoSession, token: SsoToken) -> SsoToken | None:
        """Return a new token for one that ended, None where that takes a new sign-in."""
        if not token.refresh_token or (token.client_ends is not None and token.client_ends <= self._clock()):
            return None
        client = {"clientId": token.client_id, "clientSecret": token.client_secret}
        parameters = {**client, "grantType": "refresh_token", "refreshToken": token.refresh_token}
        answer = await self._aws.ask(AwsCall("sso-oidc", "create_token", session.region, parameters))
        if isinstance(answer, AwsRefusal):
            if answer.status >= 500:
                raise refused(answer)
            return None
        ends = 0 if token.client_ends is None else int(token.client_ends.timestamp())
        # AWS may keep the refresh token as it is; then it does not give it again.
        return self._token({"refreshToken": token.refresh_token, **answer}, {**client, "clientSecretExpiresAt": ends})

    async def _polled(self, session: SsoSession, client: Answer, device: Answer, end: float) -> Answer:
        interval = max(_number(device, "interval", _INTERVAL), 0)
        parameters = {**_client_parts(client), "grantType": _DEVICE_GRANT, "deviceCode": device.get("deviceCode", "")}
        while self._monotonic() < end:
            await self._pause(interval)
            answer = await self._aws.ask(AwsCall("sso-oidc", "create_token", session.region, parameters))
            if not isinstance(answer, AwsRefusal):
                return answer
            if answer.code == "SlowDownException":
                interval += _INTERVAL
            elif answer.code != "AuthorizationPendingException":
                raise _sign_in_failed(answer)
        raise CredentialsError(_TOO_LATE)

    async def _ask(self, session: SsoSession, operation: str, parameters: dict[str, Any]) -> Answer:
        answer = await self._aws.ask(AwsCall("sso-oidc", operation, session.region, parameters))
        if isinstance(answer, AwsRefusal):
            raise _sign_in_failed(answer)
        return answer

    def _token(self, answer: Answer, client: Answer) -> SsoToken:
        access_token = str(answer.get("accessToken") or "")
        if not access_token:
            raise CredentialsError(_NO_TOKEN)
        ends = _number(client, "clientSecretExpiresAt", 0)
        return SsoToken(
            access_token=access_token,
            expires_at=self._clock() + timedelta(seconds=_number(answer, "expiresIn", 0)),
            refresh_token=str(answer.get("refreshToken") or ""),
            client_id=str(client.get("clientId", "")),
            client_secret=str(client.get("clientSecret", "")),
            client_ends=datetime.fromtimestamp(ends, UTC) if ends else None,
        )


_TOO_LATE = Failure(
    "credentials.sign-in-expired",
    "The code was not confirmed in the browser in time.",
    "Sign in again for a new code.",
    field="Identity",
)
_NO_TOKEN = Failure(
    "credentials.answer", "The AWS sign-in service gave no token.", "Sign in again.", field="Identity"
)


_NO_ADDRESS = Failure(
    "credentials.answer", "The AWS sign-in service gave no web address.", "Sign in again.", field="Identity"
)


def _prompt(session: SsoSession, device: Answer, expires_at: datetime) -> SignInPrompt:
    """Return what is shown; only a web address may be opened in the browser."""
    plain = str(device.get("verificationUri", ""))
    url = str(device.get("verificationUriComplete") or plain)
    if not _is_web_address(plain) or not _is_web_address(url):
        raise CredentialsError(_NO_ADDRESS)
    return SignInPrompt(session.name, str(device.get("userCode", "")), url, plain, expires_at)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def _registration(session: SsoSession) -> dict[str, Any]:
    scopes = list(session.scopes) or [_DEFAULT_SCOPE]
    return {"clientName": "Countersign", "clientType": "public", "scopes": scopes}


def _client_parts(client: Answer) -> dict[str, Any]:
    return {name: client.get(name, "") for name in ("clientId", "clientSecret")}


def _number(answer: Answer, key: str, otherwise: int) -> int:
    value = answer.get(key)
    return value if isinstance(value, int) else otherwise


def _sign_in_failed(refusal: AwsRefusal) -> CredentialsError:
    if refusal.code == "ExpiredTokenException":
        return CredentialsError(_TOO_LATE)
    if refusal.code == "AccessDeniedException":
        sentence, action = "The sign-in was refused in the browser.", "Sign in again and allow Countersign there."
        return CredentialsError(Failure("credentials.sign-in-refused", sentence, action, field="Identity"))
    if refusal.code in {"InvalidRequestException", "InvalidRequestRegionException"}:
        return CredentialsError(
            Failure(
                "credentials.sign-in-request",
                "The AWS sign-in service does not know this start URL in this region.",
                "Correct sso_start_url and sso_region in the AWS config file.",
                field="Identity",
                detail=refusal_detail(refusal),
            )
        )
    return refused(refusal)
