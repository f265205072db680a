"""The user pools of an account and their app clients, read through an identity's credentials.

Source: ListUserPools, ListUserPoolClients, DescribeUserPool and DescribeUserPoolClient, Amazon Cognito user pools API
reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.credentials.aws_service import AwsCall, AwsRefusal, AwsService
from countersign.credentials.cognito.pool_vault import PoolVault
from countersign.model.cognito import SignInMethod, UserPool
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

_PAGE = 60
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold a user pool or an app client of a list."""

    id: str
    name: str


class AccountPools:
    """Read user pools from an account; methods raise `CredentialsError`, with the permission that is missing."""

    def __init__(self, aws: AwsService, vault: PoolVault) -> None:
        self._aws = aws
        self._vault = vault

    async def pools(self, credentials: Credentials, region: str) -> tuple[Listed, ...]:
        """Return the user pools of a region, by name."""
        return await self._listed(credentials, region, "list_user_pools", {}, "UserPools", ("Id", "Name"))

    async def clients(self, credentials: Credentials, region: str, pool_id: str) -> tuple[Listed, ...]:
        """Return a pool's app clients, by name."""
        keys = ("ClientId", "ClientName")
        parameters = {"UserPoolId": pool_id}
        return await self._listed(credentials, region, "list_user_pool_clients", parameters, "UserPoolClients", keys)

    async def read(self, credentials: Credentials, region: str, name: str, pool_id: str, client_id: str) -> UserPool:
        """Return a pool as a named thing; its client secret is at hand until the pool is kept."""
        about = {"UserPoolId": pool_id}
        pool = (await self._ask(credentials, region, "describe_user_pool", about))["UserPool"]
        asked = about | {"ClientId": client_id}
        client = (await self._ask(credentials, region, "describe_user_pool_client", asked))["UserPoolClient"]
        secret = str(client.get("ClientSecret") or "")
        found = UserPool(
            name=name,
            pool_id=pool_id,
            client_id=client_id,
            domain=str(pool.get("CustomDomain") or pool.get("Domain") or ""),
            scopes=tuple(client.get("AllowedOAuthScopes") or ()),
            method=_usual_method(client),
            has_client_secret=bool(secret),
        )
        found.validate()
        if secret:
            self._vault.offer_client_secret(found, secret)
        return found

    async def _listed(
        self,
        credentials: Credentials,
        region: str,
        operation: str,
        parameters: Mapping[str, Any],
        items: str,
        keys: tuple[str, str],
    ) -> tuple[Listed, ...]:
        found: list[Listed] = []
        page = {**parameters, "MaxResults": _PAGE}
        for _ in range(_MOST_PAGES):
            answer = await self._ask(credentials, region, operation, page)
            found += [Listed(str(item[keys[0]]), str(item[keys[1]])) for item in answer.get(items, ())]
            if not answer.get("NextToken"):
                break
            page = {**page, "NextToken": answer["NextToken"]}
        return tuple(sorted(found, key=lambda item: (item.name.casefold(), item.id)))

    async def _ask(
        self, credentials: Credentials, region: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        answer = await self._aws.ask(AwsCall("cognito-idp", operation, region, parameters, credentials))
        if isinstance(answer, AwsRefusal):
            raise CredentialsError(_refused(answer))
        return answer


def _usual_method(client: Mapping[str, Any]) -> SignInMethod:
    grants, flows = client.get("AllowedOAuthFlows") or (), client.get("ExplicitAuthFlows") or ()
    if "client_credentials" in grants:
        return "client_credentials"
    if "code" in grants:
        return "hosted_ui"
    return "password" if "ALLOW_USER_PASSWORD_AUTH" in flows and "ALLOW_USER_SRP_AUTH" not in flows else "srp"


def _refused(refusal: AwsRefusal) -> Failure:
    action = "".join(word.capitalize() for word in refusal.operation.split("_"))
    if refusal.code in {"AccessDeniedException", "AccessDenied"}:
        sentence = f"The identity may not read user pools: it lacks cognito-idp:{action}."
        return Failure(
            "cognito.list-denied", sentence, "Choose another identity, or type the IDs.", "Identity", refusal.message
        )
    if refusal.code == "ResourceNotFoundException":
        sentence = "There is no such user pool or app client in this account and region."
        return Failure("cognito.list-not-found", sentence, "Choose another.", "User pool ID", refusal.message)
    sentence = f"Cognito refused {action} ({refusal.code[:60]})."
    return Failure("cognito.list-refused", sentence, "Its own words are in the details.", "Identity", refusal.message)
