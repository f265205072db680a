"""Tokens of user pools and providers, where a variable or an auth asks for them."""

from __future__ import annotations

import re
from typing import Protocol

from countersign.model.auth import CognitoAuth, OAuthAuth
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.variables.used_names import used_names
from countersign.workflows.secret_variables import SecretVariables

_NAME = re.compile(r"(?P<kind>cognito|oauth)\.(?P<of>[^{}\s]+)\.(?P<token>access|id)_token")
ORIGIN = "signed-in tokens"


class TokenSource(Protocol):
    """Give tokens that are valid now; renew what has ended; raise `CredentialsError` where somebody must sign in."""

    async def cognito_token(self, pool: str, token: str) -> str:
        """Return the access or ID token ("access", "id") of a user pool."""

    async def oauth_token(self, provider: str) -> str:
        """Return the access token of a provider."""


class TokenVariables:
    """Add to a scope the tokens and the secret values that a request asks for by name."""

    def __init__(self, source: TokenSource, secrets: SecretVariables | None = None) -> None:
        self._source = source
        self._secrets = secrets

    async def __call__(self, draft: object, scope: Scope) -> Scope:
        """Return the scope with `{{cognito.POOL.access_token}}` and its like in front, as secret variables.

        Secret variables that have no value yet get theirs from the keyring first.
        """
        if self._secrets is not None:
            scope = await self._secrets(draft, scope)
        asked = [match for name in sorted(used_names(draft, scope)) if (match := _NAME.fullmatch(name))]
        if not asked:
            return scope
        variables = tuple([Variable(match[0], await self._token(match), secret=True) for match in asked])
        return scope.with_front(Layer(ORIGIN, variables))

    async def of_auth(self, auth: CognitoAuth | OAuthAuth) -> str:
        """Return the token that an auth sends."""
        if isinstance(auth, CognitoAuth):
            return await self._source.cognito_token(auth.pool, auth.token)
        return await self._source.oauth_token(auth.provider)

    async def _token(self, match: re.Match[str]) -> str:
        if match["kind"] == "cognito":
            return await self._source.cognito_token(match["of"], match["token"])
        return await self._source.oauth_token(match["of"])
