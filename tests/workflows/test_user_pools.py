"""User pools by name, against the playground's: sign in, challenges, tokens for requests, reading an account."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from countersign.model.auth import BearerAuth, CognitoAuth, NoAuth
from countersign.model.cognito import Challenge, ChallengeAnswer
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.request import Header, RequestDraft
from countersign.workflows.user_pools import SignInRequest

FACTORIAL = RequestDraft(url="{{base_url}}/jwt/factorial?n=6", auth=CognitoAuth("orders"))


def quiet(_progress):
    """Take no notice."""


def needs_pool(address):
    if not address.user_pool_id:
        pytest.skip(address.cognito_note)


def test_client_credentials_need_no_person_and_open_the_route(play):
    async def work(application, context, address):
        needs_pool(address)
        return await application.send(FACTORIAL, context, quiet)

    exchange = play(work)
    assert exchange.failure is None
    assert json.loads(exchange.response.body.read()) == {"factorial": 720}


def test_token_variables_work_in_a_bearer_and_in_any_field(play):
    async def work(application, context, address):
        needs_pool(address)
        token = "{{cognito.orders.access_token}}"
        draft = replace(FACTORIAL, auth=BearerAuth(token), headers=(Header("X-Copy", token),))
        return await application.send(draft, context, quiet), application.redactor

    exchange, redactor = play(work)
    sent = dict(exchange.request.headers)
    assert exchange.response.status == 200
    assert sent["Authorization"] == f"Bearer {sent['X-Copy']}"
    assert sent["X-Copy"] not in redactor.scrub(str(exchange.request.headers))


@pytest.mark.parametrize("method", ["srp", "password"])
def test_a_person_signs_in_and_the_tokens_are_verified(play, method):
    async def work(application, _context, address):
        needs_pool(address)
        pools = (await application.ready()).user_pools
        step = await pools.begin(
            SignInRequest("orders-people", method, address.user_name, address.user_password), quiet
        )
        return step, await pools.held("orders-people", "access"), await pools.held("orders-people", "id")

    step, access, identity = play(work)
    assert step is None
    assert (access.verification.state, identity.verification.state) == ("verified", "verified")
    assert (access.token.token_use, identity.token.token_use) == ("access", "id")


def test_a_new_password_is_asked_for_and_then_the_tokens_come(play):
    async def work(application, _context, address):
        needs_pool(address)
        pools = (await application.ready()).user_pools
        request = SignInRequest("orders-people", "srp", address.new_user_name, address.new_user_password)
        challenge = await pools.begin(request, quiet)
        assert isinstance(challenge, Challenge)
        kind = challenge.kind
        attributes = tuple((name, "x@example.com") for name in challenge.required_attributes)
        step = await pools.answer(
            challenge, ChallengeAnswer(new_password="A-new-pass-word-1!", attributes=attributes)
        )
        return kind, step, await pools.token("orders-people", "access")

    kind, step, token = play(work)
    assert (kind, step) == ("NEW_PASSWORD_REQUIRED", None)
    assert token.count(".") == 2


def test_signing_out_forgets_the_tokens(play):
    async def work(application, _context, address):
        needs_pool(address)
        pools = (await application.ready()).user_pools
        await pools.begin(SignInRequest("orders-people", "srp", address.user_name, address.user_password), quiet)
        await pools.sign_out("orders-people")
        held = await pools.held("orders-people", "access")
        with pytest.raises(CredentialsError):
            await pools.token("orders-people", "access")
        return held

    assert play(work) is None


def test_without_a_sign_in_nothing_is_sent(play):
    async def work(application, context, address):
        needs_pool(address)
        return await application.send(replace(FACTORIAL, auth=CognitoAuth("orders-people")), context, quiet)

    exchange = play(work)
    assert exchange.request is None
    assert exchange.failure.action


def test_an_unknown_pool_is_named_at_its_field(play):
    async def work(application, context, _address):
        return await application.send(replace(FACTORIAL, auth=CognitoAuth("nowhere")), context, quiet)

    failure = play(work).failure
    assert (failure.id, failure.field) == ("cognito.pool-unknown", "User pool")


def test_the_pools_of_an_account_are_read_with_their_clients_and_kept_with_their_secrets(play, monkeypatch):
    async def work(application, context, address):
        needs_pool(address)
        monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", address.cognito_endpoint)
        pools = (await application.ready()).user_pools
        keys = Credentials(address.long_term_access_key_id, address.long_term_secret_access_key)
        found = await pools.read_account(keys, address.region)
        machine = next(pool for pool in found if pool.client_id == address.machine_client_id)
        kept = replace(
            machine,
            name="imported",
            api_endpoint=address.cognito_endpoint,
            domain_endpoint=address.cognito_domain_endpoint,
        )
        await pools.keep(kept, address.machine_client_secret)
        answer = await application.send(replace(FACTORIAL, auth=CognitoAuth("imported")), context, quiet)
        unsigned = await application.send(replace(FACTORIAL, auth=NoAuth()), context, quiet)
        return machine, answer, unsigned

    machine, answer, unsigned = play(work)
    assert (machine.method, machine.has_client_secret) == ("client_credentials", True)
    assert answer.response.status == 200
    assert unsigned.response.status == 401
