"""A pool's keys come from its own address, are kept for a while, and say so when they cannot be had."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess

import pytest

from countersign.signing.jwt_claims import decode_jwt, verify_jwt
from tests.credentials.cognito.fake_cognito import Answer, FakeCognito, Parts
from tests.signing.test_jwt_claims import CLAIMS, ID_CLAIMS, NOW, OTHER, POOL, jwks, signed


def token(key_id: str = "k1", **claims):
    return decode_jwt(signed(CLAIMS | claims, key_id=key_id), NOW)


def test_keys_are_fetched_once_for_all_who_ask_at_the_same_time():
    async def scenario():
        built = Parts()
        async with FakeCognito(jwks()) as server:
            pool = server.pool()
            found = await asyncio.gather(*(built.keys.verify(pool, token(), "access") for _ in range(10)))
            return found, server.actions

    found, actions = asyncio.run(scenario())
    assert {verification.state for verification in found} == {"verified"}
    assert actions == ["/eu-west-3_Ab129faBb/.well-known/jwks.json"]


def test_a_new_key_is_fetched_but_not_more_than_once_a_minute():
    async def scenario():
        built = Parts()
        async with FakeCognito(jwks("k1"), jwks("k1", "k2"), jwks("k3")) as server:
            pool = server.pool()
            states = [(await built.keys.verify(pool, token("k2"))).state]
            built.clock.forward(seconds=30)
            states.append((await built.keys.verify(pool, token("k2"))).state)
            built.clock.forward(seconds=31)
            states.append((await built.keys.verify(pool, token("k2"))).state)
            requests = len(server.received)
            built.clock.forward(hours=2)
            states.append((await built.keys.verify(pool, token("k2", exp=2 * 10**9))).state)
            return states, requests

    states, requests = asyncio.run(scenario())
    assert states == ["refused", "refused", "verified", "refused"]
    assert requests == 2


@pytest.mark.parametrize("answer", [Answer({}, 404), Answer(b"<html>"), Answer({}, 503)])
def test_keys_that_cannot_be_had_leave_the_token_unverified(answer):
    async def scenario():
        built = Parts()
        async with FakeCognito(answer, jwks()) as server:
            pool = server.pool()
            return await built.keys.verify(pool, token()), await built.keys.verify(pool, token())

    first, second = asyncio.run(scenario())
    assert (first.state, first.failure.id) == ("not-verified", "cognito.keys-unreachable")
    assert first.checks[0].sentence.startswith("The signature was not verified.")
    assert second.state == "verified"


def test_keys_that_nobody_serves():
    async def scenario():
        async with FakeCognito() as server:
            pool = server.pool()
        return await Parts().keys.verify(pool, token())

    found = asyncio.run(scenario())
    assert (found.state, found.failure.id) == ("not-verified", "cognito.keys-unreachable")
    assert "cannot be reached" in found.failure.sentence


def test_an_address_inside_the_token_is_never_used():
    async def scenario():
        built = Parts()
        async with FakeCognito(jwks()) as server, FakeCognito(jwks()) as elsewhere:
            jku = f"http://127.0.0.1:{elsewhere.port}/keys"
            claims = CLAIMS | {"iss": f"http://127.0.0.1:{elsewhere.port}"}
            hostile = decode_jwt(signed(claims, key_id="k9", jku=jku, x5u=jku), NOW)
            return await built.keys.verify(server.pool(), hostile), elsewhere.received

    verification, received = asyncio.run(scenario())
    assert verification.failure.id == "jwt.unknown-kid"
    assert received == []


def test_a_second_library_agrees():
    """Node's own crypto, which shares no code with Python's."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = """
        const crypto = require('crypto'), [key, ...tokens] = JSON.parse(require('fs').readFileSync(0));
        const publicKey = crypto.createPublicKey({key, format: 'jwk'});
        console.log(JSON.stringify(tokens.map(token => {
            const [head, body, signature] = token.split('.');
            return crypto.verify('sha256', `${head}.${body}`, publicKey, Buffer.from(signature, 'base64url'));
        })));
    """
    good, other = signed(CLAIMS), signed(CLAIMS, OTHER)
    head, body, signature = good.split(".")
    tokens = [good, other, f"{head}.{body}.{'A' * len(signature)}", signed(ID_CLAIMS)]
    asked = json.dumps([jwks()["keys"][0], *tokens])
    said = subprocess.run([node, "-e", script], input=asked, capture_output=True, text=True, check=True)
    ours = [verify_jwt(decode_jwt(text, NOW), jwks(), POOL, NOW).state == "verified" for text in tokens]
    assert json.loads(said.stdout) == ours == [True, False, False, True]
