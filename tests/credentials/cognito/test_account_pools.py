"""Pools are read from an account, as MiniStack lists them for a user whose signature it checks."""

from __future__ import annotations

import asyncio
import json

import boto3
import pytest

from countersign.credentials.aws_service import AwsService
from countersign.credentials.cognito.account_pools import AccountPools
from countersign.credentials.cognito.pool_vault import PoolVault
from countersign.credentials.vault import MemoryVault
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import MASK, Redactor
from tests.credentials.cognito.conftest import REGION


@pytest.fixture(scope="module")
def reader(ministack_pool) -> Credentials:
    """Give a user who may read user pools."""
    iam = boto3.client(
        "iam",
        endpoint_url=f"http://127.0.0.1:{ministack_pool.port}",
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    iam.create_user(UserName="reader")
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}]}
    iam.put_user_policy(UserName="reader", PolicyName="all", PolicyDocument=json.dumps(allow))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def built(ministack_pool):
    redactor, vault = Redactor(), MemoryVault()
    environment = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{ministack_pool.port}"}
    pools = PoolVault(vault, redactor)
    return AccountPools(AwsService(environment, redactor), pools), pools, redactor


def test_pools_and_clients_are_listed_and_one_is_read_with_its_secret(ministack_pool, reader):
    machine = ministack_pool.confidential

    async def scenario():
        account, vault, redactor = built(ministack_pool)
        pools = await account.pools(reader, REGION)
        clients = await account.clients(reader, REGION, machine.pool_id)
        pool = await account.read(reader, REGION, "machines", machine.pool_id, machine.client_id)
        person = await account.read(reader, REGION, "people", machine.pool_id, ministack_pool.public.client_id)
        return pools, clients, pool, person, await vault.client_secret(pool), redactor

    pools, clients, pool, person, secret, redactor = asyncio.run(scenario())
    assert [(item.id, item.name) for item in pools] == [(machine.pool_id, "orders")]
    assert [item.name for item in clients] == ["confidential", "public"]
    assert (pool.method, pool.domain, pool.has_client_secret) == ("client_credentials", "orders", True)
    assert set(pool.scopes) == {"orders/read", "orders/write"}
    assert (person.method, person.has_client_secret) == ("hosted_ui", False)
    assert secret == ministack_pool.client_secret
    assert redactor.scrub(secret) == MASK


@pytest.mark.parametrize(
    ("key", "pool_id", "expected"),
    [("wrong", None, "cognito.list-refused"), (None, "eu-west-3_missing", "cognito.list-not-found")],
)
def test_what_the_account_does_not_give(ministack_pool, reader, key, pool_id, expected):
    credentials = Credentials(reader.access_key_id, key or reader.secret_access_key)
    with pytest.raises(CredentialsError) as caught:
        asyncio.run(
            built(ministack_pool)[0].clients(credentials, REGION, pool_id or ministack_pool.confidential.pool_id)
        )
    assert caught.value.failure.id == expected
