"""WebSockets opened from a draft: every way to prove who one is, judged by the playground and by awscrt."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.http_engine.body_encoding import encode_body
from countersign.http_engine.engine import HttpEngine
from countersign.model.auth import ApiKeyAuth, BearerAuth, CognitoAuth, NoAuth, SigV4Auth
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure, InputError
from countersign.model.frame_log import FrameLog
from countersign.model.redaction import Redactor
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.websocket_engine.engine import WebSocketEngine
from countersign.workflows.authorize import Authorize
from countersign.workflows.encode_once import EncodeOnce
from countersign.workflows.open_socket import OpenSocket
from countersign.workflows.prepare_request import USER_AGENT, PrepareRequest, RequestContext
from countersign.workflows.token_variables import TokenVariables
from tests.http_engine.loopback import Loopback
from tests.playground.aws_signers import Signer
from tests.websocket_engine.raw_peer import CLOSE, closing, read_frame, switching
from tests.workflows.live import DIRECT, socket_of

KEYS = Credentials("ASIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a-session-token-of-some-length")
SIGNED = SigV4Auth(region="us-west-2", service="execute-api")
ECHO = SavedMessage(data='{"action": "echo", "text": "ü"}')
NOTHING = RequestContext(Scope())


class Keys:
    """Know one identity, and fail as told."""

    failure: Failure | None = None

    async def resolve(self, _source, _name):
        if self.failure is not None:
            raise CredentialsError(self.failure)
        return KEYS


class Opener:
    """Hold the workflow with an engine of its own."""

    def __init__(self, spool) -> None:
        self.redactor, self.keys = Redactor(), Keys()
        self.http = HttpEngine(spool)
        tokens = TokenVariables(None)
        prepare = PrepareRequest(Authorize(self.keys, tokens, self.redactor), tokens, EncodeOnce(encode_body))
        self.open = OpenSocket(prepare, WebSocketEngine(self.http), self.redactor)

    def handshake(self, draft: SocketDraft, context: RequestContext = NOTHING):
        return asyncio.run(self.open.handshake(draft, context))


@pytest.fixture
def opener(tmp_path) -> Opener:
    return Opener(tmp_path)


def header(handshake, name: str) -> list[str]:
    return [value for key, value in handshake.request.headers if key.lower() == name]


def opened(play, auth, path="/Prod/ws", **changes):
    """Open a WebSocket of the playground, send one message, return the last state and the echo."""

    async def work(application, context, address):
        draft = SocketDraft(url=address.ws + path, auth=auth, **changes)
        async with socket_of(application, draft, context) as socket:
            await socket.phase("open")
            state = socket.socket
            await socket.live.send(ECHO, context.scope)
            await socket.until(lambda: len(socket.heard()) == 1)
            await socket.live.close()
            await socket.ended()
            return state, socket

    return play(work)


@pytest.mark.parametrize("place", ["headers", "query"])
def test_a_signed_handshake_is_taken_and_messages_come_back(play, place):
    state, socket = opened(play, replace(SIGNED, place=place))
    assert socket.heard() == [{"action": "echo", "text": "ü"}]
    assert state.exchange.signing.access_key_id.startswith("ASIA")
    assert state.exchange.warnings == ()
    sent = dict(state.exchange.request.headers)
    assert ("Authorization" in sent) == (place == "headers")
    assert ("X-Amz-Signature" in str(state.exchange.request.url)) == (place == "query")
    assert sent["User-Agent"] == USER_AGENT
    assert sent["Sec-WebSocket-Version"] == "13"
    assert "host" in state.exchange.signing.signed_headers


def test_a_wrong_secret_is_refused_and_the_body_kept(play):
    async def work(application, context, address):
        await application.save_identity(
            "broken", Credentials(address.access_key_id, "wrong-secret-of-some-length", address.session_token)
        )
        draft = SocketDraft(url=address.ws + "/Prod/ws", auth=replace(SIGNED, identity="broken"), reconnect=True)
        async with socket_of(application, draft, context) as socket:
            await socket.ended()
            return socket

    socket = play(work)
    state = socket.socket
    assert (state.phase, state.failure.id) == ("closed", "websocket.refused-403")
    assert b"The request signature we calculated does not match" in state.exchange.response.body.read()
    assert socket.events == ["REFUSED"]
    assert state.attempt == 1


def test_tokens_of_a_pool_open_a_socket_as_an_auth_and_as_a_variable(play):
    async def work(application, context, address):
        if not address.user_pool_id:
            pytest.skip(address.cognito_note)
        states = []
        for auth in (CognitoAuth("orders"), BearerAuth("{{cognito.orders.access_token}}"), BearerAuth("no token")):
            async with socket_of(application, SocketDraft(url=address.ws + "/jwt/ws", auth=auth), context) as socket:
                await socket.until(lambda socket=socket: socket.socket.phase in {"open", "closed"})
                states.append(socket.socket)
        return states, application.redactor

    (by_auth, by_variable, refused), redactor = play(work)
    assert (by_auth.phase, by_variable.phase) == ("open", "open")
    assert (refused.phase, refused.failure.id) == ("closed", "websocket.refused-401")
    token = dict(by_auth.exchange.request.headers)["Authorization"].removeprefix("Bearer ")
    assert token.count(".") == 2
    assert token not in redactor.scrub(f"Bearer {token}")


def test_a_bearer_token_of_any_issuer_opens_a_socket(play):
    async def work(application, context, address):
        url = f"{address.test_issuer}/token"
        exchange = await application.send(RequestDraft(url=url, settings=DIRECT), context, lambda _progress: None)
        token = json.loads(exchange.response.body.read())["access_token"]
        draft = SocketDraft(url=address.ws + "/test-issuer/ws", auth=BearerAuth(token))
        async with socket_of(application, draft, context) as socket:
            return (await socket.phase("open")).exchange.response.status

    assert play(work) == 101


def test_subprotocols_are_offered_and_the_chosen_one_told(play):
    state, _ = opened(play, NoAuth(), "/ws/echo", subprotocols=" chat ,, echo", compression=False)
    assert dict(state.exchange.request.headers)["Sec-WebSocket-Protocol"] == "chat, echo"
    assert (state.subprotocol, state.extensions) == ("chat", "")
    state, _ = opened(play, NoAuth(), "/ws/echo")
    assert (state.subprotocol, "permessage-deflate" in state.extensions) == ("", True)


def test_no_redirect_is_followed(play):
    async def work(application, context, address):
        target = f"{address.ws}/ws/refuse/307?location={address.https}/ws/echo"
        draft = SocketDraft(url=target, auth=SIGNED)
        async with socket_of(application, draft, context) as socket:
            await socket.ended()
            return socket.socket

    state = play(work)
    assert state.failure.id == "websocket.refused-redirect"
    assert state.exchange.response.status == 307
    assert state.exchange.hops == ()


async def answer(reader, writer) -> None:
    writer.write(switching(await reader.readuntil(b"\r\n\r\n")))
    while (await read_frame(reader))[0] != CLOSE:
        pass
    writer.write(closing(1000))


def sent_by(opener: Opener, draft: SocketDraft, variables: tuple[Variable, ...] = ()) -> bytes:
    """Return the head of the handshake as a server reads it."""

    async def work() -> bytes:
        async with Loopback(answer) as server:
            port = Variable("authority", f"localhost:{server.port}")
            context = RequestContext(Scope((Layer("x", (port, *variables)),)))
            seen: list[bytes] = []

            async def script(reader, writer):
                head = await reader.readuntil(b"\r\n\r\n")
                seen.append(head)
                writer.write(switching(head))
                await reader.read(-1)

            server.script = script
            attempt = await opener.open(replace(draft, settings=DIRECT), context, FrameLog())
            assert attempt.socket is not None, attempt.exchange.failure
            await attempt.socket.abort()
        await opener.http.aclose()
        return seen[0]

    return asyncio.run(work())


def test_the_target_goes_out_as_it_is_written(opener):
    url = "ws://{{authority}}/a//b/../:id/c%2fd?x=%7e&y=a%20b&&z"
    draft = SocketDraft(url=url, path_params=(Parameter("id", "7 8"),), auth=NoAuth())
    head = sent_by(opener, draft)
    assert head.startswith(b"GET /a//b/../7%208/c%2fd?x=%7e&y=a%20b&&z HTTP/1.1\r\nHost: localhost:")


@pytest.mark.parametrize("place", ["header", "query"])
def test_an_api_key_stands_where_it_should_and_is_registered(opener, place):
    auth = ApiKeyAuth("x-api-key", "{{key}}", place)
    draft = SocketDraft(url="ws://{{authority}}/?a=1", auth=auth)
    head = sent_by(opener, draft, (Variable("key", "top secret key"),))
    wanted = b"\r\nx-api-key: top secret key\r\n" if place == "header" else b"GET /?a=1&x-api-key=top%20secret%20key "
    assert wanted in head
    assert "top secret key" not in opener.redactor.scrub("the top secret key")


def test_variables_are_filled_in_url_headers_and_subprotocols(opener):
    draft = SocketDraft(
        url="ws://{{authority}}/{{stage}}",
        headers=(Header("X-Tag", "{{tag}}"), Header("X-Off", "{{no such}}", enabled=False)),
        subprotocols="{{sub}}, b",
        auth=NoAuth(),
    )
    variables = (Variable("stage", "Prod"), Variable("tag", "blue"), Variable("sub", "a"))
    head = sent_by(opener, draft, variables)
    assert head.startswith(b"GET /Prod HTTP/1.1\r\n")
    assert b"\r\nX-Tag: blue\r\n" in head
    assert b"\r\nSec-WebSocket-Protocol: a, b\r\n" in head
    assert b"X-Off" not in head


@pytest.mark.parametrize(
    ("draft", "failure_id", "field"),
    [
        (SocketDraft(url="https://h.example/", auth=NoAuth()), "url.not-websocket", "WebSocket URL"),
        (SocketDraft(url="ws://{{nowhere}}/", auth=NoAuth()), "variable.missing", "WebSocket URL"),
        (SocketDraft(url="", auth=NoAuth()), "url.missing", "Request URL"),
        (SocketDraft(url="wss://h.example:x/", auth=NoAuth()), "url.port", "Request URL"),
        (
            SocketDraft(url="wss://h.example/", auth=SigV4Auth(service="execute-api")),
            "signing.region-missing",
            "Region",
        ),
    ],
)
def test_what_cannot_be_prepared_is_not_sent_and_not_tried_again(opener, draft, failure_id, field):
    attempt = asyncio.run(opener.open(draft, NOTHING, FrameLog()))
    assert attempt.socket is None
    assert not attempt.again
    assert attempt.exchange.request is None
    assert (attempt.exchange.failure.id, attempt.exchange.failure.field) == (failure_id, field)


@pytest.mark.parametrize(("failure_id", "again"), [("credentials.timeout", True), ("credentials.not-found", False)])
def test_credentials_that_a_network_kept_away_may_come_later(opener, failure_id, again):
    opener.keys.failure = Failure(failure_id, "No credentials.")
    draft = SocketDraft(url="wss://h.example/", auth=SIGNED)
    attempt = asyncio.run(opener.open(draft, NOTHING, FrameLog()))
    assert (attempt.exchange.failure.id, attempt.again) == (failure_id, again)


@pytest.mark.parametrize(
    ("answered", "again"),
    [
        (b"", True),
        (b"503 Gone", True),
        (b"500 Gone", True),
        (b"404 No", False),
        (b"429 Slowly", False),
        (b"200 OK", False),
    ],
)
def test_only_a_server_that_fails_or_does_not_answer_is_asked_again(opener, answered, again):
    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if answered:
            writer.write(b"HTTP/1.1 " + answered + b"\r\nContent-Length: 0\r\n\r\n")

    async def work():
        async with Loopback(script) as server:
            draft = SocketDraft(url=f"ws://localhost:{server.port}/", auth=NoAuth(), settings=DIRECT)
            attempt = await opener.open(draft, NOTHING, FrameLog())
        await opener.http.aclose()
        return attempt

    attempt = asyncio.run(work())
    assert attempt.exchange.failure is not None
    assert attempt.again == again


# Without a network


def test_a_signature_over_plain_ws_is_warned_of(opener):
    (warning,) = opener.handshake(SocketDraft(url="ws://h.example/Prod", auth=SIGNED)).warnings
    assert warning.id == "signing.plain-http"
    assert opener.handshake(SocketDraft(url="ws://127.0.0.1/Prod", auth=SIGNED)).warnings == ()
    assert opener.handshake(SocketDraft(url="wss://h.example/Prod", auth=SIGNED)).warnings == ()


def test_a_certificate_that_is_not_checked_is_warned_of(opener):
    settings = RequestSettings(verify_tls=False)
    (warning,) = opener.handshake(SocketDraft(url="wss://h.example/", auth=NoAuth(), settings=settings)).warnings
    assert warning.id == "tls.not-verified"


def test_headers_of_the_folder_and_of_the_draft_are_signed_along(opener):
    context = RequestContext(Scope(), SIGNED, (Header("X-Folder", "f"), Header("X-Own", "not this")))
    draft = SocketDraft(url="wss://abc.execute-api.us-west-2.amazonaws.com/Prod", headers=(Header("X-Own", "o"),))
    handshake = opener.handshake(draft, context)
    assert (header(handshake, "x-folder"), header(handshake, "x-own")) == (["f"], ["o"])
    assert {"x-folder", "x-own"} <= set(handshake.signing.signed_headers.split(";"))


def test_iots_gateway_gets_the_token_after_the_signature(opener):
    """So "Device communication protocols", AWS IoT Core Developer Guide; awscrt signs the same without a token."""
    host, at = "abc-ats.iot.us-west-2.amazonaws.com", datetime(2026, 11, 22, 2, 14, 2, tzinfo=UTC)
    auth = SigV4Auth(
        region="us-west-2",
        service="iotdevicegateway",
        place="query",
        fixed_date=at.strftime("%Y%m%dT%H%M%SZ"),
        signed_headers="required",
    )
    handshake = opener.handshake(SocketDraft(url=f"wss://{host}/mqtt", auth=auth, subprotocols="mqtt"))
    query = handshake.request.url.query.split("&")
    signer = Signer(
        KEYS.access_key_id,
        KEYS.secret_access_key,
        "",
        host,
        service="iotdevicegateway",
        moment=at,
        expires=auth.expires,
    )
    target, _ = signer.in_query("GET", "/mqtt")
    expected = next(pair for pair in target.partition("?")[2].split("&") if pair.startswith("X-Amz-Signature="))
    assert query[-1] == f"X-Amz-Security-Token={KEYS.session_token}"
    assert query[-2] == expected
    assert handshake.options.subprotocols == ("mqtt",)


@pytest.mark.parametrize(
    ("path", "protocol"), [("/event/realtime", "aws-appsync-event-ws"), ("/graphql", "graphql-ws")]
)
def test_appsync_takes_its_auth_as_one_more_subprotocol(opener, path, protocol):
    host = "abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-west-2.amazonaws.com"
    draft = SocketDraft(
        url=f"wss://{host}{path}",
        auth=SigV4Auth(),
        subprotocols=f"own, {protocol}",
        headers=(Header("User-Agent", "mine"),),
    )
    handshake = opener.handshake(draft)
    first, second, carried = handshake.options.subprotocols
    assert (first, second) == (protocol, "own")
    headers = json.loads(base64.urlsafe_b64decode(carried.removeprefix("header-") + "=="))
    assert headers["host"] == host.replace("realtime-api", "api")
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=ASIDEXAMPLE/")
    assert str(handshake.request.url) == f"wss://{host}{path}"
    assert (header(handshake, "host"), header(handshake, "user-agent")) == ([host], ["mine"])
    assert header(handshake, "authorization") == []
    assert handshake.signing.canonical_request.startswith("POST\n")
    assert carried not in opener.redactor.scrub(f"offered {carried}")


def test_appsync_with_a_key_over_plain_ws_is_still_told_apart(opener):
    host = "abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-west-2.amazonaws.com"
    handshake = opener.handshake(SocketDraft(url=f"wss://{host}/event/realtime", auth=ApiKeyAuth(value="da2-secret")))
    packed = handshake.options.subprotocols[-1].removeprefix("header-")
    assert json.loads(base64.urlsafe_b64decode(packed + "=="))["x-api-key"] == "da2-secret"
    assert header(handshake, "x-api-key") == []
    assert handshake.signing is None


def test_no_handshake_for_a_scheme_of_http(opener):
    with pytest.raises(InputError, match="Write wss:// instead"):
        opener.handshake(SocketDraft(url="https://h.example/", auth=NoAuth()))
    with pytest.raises(InputError, match="Write ws:// instead"):
        opener.handshake(SocketDraft(url="http://h.example/", auth=NoAuth()))
