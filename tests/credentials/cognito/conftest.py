"""MiniStack with a user pool, its users and its clients, started once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from countersign.credentials.loopback_redirect import redirect_uris
from countersign.model.cognito import UserPool

REGION = "eu-west-3"
PASSWORD = "Correct-Horse-1"


@dataclass(frozen=True)
class MiniStackPool:
    """Hold a pool with a public client, and one with a secret that may use OAuth; and the client that made them."""

    public: UserPool
    confidential: UserPool
    client_secret: str
    admin: object
    port: int


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def ministack_pool(tmp_path_factory) -> Iterator[MiniStackPool]:
    program = shutil.which("ministack", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("MiniStack is not installed: pip install ministack")
    folder, port = tmp_path_factory.mktemp("ministack"), _free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "BIND_HOST": "127.0.0.1"}
    environment |= {"GATEWAY_PORT": str(port), "AUTH": "true", "IOT_MTLS_ENABLED": "0"}
    process = subprocess.Popen(
        [program], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "Running on http://" in line:
                break
        yield _prepared(port) if process.poll() is None else pytest.fail(said)
    finally:
        process.kill()
        process.communicate()


def _prepared(port: int) -> MiniStackPool:
    import boto3

    base = f"http://127.0.0.1:{port}"
    admin = boto3.client(
        "cognito-idp", endpoint_url=base, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
    )
    pool_id = admin.create_user_pool(PoolName="orders")["UserPool"]["Id"]
    admin.create_resource_server(
        UserPoolId=pool_id,
        Identifier="orders",
        Name="orders",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    )
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    common = {"UserPoolId": pool_id, "ExplicitAuthFlows": flows, "AllowedOAuthFlowsUserPoolClient": True}
    public = admin.create_user_pool_client(
        **common,
        ClientName="public",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=list(redirect_uris()),
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    confidential = admin.create_user_pool_client(
        **common,
        ClientName="confidential",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read", "orders/write"],
    )["UserPoolClient"]
    admin.create_user_pool_domain(UserPoolId=pool_id, Domain="orders")
    for name in ("ada", "disabled"):
        admin.admin_create_user(
            UserPoolId=pool_id, Username=name, UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}]
        )
        admin.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)
    admin.admin_disable_user(UserPoolId=pool_id, Username="disabled")
    admin.sign_up(ClientId=public["ClientId"], Username="unconfirmed", Password=PASSWORD)
    endpoints = {"api_endpoint": base, "domain_endpoint": base}
    return MiniStackPool(
        public=UserPool("orders", pool_id, public["ClientId"], scopes=("openid", "email"), **endpoints),
        confidential=UserPool(
            "machines",
            pool_id,
            confidential["ClientId"],
            scopes=("orders/read",),
            has_client_secret=True,
            **endpoints,
        ),
        client_secret=confidential["ClientSecret"],
        admin=admin,
        port=port,
    )
