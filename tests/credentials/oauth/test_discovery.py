"""Endpoints are found from the issuer, and only from the one that was typed."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.oauth.discovery import Discovery, metadata_addresses
from countersign.credentials.oauth.endpoint_calls import EndpointCalls
from countersign.model.errors import CountersignError, CredentialsError, InputError
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl
from tests.credentials.oauth.scripted_provider import ScriptedProvider, answer

OPENID = "/.well-known/openid-configuration"
OAUTH = "/.well-known/oauth-authorization-server"


def discover(prepare, *needed, path: str = "", **typed):
    """Let `prepare` set the server's answers, then ask for endpoints; return them or the failure, and the server."""

    async def scenario():
        async with ScriptedProvider() as server:
            prepare(server)
            provider = OAuthProvider("p", issuer=server.issuer + path, **typed)
            discovery = Discovery(EndpointCalls(Redactor(), deadline=5))
            try:
                return await discovery.endpoints(provider, *(needed or ("token",))), server
            except CountersignError as error:
                return error.failure, server

    return asyncio.run(scenario())


def test_the_addresses_of_an_issuer_with_a_path():
    assert [str(url) for url in metadata_addresses(WireUrl.parse("https://example.com/tenant/"))] == [
        "https://example.com/tenant/.well-known/openid-configuration",
        "https://example.com/.well-known/oauth-authorization-server/tenant",
    ]


def test_everything_of_use_is_read():
    def prepare(server):
        more = {"authorization_response_iss_parameter_supported": True, "code_challenge_methods_supported": ["S256"]}
        server.answers = {OPENID: [server.metadata(**more)]}

    found, server = discover(prepare)
    assert found.issuer == server.issuer
    assert found.token == f"{server.issuer}/token"
    assert found.device_authorization == f"{server.issuer}/device"
    assert found.jwks == f"{server.issuer}/keys"
    assert found.sends_issuer
    assert found.code_challenge_methods == ("S256",)


@pytest.mark.parametrize("first", [answer({}, "404 Not Found"), answer(b"<html>", kind="text/html")])
def test_the_other_place_is_tried_when_the_first_has_no_metadata(first):
    def prepare(server):
        server.answers = {
            f"/tenant{OPENID}": [first],
            f"{OAUTH}/tenant": [server.metadata(issuer=f"{server.issuer}/tenant")],
        }

    found, server = discover(prepare, path="/tenant")
    assert found.issuer == f"{server.issuer}/tenant"
    assert not found.sends_issuer
    assert found.code_challenge_methods is None


def test_no_metadata_at_all_names_what_was_tried():
    failure, server = discover(lambda _: None)
    assert failure.id == "oauth.no-metadata"
    assert failure.field == "Issuer"
    assert f"{OPENID} answered 404" in failure.detail
    assert f"{OAUTH} answered 404" in failure.detail
    assert server.paths() == [OPENID, OAUTH]


@pytest.mark.parametrize("claimed", ["https://evil.example", "SLASH", "", None, 7])
def test_metadata_of_another_issuer_is_refused(claimed):
    def prepare(server):
        named = f"{server.issuer}/" if claimed == "SLASH" else claimed
        server.answers = {OPENID: [server.metadata(issuer=named)]}

    failure, server = discover(prepare)
    assert failure.id == "oauth.issuer-mismatch"
    assert server.issuer in failure.sentence


@pytest.mark.parametrize("address", ["http://example.com/token", "file:///token", 7, ["https://x/"], "ftp://x/", "x"])
def test_metadata_with_an_address_that_is_not_safe_is_refused(address):
    def prepare(server):
        server.answers = {OPENID: [server.metadata(token_endpoint=address)]}

    failure, _ = discover(prepare)
    assert failure.id == "oauth.metadata-address"
    assert "token_endpoint" in failure.sentence


def test_what_the_provider_does_not_offer_is_named():
    def prepare(server):
        server.answers = {OPENID: [server.metadata(device_authorization_endpoint=None)]}

    failure, _ = discover(prepare, "device_authorization", "token")
    assert failure.id == "oauth.endpoint-not-offered"
    assert failure.field == "Device authorization endpoint"


def test_typed_endpoints_win_and_the_issuer_is_not_asked_for_what_is_typed():
    def prepare(server):
        server.answers = {OPENID: [server.metadata()]}

    typed = "http://localhost:1/typed"
    found, server = discover(prepare, token_endpoint=typed)
    assert found.token == typed
    assert server.received == []
    found, server = discover(prepare, "token", "revocation", token_endpoint=typed)
    assert found.token == typed
    assert found.revocation == f"{server.issuer}/revoke"


def test_an_issuer_is_asked_once():
    async def scenario():
        async with ScriptedProvider() as server:
            server.answers = {OPENID: [server.metadata()]}
            discovery = Discovery(EndpointCalls(Redactor()))
            for _ in range(3):
                await discovery.endpoints(OAuthProvider("p", issuer=server.issuer), "token")
            return server.received

    assert len(asyncio.run(scenario())) == 1


def test_a_failure_is_not_remembered():
    async def scenario():
        async with ScriptedProvider() as server:
            server.answers = {OPENID: [answer({}, "503 Service Unavailable"), server.metadata()]}
            discovery = Discovery(EndpointCalls(Redactor()))
            with pytest.raises(CredentialsError):
                await discovery.endpoints(OAuthProvider("p", issuer=server.issuer), "token")
            return await discovery.endpoints(OAuthProvider("p", issuer=server.issuer), "token")

    assert asyncio.run(scenario()).token


@pytest.mark.parametrize(
    ("provider", "failure_id", "field"),
    [
        (OAuthProvider("p"), "oauth.endpoint-missing", "Token endpoint"),
        (OAuthProvider("p", token_endpoint="http://example.com/"), "oauth.not-https", "Token endpoint"),
        (OAuthProvider("p", issuer="http://example.com"), "oauth.not-https", "Issuer"),
        (
            OAuthProvider("p", issuer="https://example.com", token_endpoint="http://localhost/"),
            "oauth.not-https",
            "Token endpoint",
        ),
    ],
)
def test_settings_that_cannot_be_used_name_their_field(provider, failure_id, field):
    with pytest.raises(InputError) as caught:
        asyncio.run(Discovery(EndpointCalls(Redactor())).endpoints(provider, "token"))
    assert (caught.value.failure.id, caught.value.failure.field) == (failure_id, field)
