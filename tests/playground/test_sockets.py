"""The WebSockets that are no signaling: what they echo, how they end, and how they are refused."""

from __future__ import annotations

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidMessage, InvalidStatus

from tests.playground.open_sockets import open_socket, refusal


@pytest.mark.parametrize("base", ["ws", "ws_plain"])
def test_text_and_binary_come_back_as_they_were(playground, base):
    with open_socket(playground, getattr(playground, base) + "/ws/echo") as connection:
        for message in ("plain", "é\u2028\U0001f600", "", b"\x00\xff", b"", "x" * 1_000_000):
            connection.send(message)
            assert connection.recv(10) == message


@pytest.mark.parametrize(
    ("offered", "chosen"), [([], None), (["chat", "echo"], "chat"), (["soap", "echo"], "echo"), (["soap"], None)]
)
def test_the_first_known_subprotocol_is_taken(playground, offered, chosen):
    with open_socket(playground, playground.ws + "/ws/echo", subprotocols=offered or None) as connection:
        assert connection.subprotocol == chosen


def test_compression_is_offered_and_may_be_declined(playground):
    with open_socket(playground, playground.ws + "/ws/echo") as connection:
        assert "permessage-deflate" in connection.response.headers["sec-websocket-extensions"]
    with open_socket(playground, playground.ws + "/ws/echo", compression=None) as connection:
        assert "sec-websocket-extensions" not in connection.response.headers


def test_the_feed_sends_orders_and_then_closes(playground):
    with open_socket(playground, playground.ws + "/ws/feed?interval=1&count=3") as connection:
        orders = [json.loads(message) for message in connection]
    assert [order["id"] for order in orders] == ["o-5001", "o-5002", "o-5003"]
    assert connection.close_code == 1000


def test_a_flood_comes_whole(playground):
    with open_socket(playground, playground.ws + "/ws/flood?count=2000&bytes=50&binary=1") as connection:
        messages = list(connection)
    assert (len(messages), {len(message) for message in messages}) == (2000, {50})
    assert messages[1999].startswith(b"1999 x")


def test_a_client_that_leaves_a_flood_stops_it(playground, client):
    with open_socket(playground, playground.ws + "/ws/flood?count=1000000&bytes=1000") as connection:
        connection.recv(10)
    assert client.get("/echo").status_code == 200


def test_a_close_has_its_code_and_reason(playground):
    query = urlencode({"code": 4001, "reason": "Ünderstood"})
    with open_socket(playground, f"{playground.ws}/ws/close?{query}") as connection:
        with pytest.raises(ConnectionClosed):
            connection.recv(10)
        assert (connection.close_code, connection.close_reason) == (4001, "Ünderstood")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
@pytest.mark.parametrize("base", ["ws", "ws_plain"])
def test_a_drop_has_no_close_frame(playground, base, host):
    url = getattr(playground, base).replace("localhost", host)
    with open_socket(playground, url + "/ws/drop?after=2") as connection:
        connection.send("one")
        connection.send("two")
        with pytest.raises(ConnectionClosedError):
            connection.recv(10)
        assert connection.close_code == 1006


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 426, 429, 500, 503, 599])
def test_a_refusal_has_its_status_and_a_body(playground, status):
    refused = refusal(playground, f"{playground.ws}/ws/refuse/{status}")
    assert (refused.status, refused.message) == (status, f"The playground refuses with {status}.")


def test_a_refusal_may_lead_elsewhere_or_say_nothing(playground):
    context = {"location": "wss://example.com/"}
    with pytest.raises(InvalidStatus) as refused:
        open_socket(playground, f"{playground.ws}/ws/refuse/204")
    assert (refused.value.response.status_code, refused.value.response.body) == (204, b"")
    connection = socket.create_connection(("127.0.0.1", urlsplit(playground.http).port))
    with connection, connection.makefile("rb") as answer:
        target = "/ws/refuse/307?" + urlencode(context)
        connection.sendall(handshake(target))
        assert answer.readline().startswith(b"HTTP/1.1 307")
        assert b"location: wss://example.com/\r\n" in answer.read(200).lower()


def test_a_handshake_may_hang_or_end(playground):
    with pytest.raises((EOFError, InvalidMessage, ConnectionError)):
        open_socket(playground, playground.ws_plain + "/ws/eof")
    connection = socket.create_connection(("127.0.0.1", urlsplit(playground.http).port))
    with connection:
        connection.sendall(handshake("/ws/hang"))
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)


