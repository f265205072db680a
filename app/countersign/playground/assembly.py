"""All routes of the playground, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from countersign.playground import routes_answers, routes_bodies, routes_echo, routes_events, routes_sockets
from countersign.playground.app import PlaygroundApp, Signaling
from countersign.playground.connections import Connections
from countersign.playground.exchange import Answer, ReceivedRequest, json_answer
from countersign.playground.forwarding import Upstream
from countersign.playground.judge import SignedService
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.routes_cognito import absent_routes, cognito_routes
from countersign.playground.routes_kvs import KvsApi, SignalingEndpoints
from countersign.playground.routes_kvs_deeds import SignalingDeeds
from countersign.playground.routes_s3 import ObjectStore
from countersign.playground.routes_signed_sockets import absent_socket, gateway_socket, token_socket
from countersign.playground.routes_tokens import (
    TEST_ISSUER,
    mint_authorizer,
    mint_routes,
    pool_authorizer,
    pool_routes,
)
from countersign.playground.routes_users import UsersApi
from countersign.playground.routing import Arguments, Route, Router
from countersign.playground.signaling_channels import SignalingChannels
from countersign.playground.signaling_gate import SignalingGate
from countersign.playground.socket_routing import SocketRoute, SocketRouter
from countersign.playground.token_mint import TokenMint
from countersign.playground.user_pool import UserPoolSeed

Cognito = tuple[Upstream, UserPoolSeed] | str  # a str says why there is none


@dataclass(frozen=True, slots=True)
class Listening:
    """Hold the ports: two on which all is served, with TLS and without, and two with TLS for signaling."""

    https: int
    http: int
    master: int
    viewer: int


def build_app(
    keys: PlaygroundKeys,
    region: str,
    ports: Listening,
    cognito: Cognito,
    channels: SignalingChannels,
    connections: Connections,
) -> PlaygroundApp:
    """Put all routes together."""
    base = f"https://localhost:{ports.https}"
    gateway = SignedService("execute-api", region, s3=False, skew=timedelta(minutes=5))
    s3 = SignedService("s3", region, s3=True, skew=timedelta(minutes=15))
    mint = TokenMint(base + TEST_ISSUER)
    trusting = mint_authorizer(mint)
    pool = None if isinstance(cognito, str) else pool_authorizer(cognito[1], cognito[0])
    routes = (
        *UsersApi(keys, gateway, utc_now).routes(),
        *ObjectStore(keys, s3, utc_now).routes(),
        *routes_echo.routes(),
        *routes_answers.routes(),
        *routes_bodies.routes(),
        *routes_events.routes(),
        *KvsApi(channels, signaling_endpoints(ports), keys, region, utc_now).routes(),
        *SignalingDeeds(channels).routes(),
        *mint_routes(mint, trusting, utc_now),
        *(() if pool is None else pool_routes(pool, utc_now)),
        *(absent_routes(cognito) if isinstance(cognito, str) else cognito_routes(cognito[0], keys)),
    )
    sockets = (
        *routes_sockets.routes(),
        gateway_socket(keys, gateway, utc_now),
        token_socket(f"{TEST_ISSUER}/ws", "the test issuer", trusting, utc_now),
        absent_socket("/jwt/ws", str(cognito))
        if pool is None
        else token_socket("/jwt/ws", "the user pool", pool, utc_now),
    )
    signaling = Signaling(SignalingGate(channels, keys, region, utc_now), ports.master, ports.viewer)
    return PlaygroundApp(Router((_index(routes, sockets), *routes)), SocketRouter(sockets), signaling, connections)


def signaling_endpoints(ports: Listening) -> SignalingEndpoints:
    """Return the URLs that a channel's endpoints have."""
    https = f"https://localhost:{ports.https}"
    return SignalingEndpoints(f"wss://localhost:{ports.master}", f"wss://localhost:{ports.viewer}", https)


def _index(routes: tuple[Route, ...], sockets: tuple[SocketRoute, ...]) -> Route:
    listing = {f"{' '.join(route.methods)} {route.template}".strip(): route.summary for route in routes}
    listing |= {f"WS {route.template}": route.summary for route in sockets}

    async def answer(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return json_answer({"name": "Countersign playground", "routes": listing})

    return Route("/", "this list", answer, ("GET", "HEAD"))


def utc_now() -> datetime:
    """Return the time by which everything here is judged."""
    return datetime.now(UTC)
