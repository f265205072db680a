"""A user pool's addresses follow from its names, and a name that is none goes into no URL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.cognito import UserPool
from countersign.model.errors import InputError

POOL = UserPool("orders", "eu-west-3_Ab129faBb", "3n4b5urk1ft4fl3mg5e62d9ado", domain="orders")


def test_every_address_follows_from_the_pool_id_and_the_domain():
    POOL.validate()
    assert POOL.region == "eu-west-3"
    assert POOL.issuer == "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab129faBb"
    assert POOL.jwks_url == f"{POOL.issuer}/.well-known/jwks.json"
    assert POOL.domain_url == "https://orders.auth.eu-west-3.amazoncognito.com"


@pytest.mark.parametrize(
    ("pool_id", "domain", "issuer_host", "domain_url"),
    [
        ("us-gov-west-1_abc", "orders", "cognito-idp.us-gov-west-1.amazonaws.com", "https://orders.auth-fips.us-gov-west-1.amazoncognito.com"),
        ("cn-north-1_abc", "", "cognito-idp.cn-north-1.amazonaws.com.cn", ""),
        ("ap-southeast-2_abc", "auth.example.com", "cognito-idp.ap-southeast-2.amazonaws.com", "https://auth.example.com"),
    ],
)  # fmt: skip
def test_other_partitions_and_domains(pool_id, domain, issuer_host, domain_url):
    pool = replace(POOL, pool_id=pool_id, domain=domain)
    pool.validate()
    assert pool.issuer == f"https://{issuer_host}/{pool_id}"
    assert pool.domain_url == domain_url


def test_an_endpoint_replaces_the_address_but_never_the_issuer():
    pool = replace(POOL, api_endpoint="http://127.0.0.1:4566/", domain_endpoint="http://localhost:4566")
    pool.validate()
    assert pool.api_url == "http://127.0.0.1:4566"
    assert pool.jwks_url == "http://127.0.0.1:4566/eu-west-3_Ab129faBb/.well-known/jwks.json"
    assert pool.domain_url == "http://localhost:4566"
    assert pool.issuer == POOL.issuer


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pool_id": ""}, "User pool ID"),
        ({"pool_id": "eu-west-3"}, "User pool ID"),
        ({"pool_id": "evil.example.com/_x"}, "User pool ID"),
        ({"pool_id": "eu-west-3_Ab\n"}, "User pool ID"),
        ({"client_id": ""}, "App client ID"),
        ({"client_id": "abc&client_id=d"}, "App client ID"),
        ({"client_id": "абв"}, "App client ID"),
        ({"domain": "orders/../x"}, "Domain"),
        ({"domain": "orders@evil"}, "Domain"),
        ({"domain": "https://orders"}, "Domain"),
        ({"api_endpoint": "http://cognito.example.com"}, "Endpoint"),
        ({"domain_endpoint": "ftp://x"}, "Endpoint"),
    ],
)
def test_what_cannot_be_used_is_named(changes, field):
    with pytest.raises(InputError) as caught:
        replace(POOL, **changes).validate()
    assert caught.value.failure.field == field


def test_secrets_of_one_client_are_kept_apart_by_the_hosts_that_would_receive_them():
    scopes = {
        replace(POOL, **changes).secret_scope
        for changes in (
            {},
            {"client_id": "other"},
            {"domain": "auth.example.com"},
            {"api_endpoint": "https://evil.example.com"},
            {"domain_endpoint": "https://evil.example.com"},
        )
    }
    assert len(scopes) == 4
    assert replace(POOL, name="renamed", scopes=("openid",)).secret_scope == POOL.secret_scope
    assert replace(POOL, api_endpoint="https://evil.example.com").secret_scope != POOL.secret_scope
