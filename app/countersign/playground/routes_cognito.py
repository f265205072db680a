"""The user pool's API and domain and STS, as MiniStack serves them; keys that STS issues can sign here."""

from __future__ import annotations

import re

from countersign.playground.exchange import Answer, ReceivedRequest, json_answer
from countersign.playground.forwarding import Upstream
from countersign.playground.keys import PlaygroundKeys, credentials_in
from countersign.playground.routing import Arguments, Handler, Route

_STS_CALL = re.compile(rb"(^|&)Version=2011-06-15(&|$)")
_ROUTES = (
    ("/oauth2/{rest...}", "the user pool's domain: authorize, token, userInfo", ()),
    ("/login", "the user pool's sign-in page", ()),
    ("/logout", "the user pool's sign-out", ()),
    ("/{pool}/.well-known/{document}", "the user pool's keys and discovery", ("GET",)),
    ("/", "calls of Amazon Cognito (JSON) and STS (query protocol)", ("POST",)),
)
_WITH_TOKENS = ("/jwt/{rest...}", "routes behind authorizers of the user pool", ())


def cognito_routes(upstream: Upstream, keys: PlaygroundKeys) -> tuple[Route, ...]:
    """Return the routes that MiniStack answers."""

    async def forward(request: ReceivedRequest, _: Arguments) -> Answer:
        return await upstream.forward(request)

    async def call(request: ReceivedRequest, _: Arguments) -> Answer:
        if not _is_known_call(request):
            return json_answer({"message": "Only Amazon Cognito and STS are called here."}, 400)
        answer = await upstream.forward(request)
        issued = credentials_in(answer.body.decode("utf-8", "replace")) if isinstance(answer.body, bytes) else None
        if issued is not None and answer.status == 200:
            keys.remember(issued)
        return answer

    return _routes(_ROUTES[:-1], forward) + _routes(_ROUTES[-1:], call)


def absent_routes(reason: str) -> tuple[Route, ...]:
    """Return the same routes where there is no MiniStack; each answers 501 and says so."""

    async def answer(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return json_answer({"message": f"This playground has no user pool. {reason}"}, 501)

    return _routes((*_ROUTES, _WITH_TOKENS, ("/cognito/{rest...}", *_WITH_TOKENS[1:])), answer)


def _routes(templates: tuple[tuple[str, str, tuple[str, ...]], ...], handler: Handler) -> tuple[Route, ...]:
    return tuple(Route(template, summary, handler, methods) for template, summary, methods in templates)


def _is_known_call(request: ReceivedRequest) -> bool:
    target = request.header("x-amz-target")
    return target.startswith("AWSCognitoIdentity") or bool(_STS_CALL.search(request.body.data))
