"""AppSync's handshake: the auth of an HTTP call within a subprotocol, its signature judged by awscrt."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime

import pytest

from countersign.model.auth import ApiKeyAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.credentials import Credentials
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl
from countersign.workflows.appsync_handshake import appsync_call, header_subprotocol
from countersign.workflows.authorize import Authorize
from countersign.workflows.token_variables import TokenVariables
from tests.playground.aws_signers import Signer

NAME = "abcdefghijklmnopqrstuvwxyz"
OWN = f"{NAME}.appsync-api.us-west-2.amazonaws.com"
GRAPHQL = f"wss://{NAME}.appsync-realtime-api.us-west-2.amazonaws.com/graphql"
EVENTS = f"wss://{NAME}.appsync-realtime-api.us-west-2.amazonaws.com/event/realtime"
KEYS = Credentials("ASIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a-session-token-of-some-length")
AT = datetime(2026, 11, 22, 2, 14, 2, tzinfo=UTC)
SIGNED = SigV4Auth(region="us-west-2", service="appsync", fixed_date="20261122T021402Z")


class Keys:
    """Know one identity."""

    async def resolve(self, _source, _name):
        return KEYS


def carried(url: str, auth) -> dict[str, str]:
    """Return the headers within the subprotocol, read as AppSync reads them."""
    call = appsync_call(WireUrl.parse(url), auth)
    authorize = Authorize(Keys(), TokenVariables(None), Redactor())
    subprotocol = header_subprotocol(asyncio.run(authorize(call.request, call.auth)).request)
    assert subprotocol.startswith("header-")
    assert "=" not in subprotocol
    packed = subprotocol.removeprefix("header-")
    return json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


@pytest.mark.parametrize(
    ("url", "host", "path", "protocol"),
    [
        (GRAPHQL, OWN, "/graphql/connect", "graphql-ws"),
        (EVENTS, OWN, "/event", "aws-appsync-event-ws"),
        ("wss://api.example.com/graphql/realtime", "api.example.com", "/graphql/connect", "graphql-ws"),
        ("wss://api.example.com/event/realtime", "api.example.com", "/event", "aws-appsync-event-ws"),
        (f"{GRAPHQL}?header=x&payload=e30=", OWN, "/graphql/connect", "graphql-ws"),
    ],
)
@pytest.mark.parametrize("place", ["headers", "query"])
def test_the_call_within_is_signed_as_awscrt_signs_it(*, url, host, path, protocol, place):
    auth = SigV4Auth(region="us-west-2", service="appsync", fixed_date=SIGNED.fixed_date, place=place)
    call = appsync_call(WireUrl.parse(url), auth)
    assert (str(call.request.url), call.request.method) == (f"https://{host}{path}", "POST")
    assert call.protocol == protocol
    headers = carried(url, auth)
    signer = Signer(
        KEYS.access_key_id, KEYS.secret_access_key, KEYS.session_token, host, service="appsync", moment=AT
    )
    plain = [(name, headers[name]) for name in ("accept", "content-encoding", "content-type")]
    _, signed = signer.in_headers("POST", path, plain, b"{}")
    expected = {name.lower(): value for name, value in signed}
    assert {name.lower(): value for name, value in headers.items()} == expected
    assert "Authorization" in headers, "AppSync's own clients write it with a capital"


def test_a_key_or_a_token_travels_in_the_same_way():
    assert carried(EVENTS, ApiKeyAuth("x-api-key", "da2-key"))["x-api-key"] == "da2-key"
    headers = carried(GRAPHQL, BearerAuth("ey.J.x"))
    assert headers["Authorization"] == "Bearer ey.J.x"
    assert headers["host"] == OWN


@pytest.mark.parametrize(
    ("url", "auth"),
    [
        (EVENTS, NoAuth()),
        (EVENTS, InheritAuth()),
        ("wss://api.example.com/event/realtime", ApiKeyAuth()),
        ("wss://api.example.com/event/realtime", SigV4Auth(service="execute-api")),
        ("wss://api.example.com/ws", SigV4Auth(service="appsync")),
        ("wss://abc.execute-api.us-west-2.amazonaws.com/Prod", SigV4Auth()),
    ],
)
def test_other_servers_and_no_auth_get_a_plain_handshake(url, auth):
    assert appsync_call(WireUrl.parse(url), auth) is None


def test_region_and_service_are_read_from_the_host():
    authorization = carried(EVENTS, SigV4Auth(fixed_date=SIGNED.fixed_date))["Authorization"]
    assert "/20261122/us-west-2/appsync/aws4_request" in authorization
