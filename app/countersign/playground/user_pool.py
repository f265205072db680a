"""The user pool "orders", its people, and the IAM user and roles beside it, made anew at each start.

MiniStack never checks the key `test`, which is what makes them. Sources: the actions' pages in the API references of
Amazon Cognito user pools, IAM and STS.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from countersign.model.credentials import Credentials
from countersign.playground.emulator_process import EmulatorUnavailable
from countersign.playground.exchange import Answer
from countersign.playground.forwarding import Upstream
from countersign.playground.keys import PlaygroundKeys, credentials_in

DOMAIN = "orders"
SCOPES = ("orders/read", "orders/write")
BRIEF_SECONDS = 2
CALLBACK_URLS = tuple(f"http://localhost:{port}/callback" for port in (7373, 17373, 27373))
_USER, _ROLE, _GUARDED_ROLE, _SESSION_ROLE = "playground", "reports", "partner-reports", "playground"
_LONGEST_SESSION = 12 * 3600  # seconds
_EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
_MACHINE = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": list(SCOPES),
}
_BRIEF = {"AccessTokenValidity": BRIEF_SECONDS, "TokenValidityUnits": {"AccessToken": "seconds"}}
_PEOPLE = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email", "profile", *SCOPES],
    "CallbackURLs": list(CALLBACK_URLS),
    "LogoutURLs": list(CALLBACK_URLS),
    "SupportedIdentityProviders": ["COGNITO"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
}


@dataclass(frozen=True, slots=True)
class UserPoolSeed:
    """Hold what was made. `brief_` is a machine client whose tokens last 2 seconds, which AWS would not allow."""

    pool_id: str
    issuer: str
    machine_client_id: str
    machine_client_secret: str = field(repr=False)
    brief_client_id: str
    brief_client_secret: str = field(repr=False)
    user_client_id: str
    user_name: str
    user_password: str = field(repr=False)
    new_user_name: str
    new_user_password: str = field(repr=False)
    role_arn: str
    guarded_role_arn: str
    external_id: str
    keys: PlaygroundKeys = field(repr=False)


async def make_user_pool(upstream: Upstream, region: str) -> UserPoolSeed:
    """Make all of it; raise `EmulatorUnavailable` when MiniStack refuses a step or answers otherwise than AWS."""
    try:
        return await _make(_Account(upstream, region), region)
    except (KeyError, TypeError, ValueError):
        raise EmulatorUnavailable("MiniStack is installed, but answers otherwise than expected.") from None


async def _make(account: _Account, region: str) -> UserPoolSeed:
    pool_id = (await account.cognito("CreateUserPool", PoolName="orders"))["UserPool"]["Id"]
    await account.cognito("CreateUserPoolDomain", UserPoolId=pool_id, Domain=DOMAIN)
    scopes = [{"ScopeName": name.split("/")[1], "ScopeDescription": name} for name in SCOPES]
    await account.cognito(
        "CreateResourceServer", UserPoolId=pool_id, Identifier="orders", Name="Orders", Scopes=scopes
    )
    machine = await account.app_client(pool_id, "machine", _MACHINE)
    brief = await account.app_client(pool_id, "machine-brief", _MACHINE | _BRIEF)
    people = await account.app_client(pool_id, "people", _PEOPLE)
    password, first_password = _password(), _password()
    await account.person(pool_id, "ada", first_password)
    await account.cognito(
        "AdminSetUserPassword", UserPoolId=pool_id, Username="ada", Password=password, Permanent=True
    )
    await account.person(pool_id, "grace", first_password)
    external_id = secrets.token_hex(8)
    return UserPoolSeed(
        pool_id=pool_id,
        issuer=f"https://cognito-idp.{region}.amazonaws.com/{pool_id}",
        machine_client_id=machine["ClientId"],
        machine_client_secret=machine["ClientSecret"],
        brief_client_id=brief["ClientId"],
        brief_client_secret=brief["ClientSecret"],
        user_client_id=people["ClientId"],
        user_name="ada",
        user_password=password,
        new_user_name="grace",
        new_user_password=first_password,
        role_arn=await account.role(_ROLE, _trust()),
        guarded_role_arn=await account.role(_GUARDED_ROLE, _trust(external_id)),
        external_id=external_id,
        keys=PlaygroundKeys(await account.user_keys(), await account.session_keys()),
    )


class _Account:
    """Call MiniStack as its root, whose signature is not checked."""

    def __init__(self, upstream: Upstream, region: str) -> None:
        self._upstream = upstream
        self._region = region

    async def cognito(self, action: str, **fields: object) -> dict[str, Any]:
        target = f"AWSCognitoIdentityProviderService.{action}"
        headers = (("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target))
        value: dict[str, Any] = json.loads(await self._send(action, "cognito-idp", headers, json.dumps(fields)))
        return value

    async def query(self, service: str, action: str, **fields: object) -> str:
        version = {"iam": "2010-05-08", "sts": "2011-06-15"}[service]
        headers = (("content-type", "application/x-www-form-urlencoded"),)
        form = urlencode({"Action": action, "Version": version, **fields})
        return (await self._send(action, service, headers, form)).decode()

    async def app_client(self, pool_id: str, name: str, settings: dict[str, object]) -> dict[str, str]:
        made = await self.cognito("CreateUserPoolClient", UserPoolId=pool_id, ClientName=name, **settings)
        client: dict[str, str] = made["UserPoolClient"]
        return client

    async def person(self, pool_id: str, name: str, first_password: str) -> None:
        email = {"Name": "email", "Value": f"{name}@example.com"}
        await self.cognito(
            "AdminCreateUser",
            UserPoolId=pool_id,
            Username=name,
            TemporaryPassword=first_password,
            MessageAction="SUPPRESS",
            UserAttributes=[email, {"Name": "email_verified", "Value": "true"}],
        )

    async def role(self, name: str, trust: dict[str, object]) -> str:
        made = await self.query(
            "iam",
            "CreateRole",
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps(trust),
            MaxSessionDuration=_LONGEST_SESSION,
        )
        found = re.search(r"<Arn>([^<]+)</Arn>", made)
        if found is None:
            raise EmulatorUnavailable("MiniStack is installed, but made a role without an ARN.")
        return found[1]

    async def user_keys(self) -> Credentials:
        await self.query("iam", "CreateUser", UserName=_USER)
        await self.query(
            "iam", "PutUserPolicy", UserName=_USER, PolicyName="all", PolicyDocument=json.dumps(_EVERYTHING)
        )
        return _keys_of(await self.query("iam", "CreateAccessKey", UserName=_USER))

    async def session_keys(self) -> Credentials:
        arn = await self.role(_SESSION_ROLE, _trust())
        await self.query(
            "iam", "PutRolePolicy", RoleName=_SESSION_ROLE, PolicyName="all", PolicyDocument=json.dumps(_EVERYTHING)
        )
        session = {"RoleSessionName": "window", "DurationSeconds": _LONGEST_SESSION}
        return _keys_of(await self.query("sts", "AssumeRole", RoleArn=arn, **session))

    async def _send(self, action: str, service: str, headers: tuple[tuple[str, str], ...], body: str) -> bytes:
        scope = f"20200101/{self._region}/{service}/aws4_request"
        claim = f"AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders=host, Signature=0"
        answer: Answer = await self._upstream.send("POST", "/", (*headers, ("authorization", claim)), body.encode())
        assert isinstance(answer.body, bytes)
        if answer.status != 200:
            raise EmulatorUnavailable(f"MiniStack is installed, but refused {action} with {answer.status}.")
        return answer.body


def _keys_of(document: str) -> Credentials:
    found = credentials_in(document)
    if found is None:
        raise EmulatorUnavailable("MiniStack is installed, but made no access key.")
    return found


def _trust(external_id: str = "") -> dict[str, object]:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    if external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _password() -> str:
    return f"Aa1-{secrets.token_urlsafe(12)}"  # what the pool's password policy asks for, and chance
