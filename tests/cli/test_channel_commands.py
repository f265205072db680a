"""`countersign kvs-url` and `countersign kvs`: the signed URL, and a channel on a terminal, as real programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from countersign.__main__ import main

ARN = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door-camera/1700000000000"
ENDPOINT = "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com"
MOMENT = datetime(2026, 11, 22, 10, 20, 30, tzinfo=UTC)
DATE = MOMENT.strftime("%Y%m%dT%H%M%SZ")
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE/token+with=signs//////////"
OFFER = {"type": "offer", "sdp": "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\no=- 3 4 IN IP4 127.0.0.1\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host", "sdpMid": "0"}


@pytest.fixture
def signing_keys(monkeypatch):
    """Put AWS's example keys into the environment, with a session token where one is asked for."""

    def use(token: str) -> Credentials:
        for name, value in (KEYS | ({"AWS_SESSION_TOKEN": token} if token else {})).items():
            monkeypatch.setenv(name, value)
        return Credentials(*KEYS.values(), token or None)

    return use


def signed_by_botocore(monkeypatch, keys: Credentials, client_id: str, expires: int) -> str:
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: MOMENT)
    pairs = {"X-Amz-ChannelARN": ARN} | ({"X-Amz-ClientId": client_id} if client_id else {})
    request = AWSRequest(method="GET", url=f"{ENDPOINT}/?{urlencode(pairs)}")
    botocore.auth.SigV4QueryAuth(keys, "kinesisvideo", "us-west-2", expires=expires).add_auth(request)
    return request.url


@pytest.mark.parametrize("token", ["", TOKEN])
@pytest.mark.parametrize(("role", "client_id"), [("master", ""), ("viewer", "front_desk-1.a")])
def test_the_url_says_what_botocore_says_for_the_same_moment(
    signing_keys, monkeypatch, capsys, token, role, client_id
):
    options = ["--role", role, "--client-id", client_id, "--date", DATE, "--expires", "120"]
    theirs = signed_by_botocore(monkeypatch, signing_keys(token), client_id, 120)
    assert main(["kvs-url", "--channel-arn", ARN, "--endpoint", ENDPOINT, *options]) == 0
    (ours,) = capsys.readouterr().out.splitlines()
    assert urlsplit(ours).netloc == urlsplit(theirs).netloc
    assert sorted(parse_qsl(urlsplit(ours).query)) == sorted(parse_qsl(urlsplit(theirs).query))


def test_the_url_as_json_comes_with_every_step_of_its_signature(signing_keys, capsys):
    signing_keys("")
    command = ["kvs-url", "--channel-arn", ARN, "--endpoint", ENDPOINT, "--date", DATE, "--role", "master", "--json"]
    assert main(command) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["channelArn"], document["role"], document["clientId"]) == (ARN, "MASTER", None)
    assert f"X-Amz-Signature={document['signing']['signature']}" in document["url"]
    assert document["signing"]["canonical_request"].startswith("GET\n/\nX-Amz-Algorithm=")
    assert document["signing"]["string_to_sign"].split("\n")[1] == DATE
    assert [(step["name"], step["state"]) for step in document["steps"]] == [
        ("describe", "skipped"),
        ("endpoint", "skipped"),
        ("sign", "done"),
    ]


@pytest.mark.parametrize("name", ["channel_arn", "channel_name"])
def test_without_an_endpoint_it_is_discovered(live_playground, console, name):
    play = live_playground
    channel = (getattr(play, name), "--region", play.region, "--control-plane", play.kvs_control_plane)
    for role, endpoint in (("master", play.signaling_master), ("viewer", play.signaling_viewer)):
        run = console("kvs-url", "--channel-arn", *channel, "--role", role)
        assert run.end() == 0
        (url,) = run.out
        assert url.startswith(endpoint)
        assert run.err == []


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--channel-arn", ARN, "--endpoint", "https://example.com"], 2, "wss"),
        (["--channel-arn", ARN, "--endpoint", ENDPOINT, "--client-id", "AWS_me"], 2, "AWS_"),
        (["--channel-arn", ARN, "--endpoint", ENDPOINT, "--expires", "0"], 2, "0"),
        (["--channel-arn", "arn:aws:s3:::bucket"], 2, "ARN"),
        (["--channel-arn", ARN, "--control-plane", "https://localhost:1"], 3, "refuses connections"),
        (["--channel-arn", ARN, "--control-plane", "https://no-such-host.invalid"], 3, "no address"),
    ],
)
@pytest.mark.parametrize("command", ["kvs-url", "kvs"])
def test_what_cannot_be_signed_ends_with_its_status_and_a_sentence(console, command, arguments, status, words):
    run = console(command, *arguments)
    assert run.end() == status
    run.complaint("countersign: ", words)
    assert "Traceback" not in "\n".join(run.err)


def test_a_date_that_is_none_is_status_two(console):
    run = console("kvs-url", "--channel-arn", ARN, "--endpoint", ENDPOINT, "--date", "yesterday")
    assert run.end() == 2
    run.complaint("countersign: ", "yesterday")


@pytest.mark.parametrize("command", ["kvs-url", "kvs"])
def test_without_credentials_the_status_is_four(console, command):
    run = console(command, "--channel-arn", ARN, "--endpoint", ENDPOINT, environment={})
    assert run.end() == 4
    run.complaint("AWS_ACCESS_KEY_ID")


