"""Every profile of the shared files is found, and known for what botocore takes it for."""

from __future__ import annotations

import botocore.session
import pytest

from countersign.credentials.profiles import SsoSession, default_profile, read_profiles

CONFIG = """
[default]
region = eu-west-1
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-central-1
[profile legacy]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, more
[profile role]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = static
[profile own-role]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = own-role
aws_access_key_id = AKIA1
aws_secret_access_key = s1
[profile web]
role_arn = arn:aws:iam::123456789012:role/deploy
web_identity_token_file = /token
[profile process]
credential_process = /bin/keys --json
aws_access_key_id = AKIA2
aws_secret_access_key = s2
[profile both]
credential_process = /bin/keys
[profile login]
login_session = arn:aws:iam::123456789012:user/me
[profile "two words"]
aws_access_key_id = AKIA3
aws_secret_access_key = s3
[services local]
sts =
  endpoint_url = http://127.0.0.1
[not-a-profile]
region = x
"""
KEYS = """
[static]
aws_access_key_id = AKIA4
aws_secret_access_key = s4
[both]
aws_access_key_id = AKIA5
aws_secret_access_key = s5
[default]
region = us-east-2
aws_access_key_id = AKIA6
aws_secret_access_key = s6
"""


@pytest.fixture
def environment(home):
    folder = home / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    (folder / "credentials").write_text(KEYS)
    return {"HOME": str(home)}


def test_kinds_are_told_apart_in_botocores_order_of_precedence(environment):
    profiles = read_profiles(environment).profiles
    assert {name: (profile.kind, profile.base_kind) for name, profile in profiles.items()} == {
        "default": ("static", "static"),
        "sso": ("SSO", "SSO"),
        "legacy": ("SSO", "SSO"),
        "role": ("role", "role"),
        "own-role": ("role", "static"),
        "web": ("web identity", "web identity"),
        "process": ("process", "process"),
        "both": ("static", "static"),
        "login": ("login", "login"),
        "two words": ("static", "static"),
        "static": ("static", "static"),
    }


def test_the_list_is_botocores(environment):
    assert sorted(read_profiles(environment).profiles) == sorted(botocore.session.Session().available_profiles)


def test_the_credentials_file_wins_over_the_config_file(environment):
    profiles = read_profiles(environment).profiles
    assert (profiles["default"].region, profiles["sso"].region) == ("us-east-2", "eu-central-1")


def test_sso_sessions_are_named_by_their_section_or_in_the_legacy_form_by_their_start_url(environment):
    profiles = read_profiles(environment).profiles
    assert profiles["sso"].sso == SsoSession(
        "corp", "https://corp.awsapps.com/start", "eu-west-1", ("sso:account:access", "more")
    )
    old = "https://old.awsapps.com/start"
    assert profiles["legacy"].sso == SsoSession(old, old, "us-east-1")
    assert profiles["static"].sso is None


def test_no_repr_shows_a_secret(environment):
    assert "s4" not in repr(read_profiles(environment))


def test_the_variables_name_other_files_and_a_tilde_is_the_home_folder(environment, tmp_path, home):
    (tmp_path / "config").write_text("[profile elsewhere]\nregion = x\n")
    (home / "keys").write_text("[mine]\naws_access_key_id = A\naws_secret_access_key = B\n")
    chosen = {**environment, "AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_SHARED_CREDENTIALS_FILE": "~/keys"}
    assert set(read_profiles(chosen).profiles) == {"elsewhere", "mine"}


def test_a_malformed_file_gives_a_notice_and_the_rest_is_listed(environment, home):
    (home / ".aws" / "config").write_text("[profile a]\nregion us-east-1\n[profile b]\nregion = us-east-1\n")
    shared = read_profiles(environment)
    assert {"a", "b", "static"} <= set(shared.profiles)
    (notice,) = shared.notices
    assert notice.sentence.startswith(f"Line 2 of {home / '.aws' / 'config'} ")


@pytest.mark.parametrize(
    ("variables", "name"),
    [({}, "default"), ({"AWS_DEFAULT_PROFILE": "b"}, "b"), ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, "a")],
)
def test_the_default_profile_is_the_one_of_every_aws_tool(variables, name):
    assert default_profile(variables) == name
