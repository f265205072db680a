"""API Gateway's authorizers as auth."""

from __future__ import annotations

import pytest

from countersign.formats.importing.gateway_auth import (
    cognito_authorizer,
    custom_authorizer,
    header_of,
    jwt_authorizer,
    variable_for,
)
from countersign.model.auth import ApiKeyAuth, BearerAuth, CognitoAuth


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("method.request.header.X-A", "X-A"),
        ("$request.header.Authorization", "Authorization"),
        ("route.request.header.Auth", "Auth"),
        ("$request.querystring.token", ""),
        ("context.stage", ""),
    ],
)
def test_the_header_of_an_identity_source(source, expected):
    assert header_of([source]) == expected


def test_a_cognito_authorizer_takes_an_access_token_only_where_scopes_are_asked_for():
    assert cognito_authorizer("a", (), (), "X").auth == CognitoAuth("a", "id", "X", "")
    assert cognito_authorizer("a", (), ("s",), "").auth == CognitoAuth("a", "access", "Authorization", "")


def test_a_jwt_authorizer_of_another_issuer_takes_a_variable():
    found = jwt_authorizer("My staff", "https://id.example.com", (), ())
    assert (found.auth, found.variable) == (BearerAuth("{{my_staff_token}}"), "my_staff_token")
    china = jwt_authorizer("a", "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab", (), ())
    assert isinstance(china.auth, CognitoAuth)


def test_a_lambda_authorizer_reads_a_header_a_parameter_or_the_usual_one():
    assert custom_authorizer("a", ["method.request.querystring.t"]).auth == ApiKeyAuth("t", "{{a_token}}", "query")
    assert custom_authorizer("a", []).auth == ApiKeyAuth("Authorization", "{{a_token}}")


@pytest.mark.parametrize(("name", "expected"), [("My Pool!", "my_pool_x"), ("", "x"), ("é", "é_x")])
def test_names_of_variables(name, expected):
    assert variable_for(name, "x") == expected
