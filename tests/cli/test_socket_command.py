"""`countersign ws`: any WebSocket on a terminal, run as a real program."""

from __future__ import annotations

import base64
import json

import pytest


def test_text_bytes_ping_and_close_go_over_the_line(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED", "101")
    run.say('{"a": 1}', "/binary AAEC", "//slash", "/ping")
    run.hear("<", "JSON", '{"a": 1}')
    run.hear("<", "BINARY", "00 01 02")
    run.hear("<", "TEXT", "/slash")
    run.complaint("pong after", "ms")
    run.say("/close 4001 see you")
    run.hear(">", "CLOSE", "4001", "see you")
    assert run.end() == 0


def test_pings_show_their_payload_in_hex(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED")
    run.say("/ping")
    _, _, payload = run.hear("<", "PONG").rpartition("  ")
    assert len(bytes.fromhex(payload)) == 4


def test_every_line_is_json_with_json(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo", "--json", "--wait", "0.3")
    run.hear("CONNECTED")
    run.say('{"data": "hello"}', '{"kind": "binary", "data": "AAEC"}', "no object", '{"do": "ping"}')
    run.end_input()
    assert run.end() == 0
    frames = [json.loads(line) for line in run.out]
    assert [frame["number"] for frame in frames] == list(range(len(frames)))
    received = {frame["type"]: frame for frame in frames if frame["direction"] == "received"}
    assert received["TEXT"]["data"] == "hello"
    assert base64.b64decode(received["BINARY"]["data"]) == b"\x00\x01\x02"
    assert "PONG" in received
    assert frames[-1]["type"] == "CLOSED"
    run.complaint("The line is no JSON object")


@pytest.mark.parametrize("status", [401, 403, 404, 503])
def test_a_refused_handshake_says_status_meaning_and_the_answers_words(live_playground, console, status):
    run = console("ws", f"{live_playground.ws}/ws/refuse/{status}")
    assert run.end() == 1
    said = run.complaint("countersign: ", f"answered {status}")
    assert said.count(".") >= 2
    run.complaint(f"The playground refuses with {status}.")


def test_a_signed_handshake_is_accepted_and_a_wrong_secret_refused(live_playground, console, keys):
    url, options = f"{live_playground.ws}/Prod/ws", ("--service", "execute-api", "--region", "us-west-2")
    for place in ("query", "headers"):
        run = console("ws", url, "--sign", place, *options)
        run.hear("CONNECTED")
        run.say("/close")
        assert run.end() == 0
    wrong = {**keys, "AWS_SECRET_ACCESS_KEY": "not-the-secret-of-this-key"}
    run = console("ws", url, "--sign", "query", *options, environment=wrong)
    assert run.end() == 1
    everything = "\n".join((*run.out, *run.err))
    assert "403" in everything
    assert "not-the-secret-of-this-key" not in everything
    assert keys["AWS_SESSION_TOKEN"] not in everything


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["wss://no-such-host.invalid/"], 3, "no address"),
        (["ws://localhost:1/"], 3, "refuses connections"),
        (["https://localhost/"], 2, "wss://"),
        (["nowhere"], 2, "scheme"),
        (["ws://localhost/", "-H", "no colon"], 2, "Name: value"),
        (["ws://localhost/", "--bearer", "NO_SUCH_VARIABLE"], 2, "NO_SUCH_VARIABLE"),
    ],
)
def test_what_cannot_be_opened_ends_with_its_status_and_a_sentence(console, arguments, status, words):
    run = console("ws", *arguments)
    assert run.end() == status
    run.complaint("countersign: ", words)


def test_without_credentials_a_signed_handshake_is_status_four(live_playground, console):
    options = ("--sign", "query", "--service", "execute-api", "--region", "us-west-2")
    run = console("ws", f"{live_playground.ws}/Prod/ws", *options, environment={})
    assert run.end() == 4
    run.complaint("AWS_ACCESS_KEY_ID")


def test_a_token_is_sent_as_bearer_and_never_printed(live_playground, console):
    token = "a-token-nobody-may-see-0123456789"
    run = console("ws", f"{live_playground.ws}/ws/refuse/401", "--bearer", "TOKEN", environment={"TOKEN": token})
    assert run.end() == 1
    assert token not in "\n".join((*run.out, *run.err))


def test_a_server_that_closes_with_an_error_is_a_refusal(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/close?code=4003&reason=forbidden")
    assert run.end() == 1
    run.complaint("4003")


def test_a_dropped_connection_is_not_reached(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/drop")
    assert run.end() == 3
    run.complaint("without a close frame")


def test_subprotocols_are_offered(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo", "-s", "chat", "-s", "echo")
    run.hear("CONNECTED")
    run.say("/close")
    assert run.end() == 0


def test_reconnect_opens_a_new_connection(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED")
    run.say("/reconnect")
    run.hear("RECONNECTED")
    run.say("still here")
    run.hear("<", "TEXT", "still here")


def test_an_order_that_cannot_be_followed_is_said_and_the_connection_stays(live_playground, console):
    run = console("ws", f"{live_playground.ws}/ws/echo")
    run.hear("CONNECTED")
    run.say("/fly", "/close 12", "/binary not base64!", f"/close 4000 {'long ' * 40}", "still here")
    run.complaint("“/fly” is no order")
    run.complaint("no close code")
    run.complaint("not Base64")
    run.hear("<", "TEXT", "still here")