@pytest.mark.parametrize(
    "target",
    [
        *("/ws/feed?interval=x", "/ws/flood?count=x", "/ws/flood?bytes=nan", "/ws/drop?after=x", "/ws/refuse/x"),
        *("/ws/refuse/101", "/ws/refuse/302?location=%0d%0aX:1", "/ws/close?code=1005", "/ws/close?code=999"),
    ],
)
def test_what_makes_no_sense_is_refused_with_400(playground, target):
    refused = refusal(playground, playground.ws + target)
    assert (refused.status, refused.message[-1]) == (400, ".")


def test_an_unknown_path_is_refused_with_404(playground, client):
    assert "/ws/nothing" in refusal(playground, playground.ws + "/ws/nothing").message
    assert refusal(playground, playground.ws + "/").status == 404
    assert {"WS /ws/echo", "WS /Prod/ws", "WS /jwt/ws"} <= client.get("/").json()["routes"].keys()


@pytest.mark.parametrize("place", ["in_headers", "in_query"])
def test_a_signed_handshake_opens_the_api(playground, temporary, place):
    target, headers = getattr(temporary, place)("GET", "/Prod/ws?b=2&a=1")
    added = [(name, value) for name, value in headers if name.lower() != "host"]
    with open_socket(playground, playground.ws + target, additional_headers=added) as connection:
        connection.send('{"action": "echo", "n": 1}')
        assert connection.recv(10) == '{"action": "echo", "n": 1}'
        for message in ("no JSON", '["echo"]', '{"action": "sing"}'):
            connection.send(message)
            told = json.loads(connection.recv(10))
            assert (told["message"], told.keys()) == ("Forbidden", {"message", "connectionId", "requestId"})
        connection.send(b"binary")
        with pytest.raises(ConnectionClosed):
            connection.recv(10)
        assert connection.close_code == 1003


def test_an_api_refuses_in_the_words_of_the_gateway(playground, temporary):
    def refused(target):
        answer = refusal(playground, playground.ws + target)
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-amzn-requestid"])
        return answer.status, answer.kind, answer.message

    assert refused("/Prod/ws") == (403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    wrong = temporary.but(secret_access_key="nobody's secret")
    status, kind, message = refused(wrong.in_query("GET", "/Prod/ws")[0])
    assert (status, kind) == (403, "InvalidSignatureException")
    assert "The Canonical String for this request should have been\n'GET\n/Prod/ws\n" in message
    late = temporary.but(moment=datetime.now(UTC) - timedelta(minutes=10), expires=60)
    assert refused(late.in_query("GET", "/Prod/ws")[0])[2].startswith("Signature expired: ")


def test_a_token_of_the_test_issuer_opens_its_socket(playground, client):
    def header(**wishes):
        token = client.get("/test-issuer/token", params=wishes).json()["access_token"]
        return {"additional_headers": {"Authorization": f"Bearer {token}"}}

    url = playground.ws + "/test-issuer/ws"
    with open_socket(playground, url, **header()) as connection:
        connection.send("hello")
        assert connection.recv(10) == "hello"
    assert refusal(playground, url).status == 401
    expired = refusal(playground, url, **header(expires_in=-60))
    assert (expired.status, expired.message) == (401, "Unauthorized")
    assert 'error="invalid_token" error_description="the token has expired"' in expired.headers["www-authenticate"]
    assert refusal(playground, url, **header(scope="orders/write")).status == 403


def test_a_token_of_the_user_pool_opens_its_socket(playground):
    url = playground.ws + "/jwt/ws"
    if playground.cognito_note:
        assert "user pool" in refusal(playground, url).message
        pytest.skip(playground.cognito_note)
    answer = httpx.post(
        f"{playground.cognito_domain_endpoint}/oauth2/token",
        data={"grant_type": "client_credentials", "scope": "orders/read"},
        auth=(playground.machine_client_id, playground.machine_client_secret),
        headers={"host": playground.cognito_domain},
        trust_env=False,
    )
    token = answer.json()["access_token"]
    with open_socket(playground, url, additional_headers={"Authorization": f"Bearer {token}"}) as connection:
        connection.send(b"hello")
        assert connection.recv(10) == b"hello"
    assert refusal(playground, url).status == 401


def handshake(target: str) -> bytes:
    lines = (
        f"GET {target} HTTP/1.1",
        "Host: localhost",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    return "\r\n".join((*lines, "", "")).encode()
