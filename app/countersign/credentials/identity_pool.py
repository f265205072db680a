"""Credentials from a Cognito identity pool: as a guest, or for the token of somebody who signed in to a user pool.

Source: GetId and GetCredentialsForIdentity, Amazon Cognito Federated Identities API Reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from countersign.credentials.aws_service import Answer, AwsCall, AwsRefusal, AwsService
from countersign.credentials.issued_credentials import COGNITO, IssuedCredentials
from countersign.credentials.refusals import refusal_detail, refused
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import IdentityPool, IdToken
from countersign.model.redaction import Redactor

_POOL_ID = re.compile(r"(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+):[0-9a-f-]{36}")
_PROVIDER = re.compile(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/\S+")


class IdentityPoolCredentials:
    """Ask identity pools; `id_token` gives the token of a user pool by its name."""

    def __init__(
        self, aws: AwsService, issued: IssuedCredentials, redactor: Redactor, id_token: IdToken | None
    ) -> None:
        self._aws = aws
        self._issued = issued
        self._redactor = redactor
        self._id_token = id_token

    async def credentials(self, pool: IdentityPool) -> Credentials:
        """Return the credentials of the pool's role; raise `CredentialsError`."""
        region = pool_region(pool)
        logins = await self._logins(pool)
        answer = await self._ask(region, "get_id", {"IdentityPoolId": pool.identity_pool_id, **logins}, pool)
        role = {"CustomRoleArn": pool.role_arn} if pool.role_arn else {}
        identity = {"IdentityId": str(answer.get("IdentityId", "")), **logins, **role}
        answer = await self._ask(region, "get_credentials_for_identity", identity, pool)
        found = answer.get("Credentials")
        return self._issued.read(found if isinstance(found, Mapping) else {}, COGNITO, "Amazon Cognito")

    async def _logins(self, pool: IdentityPool) -> dict[str, Any]:
        if not pool.user_pool:
            return {}
        if not _PROVIDER.fullmatch(pool.provider):
            raise _wrong("provider", f"“{pool.provider}” is no login provider.", _PROVIDER_FORM, "Login provider")
        if self._id_token is None:
            raise _wrong("user-pool", f"The user pool “{pool.user_pool}” cannot be asked here.", "Sign in first.")
        token = await self._id_token(pool.user_pool)
        self._redactor.register((token,))
        return {"Logins": {pool.provider: token}}

    async def _ask(self, region: str, operation: str, parameters: dict[str, Any], pool: IdentityPool) -> Answer:
        answer = await self._aws.ask(AwsCall("cognito-identity", operation, region, parameters))
        if isinstance(answer, AwsRefusal):
            raise _refused(answer, pool)
        return answer


_PROVIDER_FORM = "It looks like cognito-idp.us-west-2.amazonaws.com/us-west-2_a1B2c3."


def pool_region(pool: IdentityPool) -> str:
    """Return the pool's region, from its ID where none is set; raise `CredentialsError` for an ID that is none."""
    found = _POOL_ID.fullmatch(pool.identity_pool_id)
    if found is None:
        sentence = f"“{pool.identity_pool_id}” is no identity pool ID."
        action = "It looks like us-west-2:01234567-89ab-cdef-0123-456789abcdef."
        raise _wrong("pool-id", sentence, action, "Identity pool ID")
    return pool.region or found["region"]


def _refused(refusal: AwsRefusal, pool: IdentityPool) -> CredentialsError:
    detail = refusal_detail(refusal)
    if refusal.code == "ResourceNotFoundException":
        region = pool_region(pool)
        sentence = f"There is no identity pool {pool.identity_pool_id} in {region}."
        return _wrong("pool-unknown", sentence, "Check the ID and the region.", "Identity pool ID", detail)
    if refusal.code != "NotAuthorizedException":
        return refused(refusal)
    if pool.user_pool:
        sentence = f"The identity pool did not accept the token of the user pool “{pool.user_pool}”."
        action = "Sign in to the user pool again, and check that it is a provider of the identity pool."
        return _wrong("pool-login", sentence, action, detail=detail)
    sentence, action = "The identity pool lets no guests in.", "Name a user pool, or turn on guest access for it."
    return _wrong("pool-guest", sentence, action, detail=detail)


def _wrong(what: str, sentence: str, action: str, field: str = "Identity", detail: str = "") -> CredentialsError:
    return CredentialsError(Failure(f"credentials.{what}", sentence, action, field=field, detail=detail))
