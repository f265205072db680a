"""Routes behind authorizers, and the issuer that makes tokens on request."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from countersign.playground.authorizers import CognitoAuthorizer, Issuer, JwtAuthorizer, TokenRefusal
from countersign.playground.exchange import Answer, ReceivedRequest, json_answer
from countersign.playground.forwarding import Upstream
from countersign.playground.json_web_token import ReceivedToken
from countersign.playground.routes_answers import answer_factorial
from countersign.playground.routing import Arguments, Handler, Route, bad_request
from countersign.playground.token_mint import CLIENT_ID, TokenMint
from countersign.playground.user_pool import UserPoolSeed

TEST_ISSUER = "/test-issuer"
_READ = ("orders/read",)
_MINT_SUMMARY = (
    "a token of the test issuer, for anybody: ?expires_in=-60&size=4096&alg=none&kid=&aud=&client_id=&iss=&scope="
    "&sub=&token_use=&username="
)

Clock = Callable[[], datetime]
Authorizer = JwtAuthorizer | CognitoAuthorizer


def pool_authorizer(seed: UserPoolSeed, upstream: Upstream) -> JwtAuthorizer:
    """Return an authorizer that takes tokens of the user pool's app clients, whatever their scopes."""

    async def keys() -> dict[str, Any]:
        answer = await upstream.send("GET", f"/{seed.pool_id}/.well-known/jwks.json", ())
        assert isinstance(answer.body, bytes)
        found: dict[str, Any] = json.loads(answer.body)
        return found

    audiences = (seed.machine_client_id, seed.brief_client_id, seed.user_client_id)
    return JwtAuthorizer(Issuer(seed.issuer, keys), audiences)


def mint_authorizer(mint: TokenMint) -> JwtAuthorizer:
    """Return an authorizer that takes tokens of the test issuer with the scope orders/read."""

    async def keys() -> dict[str, Any]:
        return mint.key_set()

    return JwtAuthorizer(Issuer(mint.issuer, keys), (CLIENT_ID,), _READ)


def pool_routes(http_api_any: JwtAuthorizer, now: Clock) -> tuple[Route, ...]:
    """Return the routes that want tokens of the user pool."""
    http_api, issuer = replace(http_api_any, scopes=_READ), http_api_any.issuer
    rest_api, rest_api_id = CognitoAuthorizer(issuer, _READ), CognitoAuthorizer(issuer)
    return (
        _factorial(
            "/jwt/factorial", "n factorial behind an HTTP API's JWT authorizer, scope orders/read", http_api, now
        ),
        _claims("/jwt/claims", "the claims behind an HTTP API's JWT authorizer, any scope", http_api_any, now),
        _factorial(
            "/cognito/factorial",
            "n factorial behind a REST API's Cognito authorizer, scope orders/read",
            rest_api,
            now,
        ),
        _claims("/cognito/claims", "the claims behind a REST API's Cognito authorizer: ID token", rest_api_id, now),
    )


def mint_routes(mint: TokenMint, authorizer: JwtAuthorizer, now: Clock) -> tuple[Route, ...]:
    """Return the test issuer, and a route that trusts it and nobody else."""

    async def answer_keys(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return json_answer(mint.key_set())

    async def answer_discovery(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return json_answer(mint.discovery())

    async def answer_token(request: ReceivedRequest, _: Arguments) -> Answer:
        wishes = _form(request) | request.parameters()
        try:
            token, life = mint.mint(wishes, int(now().timestamp()))
        except ValueError as error:
            return bad_request(str(error))
        value = {"access_token": token, "token_type": "Bearer", "expires_in": life}
        return json_answer(value, headers=(("cache-control", "no-store"),))

    return (
        Route(f"{TEST_ISSUER}/.well-known/jwks.json", "the test issuer's keys", answer_keys),
        Route(f"{TEST_ISSUER}/.well-known/openid-configuration", "the test issuer's discovery", answer_discovery),
        Route(f"{TEST_ISSUER}/token", _MINT_SUMMARY, answer_token, ("GET", "POST")),
        _factorial(
            f"{TEST_ISSUER}/factorial",
            "n factorial behind an HTTP API's JWT authorizer of the test issuer",
            authorizer,
            now,
        ),
    )


def _factorial(template: str, summary: str, authorizer: Authorizer, now: Clock) -> Route:
    async def answer(request: ReceivedRequest, token: ReceivedToken) -> Answer:
        del token
        return await answer_factorial(request, {})

    return Route(template, f"{summary}: ?n=6", _behind(authorizer, now, answer))


def _claims(template: str, summary: str, authorizer: Authorizer, now: Clock) -> Route:
    async def answer(request: ReceivedRequest, token: ReceivedToken) -> Answer:
        del request
        return json_answer({"claims": token.claims})

    return Route(template, summary, _behind(authorizer, now, answer))


def _behind(
    authorizer: Authorizer, now: Clock, answer: Callable[[ReceivedRequest, ReceivedToken], Awaitable[Answer]]
) -> Handler:
    async def judged(request: ReceivedRequest, _: Arguments) -> Answer:
        try:
            token = await authorizer.admit(request.header("authorization"), now())
        except TokenRefusal as refusal:
            return authorizer.word_refusal(refusal)
        return await answer(request, token)

    return judged


def _form(request: ReceivedRequest) -> dict[str, str]:
    if not request.header("content-type").startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl(request.body.data.decode("utf-8", "replace"), keep_blank_values=True))
