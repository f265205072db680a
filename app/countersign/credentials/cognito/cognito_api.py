"""The two faces of a user pool: its API (JSON) and the token endpoint of its domain (OAuth 2.0)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from countersign.credentials.cognito.api_refusals import api_failure
from countersign.credentials.cognito.client_proof import basic_header
from countersign.credentials.cognito.http_calls import HttpAnswer, HttpCalls
from countersign.credentials.cognito.refusals import DOMAIN_MISSING, clock_off, oauth_failure
from countersign.credentials.plain_line import plain_line
from countersign.model.cognito import UserPool
from countersign.model.errors import CredentialsError, Failure
from countersign.model.redaction import Redactor

_TARGET = "AWSCognitoIdentityProviderService"


class CognitoApi:
    """Call a pool; methods raise `InputError` for a pool that cannot be used, `CredentialsError` for a refusal."""

    def __init__(self, calls: HttpCalls, redactor: Redactor, clock: Callable[[], datetime]) -> None:
        self._calls = calls
        self._redactor = redactor
        self._clock = clock

    async def call(self, pool: UserPool, action: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call one action of the user pools API, which needs no AWS credentials."""
        pool.validate()
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{_TARGET}.{action}"}
        answer = await self._calls.post(f"{pool.api_url}/", headers, json.dumps(body).encode())
        if answer.status == 200:
            return answer.document
        raise CredentialsError(self._api_refusal(answer))

    async def token(self, pool: UserPool, secret: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
        """Ask the token endpoint for a grant, the client proved as the pool says."""
        pool.validate()
        if not pool.domain_url:
            raise CredentialsError(DOMAIN_MISSING)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        form = {**fields, "client_id": pool.client_id}
        if secret and pool.client_authentication == "basic":
            headers["Authorization"] = basic_header(pool, secret)
            self._redactor.register([headers["Authorization"].removeprefix("Basic ")])
        elif secret:
            form["client_secret"] = secret
        answer = await self._calls.post(f"{pool.domain_url}/oauth2/token", headers, urlencode(form).encode())
        if answer.status == 200:
            return answer.document
        refreshing = fields["grant_type"] == "refresh_token"
        raise CredentialsError(self._oauth_refusal(answer, refreshing=refreshing))

    async def keys(self, pool: UserPool) -> Mapping[str, Any]:
        """Fetch the pool's key set."""
        pool.validate()
        answer = await self._calls.get(pool.jwks_url)
        if answer.status == 200:
            return answer.document
        raise CredentialsError(self._api_refusal(answer))

    def _api_refusal(self, answer: HttpAnswer) -> Failure:
        kind = answer.document.get("__type") or answer.error_type
        words = answer.document.get("message") or answer.document.get("Message")
        kind = kind if isinstance(kind, str) else ""
        failure = api_failure(kind, plain_line(words, self._redactor), answer.status)
        # A clock that is off spoils SRP, whose proof holds the time; Cognito then blames the password.
        if "NotAuthorizedException" in kind and answer.date is not None:
            return clock_off(answer.date, self._clock()) or failure
        return failure

    def _oauth_refusal(self, answer: HttpAnswer, *, refreshing: bool) -> Failure:
        code = plain_line(answer.document.get("error"), self._redactor)
        words = plain_line(answer.document.get("error_description"), self._redactor)
        return oauth_failure(code, words, answer.status, refreshing=refreshing)
