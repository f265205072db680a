"""What the open routes answer, over every protocol that there is."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import socket
import ssl
import time
import zlib
from urllib.parse import urlsplit

import brotli
import httpx
import pytest
import zstandard
from h2.exceptions import InvalidBodyLengthError

RAW = "/echo/../a//b/%2f%2F;x/!'()*?x=+&y=%7E&z&z=&&é".replace("é", "%C3%A9")


def connect(playground, scheme: str) -> http.client.HTTPConnection:
    port = urlsplit(getattr(playground, scheme)).port
    if scheme == "http":
        return http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    context = ssl.create_default_context(cadata=playground.ca_pem)
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_target_arrives_byte_for_byte_over_http_1(playground, scheme):
    connection = connect(playground, scheme)
    connection.putrequest("CHECKOUT", RAW, skip_accept_encoding=True)
    connection.putheader("X-Tag", "one")
    connection.putheader("x-tag", "two")
    connection.putheader("Content-Length", "4")
    connection.endheaders(b"body")
    answer = connection.getresponse()
    echo = json.loads(answer.read())
    connection.close()
    assert (echo["method"], echo["target"], echo["http_version"]) == ("CHECKOUT", RAW, "1.1")
    assert echo["scheme"] == scheme
    assert echo["headers"][1:3] == [["X-Tag", "one"], ["x-tag", "two"]]
    assert echo["body"] == {"size": 4, "sha256": hashlib.sha256(b"body").hexdigest(), "text": "body"}


def test_a_target_arrives_byte_for_byte_over_http_2(playground):
    context = ssl.create_default_context(cadata=playground.ca_pem)
    with httpx.Client(http2=True, verify=context, trust_env=False) as client:
        answer = client.post(playground.https, content=b"\xff", extensions={"target": RAW.encode()})
    assert answer.http_version == "HTTP/2"
    assert (answer.json()["target"], answer.json()["http_version"]) == (RAW, "2")
    assert answer.json()["body"]["text"] is None


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_both_loopback_addresses_are_served_with_a_certificate_that_fits(playground, family):
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    context = ssl.create_default_context(cadata=playground.ca_pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    try:
        plain = socket.create_connection((host, urlsplit(playground.https).port), timeout=10)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with plain, context.wrap_socket(plain, server_hostname=host) as secure:
        names = dict(secure.getpeercert()["subjectAltName"])
        lifetime = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"]) - time.time()
    assert names["DNS"] == "localhost"
    assert 6.9 < lifetime / 86_400 <= 7


def test_the_index_names_every_route(client):
    routes = client.get("/").json()["routes"]
    assert {"/Prod/users", "/s3/{bucket}/{key...}", "/echo", "/events", "/bomb"} <= routes.keys()
    assert {"POST /describeSignalingChannel", "WS /ws/echo"} <= routes.keys()


def test_users_can_be_listed_made_changed_and_removed(ask, temporary):
    def send(method, target, value=None):
        body = b"" if value is None else json.dumps(value).encode()
        return ask(method, *temporary.in_headers(method, target, (), body), body)

    assert send("GET", "/Prod/users").json()["users"][0]["name"] == "Ada Moreno"
    made = send("POST", "/Prod/users", {"name": "Ibrahim Sato", "id": "mine"})
    assert made.status_code == 201
    place = f"/Prod/users/{made.json()['id']}"
    assert made.json()["id"] != "mine"
    assert send("PUT", place, {"name": "Ibrahim S."}).json()["name"] == "Ibrahim S."
    assert send("GET", place).json()["name"] == "Ibrahim S."
    assert (send("DELETE", place).status_code, send("DELETE", place).content) == (204, b"")
    assert send("GET", "/Prod/users/a%20b").json()["id"] == "a b"
    assert send("GET", "/Prod/users/u-1001?expand=orders").json()["orders"][0]["item"] == "Blue shoes"
    assert send("GET", "/Prod/orders").json()["count"] == 4
    assert send("POST", "/Prod/users", ["no object"]).json() == {"message": "Invalid request body"}
    assert send("PATCH", "/Prod/users").status_code == 403


@pytest.mark.parametrize("status", [200, 201, 204, 205, 302, 304, 404, 418, 429, 500, 503, 599])
def test_a_status_is_answered(client, status):
    answer = client.get(f"/status/{status}")
    assert answer.status_code == status
    assert bool(answer.content) == (status not in {204, 205, 304})


@pytest.mark.parametrize(
    "target",
    [
        *("/status/100", "/status/abc", "/status/²", "/delay/x", "/delay/nan", "/bytes/x", "/json/x", "/slow/x"),
        *("/redirect/x", "/redirect-to", "/redirect-to?url=/&status=200", "/factorial?n=-1", "/factorial?n=99999"),
        *("/events?count=x", "/cookies/set", "/cookies/set?a=%0d%0aX:1"),
    ],
)
def test_what_makes_no_sense_is_a_400_with_a_sentence(client, target):
    answer = client.get(target)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith((".", ","))


def test_an_unknown_path_and_a_head_request_are_answered(client):
    assert client.get("/nothing").status_code == 404
    answer = client.head("/bytes/1000")
    assert (answer.headers["content-length"], answer.content) == ("1000", b"")


def test_sizes_are_as_asked_for(client):
    assert len(client.get("/bytes/1000000").content) == 1_000_000
    assert client.get("/bytes/0").content == b""
    for size in (0, 1000, 2_000_000):
        content = client.get(f"/json/{size}").content
        assert json.loads(content)[0]["name"] == "Ada Moreno"
        assert abs(len(content) - size) < 300


@pytest.mark.parametrize(
    ("coding", "decode"),
    [
        ("gzip", gzip.decompress),
        ("deflate", zlib.decompress),
        ("br", brotli.decompress),
        ("zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    ],
)
def test_codings_decode(client, coding, decode):
    with client.stream("GET", f"/{coding}") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == coding
    assert json.loads(decode(raw))["coding"] == coding


def test_the_bomb_is_small_and_grows_to_a_gigabyte(client):
    with client.stream("GET", "/bomb") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip, gzip"
    assert len(raw) < 20_000
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    inner, size = gzip.decompress(raw), 0
    while inner:
        size += len(inflate.decompress(inner, 64 * 1024**2))
        inner = inflate.unconsumed_tail
    assert size == 1024**3


@pytest.mark.parametrize("http2", [False, True])
def test_a_truncated_body_is_a_protocol_error(playground, http2):
    context = ssl.create_default_context(cadata=playground.ca_pem)
    with httpx.Client(http2=http2, verify=context, trust_env=False) as client:
        with pytest.raises((httpx.RemoteProtocolError, InvalidBodyLengthError)):  # over HTTP/2, httpx leaks h2's own
            client.get(f"{playground.https}/truncated")
        assert client.get(f"{playground.https}/echo").status_code == 200


def test_delays_and_slow_bodies_take_their_time(client):
    started = time.monotonic()
    assert client.get("/delay/0.2").json() == {"delayed": 0.2}
    assert client.get("/slow/0.4").content == b".."
    assert time.monotonic() - started >= 0.6


def test_redirects_lead_on(client):
    answer = client.get("/redirect/3", follow_redirects=True)
    assert (len(answer.history), answer.json()["arrived"]) == (3, True)
    away = client.get("/redirect-to?url=https%3A%2F%2Fexample.com%2Fx&status=307")
    assert (away.status_code, away.headers["location"]) == (307, "https://example.com/x")


def test_events_stream_in_order(client):
    with client.stream("GET", "/events?count=3&interval=1") as answer:
        text = "".join(answer.iter_text())
    assert answer.headers["content-type"] == "text/event-stream"
    assert [line for line in text.splitlines() if line.startswith("id: ")] == ["id: 1", "id: 2", "id: 3"]


def test_cookies_are_set_and_told_back(client):
    answer = client.get("/cookies/set?flavour=oat&size=2")
    assert answer.headers.get_list("set-cookie")[0].startswith("flavour=oat; Path=/")
    assert client.get("/cookies").json() == {"cookies": {"flavour": "oat", "size": "2"}}
    client.cookies.clear()


def test_documents_have_their_types(client):
    assert client.get("/image").content.startswith(b"\x89PNG\r\n\x1a\n")
    assert client.get("/xml").headers["content-type"] == "application/xml; charset=utf-8"
    assert client.get("/html").text.startswith("<!DOCTYPE html>")
    assert client.get("/factorial?n=6").json() == {"factorial": 720}


def test_a_large_upload_is_hashed_and_a_large_signed_one_is_refused(ask, temporary, client):
    body = b"x" * (11 * 1024 * 1024)
    echo = client.post("/echo", content=body).json()
    assert echo["body"] == {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    answer = ask("POST", *temporary.in_headers("POST", "/Prod/users", (), body), body)
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Too Long"})
    signer = temporary.but(service="s3", s3=True)
    large = b"y" * (17 * 1024 * 1024)
    assert "EntityTooLarge" in ask("PUT", *signer.in_headers("PUT", "/s3/b/k", (), large), large).text


def test_a_client_that_leaves_stops_a_large_answer(playground, client):
    """A walked-away download must not keep the playground busy: the next answers come at once."""
    for _ in range(5):
        with client.stream("GET", "/bytes/10000000000") as answer:
            next(answer.iter_raw())
    started = time.monotonic()
    assert client.get("/echo").status_code == 200
    assert time.monotonic() - started < 2
