"""An account at MiniStack: a user, roles that trust it, an identity pool; judged by MiniStack's own code."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from countersign.model.credentials import Credentials

ROLE = "arn:aws:iam::000000000000:role/deploy"
GUARDED = "arn:aws:iam::000000000000:role/guarded"
WEB = "arn:aws:iam::000000000000:role/web"


@dataclass(frozen=True)
class Account:
    """Hold where MiniStack listens, its user's keys, and its identity pools."""

    url: str
    user: Credentials
    guests: str
    members: str
    provider: str
    id_token: str

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables under which it is found."""
        return {"AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url}


@contextmanager
def ministack_account(folder: Path) -> Iterator[Account]:
    """Run MiniStack for the length of a block; skip where it is missing."""
    program = shutil.which("ministack", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("MiniStack is not installed: pip install ministack")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "BIND_HOST": "127.0.0.1"}
    environment |= {"GATEWAY_PORT": str(port), "AUTH": "true", "IOT_MTLS_ENABLED": "0"}
    environment |= {"MINISTACK_IMDS_V2_REQUIRED": "1"}
    process = subprocess.Popen(
        [program], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for line in process.stdout:
            if "Running on http://" in line:
                break
        yield _with_account(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.communicate()


def _with_account(url: str) -> Account:
    iam = _client("iam", url)
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="all", PolicyDocument=_policy({"Resource": "*"}, "*"))
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    trusted = {"Principal": {"AWS": "arn:aws:iam::000000000000:root"}}
    asks_id = {**trusted, "Condition": {"StringEquals": {"sts:ExternalId": "the-id"}}}
    issuer = {"Principal": {"Federated": "arn:aws:iam::000000000000:oidc-provider/issuer.example.com"}}
    for name, trust, action in (
        ("deploy", trusted, "sts:AssumeRole"),
        ("guarded", asks_id, "sts:AssumeRole"),
        ("web", issuer, "sts:AssumeRoleWithWebIdentity"),
    ):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust, action))
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=_policy({"Resource": "*"}, "*"))
    pool, client, id_token = _signed_in(url)
    provider = f"cognito-idp.us-west-2.amazonaws.com/{pool}"
    identities = _client("cognito-identity", url)
    members = identities.create_identity_pool(
        IdentityPoolName="members",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client}],
    )
    guests = identities.create_identity_pool(IdentityPoolName="guests", AllowUnauthenticatedIdentities=True)
    return Account(
        url=url,
        user=Credentials(key["AccessKeyId"], key["SecretAccessKey"]),
        guests=guests["IdentityPoolId"],
        members=members["IdentityPoolId"],
        provider=provider,
        id_token=id_token,
    )


def _signed_in(url: str) -> tuple[str, str, str]:
    cognito = _client("cognito-idp", url)
    pool = cognito.create_user_pool(PoolName="users")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="desk", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password="Passw0rd!x", Permanent=True)
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Passw0rd!x"},
    )
    return pool, client, answer["AuthenticationResult"]["IdToken"]


def _policy(rest: dict[str, Any], action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **rest}]})


def _client(service: str, url: str):
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}),
    )
