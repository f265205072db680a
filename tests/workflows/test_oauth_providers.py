"""Providers by name, against the playground's test issuer: discovery, client credentials, tokens for requests."""

from __future__ import annotations

import json

import pytest

from countersign.model.auth import BearerAuth, OAuthAuth
from countersign.model.errors import CredentialsError
from countersign.model.oauth import OAuthProvider
from countersign.model.request import RequestDraft


class Silent:
    """Show nothing."""

    async def show_device_code(self, _device):
        raise AssertionError("client credentials need no code")

    async def show_notice(self, _notice):
        raise AssertionError("nothing is to be noticed")


def quiet(_progress):
    """Take no notice."""


def provider(address):
    return OAuthProvider(
        "issuer",
        issuer=address.test_issuer,
        client_id="playground",
        scopes=("orders/read",),
        client_auth="none",
        grant="client_credentials",
    )


@pytest.mark.parametrize("auth", [OAuthAuth("issuer"), BearerAuth("{{oauth.issuer.access_token}}")])
def test_a_token_of_a_discovered_issuer_opens_its_route(play, auth):
    async def work(application, context, address):
        providers = (await application.ready()).providers
        await providers.keep(provider(address), "")
        await providers.sign_in("issuer", Silent())
        draft = RequestDraft(url="{{base_url}}/test-issuer/factorial?n=5", auth=auth)
        return await application.send(draft, context, quiet), providers.held("issuer")

    exchange, held = play(work)
    assert exchange.failure is None, exchange.failure
    assert json.loads(exchange.response.body.read()) == {"factorial": 120}
    assert held.expires_at is not None


def test_an_unknown_provider_is_named_at_its_field(play):
    async def work(application, context, _address):
        return await application.send(
            RequestDraft(url="{{base_url}}/echo", auth=OAuthAuth("nowhere")), context, quiet
        )

    failure = play(work).failure
    assert (failure.id, failure.field) == ("oauth.provider-unknown", "Provider")


def test_signing_out_forgets_the_tokens(play):
    async def work(application, _context, address):
        providers = (await application.ready()).providers
        await providers.keep(provider(address), "")
        await providers.sign_in("issuer", Silent())
        await providers.sign_out("issuer")
        return providers.held("issuer")

    assert play(work) is None


def test_a_name_that_is_not_known_has_no_token(play):
    async def work(application, _context, _address):
        with pytest.raises(CredentialsError):
            await (await application.ready()).providers.token("nowhere")

    play(work)
