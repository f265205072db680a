"""The sources of a role are found before anything is asked."""

from __future__ import annotations

import pytest

from countersign.credentials.profile_chain import profile_chain
from countersign.credentials.profiles import read_profiles
from countersign.model.errors import CredentialsError
from tests.credentials.aws_endpoints import ROLE

CONFIG = f"""
[profile top]
role_arn = {ROLE}
source_profile = middle
[profile middle]
role_arn = {ROLE}
source_profile = own
[profile own]
role_arn = {ROLE}
source_profile = own
aws_access_key_id = AKIA
aws_secret_access_key = s
[profile machine]
role_arn = {ROLE}
credential_source = Ec2InstanceMetadata
[profile both]
role_arn = {ROLE}
source_profile = own
credential_source = Environment
[profile neither]
role_arn = {ROLE}
[profile lost]
role_arn = {ROLE}
source_profile = nobody
"""


@pytest.fixture
def profiles(home):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(CONFIG)
    return read_profiles({"HOME": str(home)}).profiles


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("top", [("top", "role"), ("middle", "role"), ("own", "static")]),
        ("own", [("own", "role"), ("own", "static")]),
        ("machine", [("machine", "role")]),
    ],
)
def test_a_chain_ends_with_what_has_keys(profiles, name, expected):
    assert [(link.profile.name, link.kind) for link in profile_chain(profiles, name)] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("both", "credentials.role-source"),
        ("neither", "credentials.role-source"),
        ("lost", "credentials.source-profile-not-found"),
        ("nobody", "credentials.profile-not-found"),
    ],
)
def test_a_chain_that_leads_nowhere(profiles, name, expected):
    with pytest.raises(CredentialsError) as raised:
        profile_chain(profiles, name)
    assert raised.value.failure.id == expected
    assert f"“{name}”" in raised.value.failure.sentence
