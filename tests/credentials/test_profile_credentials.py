"""Profiles of every kind, and the settings of them that cannot be used."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.identities import IdentityStore
from countersign.credentials.vault import MemoryVault
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import MASK, Redactor
from tests.credentials.aws_endpoints import KEY_ID, ROLE, assumed, endpoint, metadata_credentials


@pytest.fixture
def resolve(home):
    """Resolve a profile of a config file's text."""

    def resolved(config: str, name: str = "p", redactor: Redactor | None = None, **variables: str) -> Credentials:
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws" / "config").write_text(config)
        store = IdentityStore(MemoryVault(), redactor or Redactor(), {"HOME": str(home), **variables})
        return asyncio.run(store.resolve("profile", name))

    return resolved


STATIC = (
    "[profile p]\naws_access_key_id = AKIA\naws_secret_access_key = a-secret-key\naws_session_token = a-token-1\n"
)


def test_static_keys_are_read_afresh_and_known_to_the_redactor(resolve):
    redactor = Redactor()
    assert resolve(STATIC, redactor=redactor) == Credentials("AKIA", "a-secret-key", "a-token-1")
    assert redactor.scrub("a-secret-key a-token-1") == f"{MASK} {MASK}"
    assert resolve(STATIC.replace("AKIA", "AKIB")).access_key_id == "AKIB"


@pytest.mark.parametrize("variables", [{"AWS_PROFILE": "p"}, {"AWS_DEFAULT_PROFILE": "p"}])
def test_no_name_is_the_default_profile(resolve, variables):
    assert resolve(STATIC, "", **variables).access_key_id == "AKIA"
    assert resolve(STATIC.replace("profile p", "default"), "").access_key_id == "AKIA"


def test_the_environment_does_not_replace_a_profile_that_was_named(resolve):
    variables = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "b"}
    assert resolve(STATIC, **variables).access_key_id == "AKIA"


def test_a_profile_without_credentials_takes_the_containers(resolve):
    with endpoint(lambda _asked: metadata_credentials()) as container:
        found = resolve("[profile p]\nregion = x\n", AWS_CONTAINER_CREDENTIALS_FULL_URI=container.url)
    assert found.access_key_id == KEY_ID


@pytest.mark.parametrize("source", ["EcsContainer", "ecscontainer"])
def test_a_role_on_the_containers_keys(resolve, source):
    config = f"[profile p]\nrole_arn = {ROLE}\ncredential_source = {source}\n"
    with endpoint(lambda _asked: metadata_credentials()) as container, endpoint(lambda _asked: assumed()) as sts:
        found = resolve(config, AWS_CONTAINER_CREDENTIALS_FULL_URI=container.url, AWS_ENDPOINT_URL_STS=sts.url)
        assert f"Credential={KEY_ID}/" in sts.asked[0].headers["authorization"]
    assert found.account == "123456789012"


@pytest.mark.parametrize(
    ("region", "variables", "expected"),
    [
        ("region = eu-west-1\n", {}, "eu-west-1"),
        ("", {"AWS_REGION": "eu-west-2"}, "eu-west-2"),
        ("", {}, "us-east-1"),
    ],
)
def test_sts_is_asked_in_the_profiles_region(resolve, region, variables, expected):
    config = f"[profile p]\nrole_arn = {ROLE}\nsource_profile = k\n{region}" + STATIC.replace(" p]", " k]")
    with endpoint(lambda _asked: assumed()) as sts:
        resolve(config, AWS_ENDPOINT_URL_STS=sts.url, **variables)
        assert f"/{expected}/sts/" in sts.asked[0].headers["authorization"]


def test_a_role_in_another_partition_is_asked_for_there(resolve):
    config = f"[profile p]\nrole_arn = {ROLE.replace('arn:aws:', 'arn:aws-cn:')}\nsource_profile = k\n"
    with endpoint(lambda _asked: assumed()) as sts:
        resolve(config + STATIC.replace(" p]", " k]"), AWS_ENDPOINT_URL_STS=sts.url)
        assert "/cn-north-1/sts/" in sts.asked[0].headers["authorization"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("aws_access_key_id = AKIA", "credentials.profile-incomplete"),
        ("aws_access_key_id =\naws_secret_access_key = b", "credentials.incomplete"),
        (f"role_arn = {ROLE}\ncredential_source = Moon", "credentials.credential-source"),
        (f"role_arn = {ROLE}\ncredential_source = Environment", "credentials.environment-missing"),
        ("role_arn = deploy\nsource_profile = k", "credentials.role-arn"),
        (f"role_arn = {ROLE}\nsource_profile = k\nduration_seconds = soon", "credentials.duration"),
        (f"role_arn = {ROLE}\nsource_profile = k\nduration_seconds = 60", "credentials.duration"),
        (f"role_arn = {ROLE}\nsource_profile = k\nrole_session_name = a b", "credentials.session-name"),
        (f"role_arn = {ROLE}\nweb_identity_token_file = /no/such/file", "credentials.web-identity-file"),
        ("login_session = arn:aws:iam::1:user/me", "credentials.login-needed"),
    ],
)
def test_settings_that_cannot_be_used(resolve, settings, expected):
    with pytest.raises(CredentialsError) as raised:
        resolve(f"[profile p]\n{settings}\n" + STATIC.replace(" p]", " k]"))
    assert raised.value.failure.id == expected
    assert raised.value.failure.action
