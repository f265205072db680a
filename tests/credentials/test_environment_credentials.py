"""The environment's variables become credentials, or name what is missing."""

from __future__ import annotations

import pytest

from countersign.credentials.environment_credentials import credentials_from, identity_from
from countersign.model.credentials import Credentials, Identity
from countersign.model.errors import CredentialsError

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are"),
        ({"AWS_ACCESS_KEY_ID": "AKIA"}, "AWS_SECRET_ACCESS_KEY is"),
        ({"AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ACCESS_KEY_ID": " "}, "AWS_ACCESS_KEY_ID is"),
    ],
)
def test_a_missing_environment_variable_is_named(variables, named):
    with pytest.raises(CredentialsError) as raised:
        credentials_from(variables)
    failure = raised.value.failure
    assert failure.id == "credentials.environment-missing"
    assert failure.sentence == f"{named} not set."
    assert failure.field == "Credentials source"


def test_all_three_variables_are_read_without_outer_white_space():
    variables = {"AWS_ACCESS_KEY_ID": " AKIA", "AWS_SECRET_ACCESS_KEY": f"{SECRET}\n", "AWS_SESSION_TOKEN": "token"}
    assert credentials_from(variables) == Credentials("AKIA", SECRET, "token")
    assert identity_from(variables) == Identity("Environment", "environment", "AKIA", has_session_token=True)


def test_without_any_of_them_there_is_no_identity_to_list():
    assert identity_from({"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": ""}) is None


def test_a_half_set_environment_is_listed_with_what_it_lacks():
    identity = identity_from({"AWS_ACCESS_KEY_ID": "AKIA"})
    assert identity == Identity("Environment", "environment", note="AWS_SECRET_ACCESS_KEY is not set")