@pytest.mark.parametrize("command", ["kvs-url", "kvs"])
def test_a_control_plane_that_refuses_is_status_one(live_playground, console, keys, command):
    play = live_playground
    wrong = {**keys, "AWS_SECRET_ACCESS_KEY": "not-the-secret-of-this-key"}
    place = ("--channel-arn", play.channel_arn, "--control-plane", play.kvs_control_plane)
    run = console(command, *place, environment=wrong)
    assert run.end() == 1
    run.complaint("countersign: ", "secret")
    everything = "\n".join((*run.out, *run.err))
    assert "not-the-secret-of-this-key" not in everything
    assert play.session_token not in everything


def test_a_refused_handshake_says_status_meaning_and_the_answers_words(live_playground, console, keys):
    play = live_playground
    wrong = {**keys, "AWS_SECRET_ACCESS_KEY": "not-the-secret-of-this-key"}
    place = ("--channel-arn", play.channel_arn, "--endpoint", play.signaling_viewer)
    run = console("kvs", *place, environment=wrong)
    assert run.end() == 1
    run.complaint("WebSocket handshake", "failed", "403")
    run.complaint("countersign: ", "signature")
    run.complaint("The server said: AccessDeniedException")
    everything = "\n".join((*run.out, *run.err))
    assert "not-the-secret-of-this-key" not in everything
    assert play.session_token not in everything


def join(play, console, role, *options):
    channel = ("--channel-arn", play.channel_arn, "--control-plane", play.kvs_control_plane, "--role", role)
    run = console("kvs", *channel, *options)
    run.hear("CONNECTED")
    return run


def test_master_and_viewer_exchange_offer_answer_and_candidates(live_playground, console):
    play = live_playground
    master = join(play, console, "master")
    viewer = join(play, console, "viewer", "--client-id", "two-processes")
    viewer.say(f"SDP_OFFER {json.dumps(OFFER)}", f"ICE_CANDIDATE {json.dumps(CANDIDATE)}")
    master.hear("<", "SDP_OFFER", "two-processes")
    master.hear("<", "ICE_CANDIDATE", "two-processes", "192.0.2.14")
    master.say(
        f"SDP_ANSWER @two-processes {json.dumps(ANSWER)}", f"ICE_CANDIDATE @two-processes {json.dumps(CANDIDATE)}"
    )
    viewer.hear("<", "SDP_ANSWER", "MASTER")
    viewer.hear("<", "ICE_CANDIDATE", "MASTER", "192.0.2.14")
    for run in (viewer, master):
        run.say("/close")
        assert run.end() == 0


def test_the_same_as_json_lines(live_playground, console):
    play = live_playground
    master = join(play, console, "master", "--json")
    viewer = join(play, console, "viewer", "--json", "--client-id", "as-json", "--wait", "0.5")
    viewer.say(json.dumps({"type": "SDP_OFFER", "payload": OFFER, "correlationId": "c-1"}))
    offer = json.loads(master.hear("SDP_OFFER", "as-json"))
    assert (offer["direction"], offer["peer"]) == ("received", "as-json")
    assert json.loads(offer["data"])["messageType"] == "SDP_OFFER"
    master.say(json.dumps({"type": "SDP_ANSWER", "recipient": "as-json", "payload": ANSWER}))
    viewer.hear("SDP_ANSWER", '"received"')
    for run in (viewer, master):
        run.end_input()
        assert run.end() == 0
        frames = [json.loads(line) for line in run.out]
        assert [frame["number"] for frame in frames] == list(range(len(frames)))
        assert [frame["kind"] for frame in frames[-3:]] == ["close", "close", "event"]


def test_the_steps_of_joining_are_told_beside_the_messages(live_playground, console):
    run = join(live_playground, console, "viewer")
    run.complaint("Describe channel", "ACTIVE", "ms")
    run.complaint("Get signaling endpoint", "ms")
    run.complaint("Get ICE servers", "TURN", "ms")
    run.complaint("Sign URL", "valid 299 s")
    run.complaint("WebSocket handshake", "101", "ms")
    assert not any("countersign:" in line for line in run.out)


def test_no_secret_is_printed_while_a_channel_is_open(live_playground, console):
    run = join(live_playground, console, "viewer")
    run.say("/ping", "/close")
    assert run.end() == 0
    everything = "\n".join((*run.out, *run.err))
    for secret in live_playground.secrets:
        assert secret not in everything


def test_what_is_odd_about_a_message_is_said_and_what_cannot_be_sent_too(live_playground, console):
    run = join(live_playground, console, "viewer")
    run.say("hello", "SDP_OFFER @somebody {}", "ICE_CANDIDATE {}", "/ping")
    run.complaint("“hello” is no type of message")
    run.complaint("A viewer can send to the master only")
    run.complaint("pong after")
    assert bytes.fromhex(run.hear("<", "PONG").split("  ")[-1])


def test_a_second_master_is_a_refusal_for_the_first(live_playground, console):
    first = join(live_playground, console, "master")
    second = join(live_playground, console, "master")
    assert first.end() == 1
    first.complaint("another master")
    second.say("/close")
    assert second.end() == 0
