"""The authorization code flow with PKCE (RFC 7636) through the system browser (RFC 8252)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from countersign.credentials.cognito.cognito_api import CognitoApi
from countersign.credentials.cognito.refusals import DOMAIN_MISSING, NONCE_MISMATCH, oauth_failure
from countersign.credentials.loopback_redirect import LIMIT, PORTS, LoopbackRedirect
from countersign.credentials.plain_line import plain_line
from countersign.model.cognito import BrowserWait, UserPool
from countersign.model.errors import CredentialsError, InputError
from countersign.model.redaction import Redactor
from countersign.signing.jwt_claims import decode_jwt

OpenBrowser = Callable[[str], bool]
ObserveWait = Callable[[BrowserWait], None]


class BrowserSignIn:
    """Send a person to the hosted UI, and take the code that the browser brings back.

    `open_browser` opens a URL, without waiting for it, and tells whether it could. `limit` counts seconds. To cancel,
    cancel the task.
    """

    def __init__(
        self,
        api: CognitoApi,
        redactor: Redactor,
        open_browser: OpenBrowser,
        *,
        ports: Sequence[int] = PORTS,
        limit: float = LIMIT,
    ) -> None:
        self._api = api
        self._redactor = redactor
        self._open_browser = open_browser
        self._ports = ports
        self._limit = limit

    async def sign_in(self, pool: UserPool, secret: str, observe: ObserveWait) -> Mapping[str, Any]:
        """Return the token endpoint's answer; raise `CredentialsError` where the browser or the pool says no."""
        pool.validate()
        if not pool.domain_url:
            raise CredentialsError(DOMAIN_MISSING)
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        self._redactor.register([verifier])
        async with LoopbackRedirect(state, ports=self._ports, limit=self._limit) as redirect:
            url = authorize_url(pool, redirect.redirect_uri, state, nonce, verifier)
            observe(BrowserWait(url, redirect.redirect_uri, self._open_browser(url), redirect.notice))
            returned = await redirect.answer()
        code = self._code(returned)
        fields = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        answer = await self._api.token(pool, secret, {**fields, "redirect_uri": redirect.redirect_uri})
        _require_nonce(answer, nonce)
        return answer

    def _code(self, returned: Mapping[str, str]) -> str:
        if "error" in returned:
            words = plain_line(returned.get("error_description", ""), self._redactor)
            raise CredentialsError(oauth_failure(plain_line(returned["error"], self._redactor), words, 302))
        code = returned["code"]
        self._redactor.register([code])
        return code


def authorize_url(pool: UserPool, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
    """Return the address of the hosted UI; `verifier` stays here, its hash goes along.

    Source: "Authorize endpoint", Amazon Cognito Developer Guide.
    """
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": pool.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if pool.scopes:
        query["scope"] = " ".join(pool.scopes)
    return f"{pool.domain_url}/oauth2/authorize?{urlencode(query)}"


def logout_url(pool: UserPool, logout_uri: str) -> str:
    """Return the address that ends the browser's own session at the hosted UI; `logout_uri` must be registered.

    Source: "Logout endpoint", Amazon Cognito Developer Guide.
    """
    pool.validate()
    if not pool.domain_url:
        raise CredentialsError(DOMAIN_MISSING)
    return f"{pool.domain_url}/logout?{urlencode({'client_id': pool.client_id, 'logout_uri': logout_uri})}"


def _require_nonce(answer: Mapping[str, Any], nonce: str) -> None:
    id_token = answer.get("id_token")
    if id_token and not hmac.compare_digest(_nonce_of(id_token).encode("utf-8", "replace"), nonce.encode()):
        raise CredentialsError(NONCE_MISMATCH)


def _nonce_of(id_token: object) -> str:
    try:
        nonce = decode_jwt(str(id_token), datetime.now(UTC)).claims.get("nonce")
    except InputError:
        return ""
    return nonce if isinstance(nonce, str) else ""
