"""What the machine gives is listed where it is there, and resolved by its name."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.identities import IdentityStore
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, ROLE, assumed, endpoint, metadata_credentials

VARIABLES = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "a-secret-key", "AWS_REGION": "eu-west-1"}


def test_everything_that_is_there_is_listed_and_nothing_else():
    environment = {
        **VARIABLES,
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
        "AWS_ROLE_ARN": ROLE,
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
    }

    def listed(variables):
        return [
            (one.name, one.detail, one.account)
            for one in asyncio.run(IdentityStore(MemoryVault(), Redactor(), variables).list())
        ]

    assert listed(environment) == [
        ("Environment", "", ""),
        ("Web identity", "web identity", "123456789012"),
        ("Container", "container", ""),
        ("Instance metadata", "metadata", ""),
    ]
    assert listed({"AWS_EC2_METADATA_DISABLED": "true"}) == []


def test_each_is_resolved_by_its_name_and_any_other_name_is_the_variables(tmp_path):
    (tmp_path / "token").write_text("a-web-token")
    with endpoint(lambda _asked: metadata_credentials("ASIACONTAINER")) as container, endpoint(sts_answer) as sts:
        environment = {
            **VARIABLES,
            "AWS_ENDPOINT_URL_STS": sts.url,
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
            "AWS_ROLE_ARN": ROLE,
            "AWS_ROLE_SESSION_NAME": "from-ci",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": container.url,
        }

        async def scenario():
            store = IdentityStore(MemoryVault(), Redactor(), environment)
            names = ("", "Environment", "Container", "Web identity")
            found = [(await store.resolve("environment", name)).access_key_id for name in names]
            return found, {one.name: one.access_key_id for one in store.list_without_vault()}

        found, listed = asyncio.run(scenario())
        form = sts.asked[0].form
    assert found == ["AKIAENV", "AKIAENV", "ASIACONTAINER", KEY_ID]
    assert listed == {"Environment": "AKIAENV", "Web identity": KEY_ID, "Container": "ASIACONTAINER"}
    assert (form["WebIdentityToken"], form["RoleSessionName"]) == ("a-web-token", "from-ci")
    assert "authorization" not in sts.asked[0].headers


def sts_answer(asked):
    return assumed("AssumeRoleWithWebIdentity")


def test_a_name_that_is_not_there_never_becomes_another_identity():
    store = IdentityStore(MemoryVault(), Redactor(), VARIABLES)
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(store.resolve("environment", "Container"))
    assert raised.value.failure.id == "credentials.no-machine"
