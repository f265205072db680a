"""What a refused signaling handshake means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.refusals import Handshake, explain_refusal
from countersign.kvs.signed_url import sign_channel_url
from countersign.model.errors import Failure
from tests.kvs.examples import ARN, KEYS, SIGNED_AT, response, words

NOW = SIGNED_AT.timestamp() + 1


def sent(
    role: str = "VIEWER",
    client_id: str = "viewer-1",
    endpoint: str = "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com",
    region: str = "us-west-2",
    keys=KEYS,
    **changes: object,
) -> Handshake:
    record = sign_channel_url(endpoint, ARN, role, "viewer-1", keys, region, SIGNED_AT)
    return replace(Handshake(role, ARN, client_id, record, NOW), **changes)


def cause(handshake: Handshake, status: int, body: object = b"") -> Failure:
    return explain_refusal(handshake, response(status, body), words)


@pytest.mark.parametrize(
    ("handshake", "failure_id", "said"),
    [
        (sent(client_id="AWS_viewer"), "kvs.client-id", "starts with AWS_"),
        (sent(client_id=""), "kvs.client-id", "needs a client ID"),
        (sent(client_id="a b"), "kvs.client-id", "a character that AWS does not take"),
        (sent(arn="arn:aws:broken"), "kvs.channel-arn", "is not the ARN"),
        (sent(role="MASTER"), "kvs.endpoint-role", "the endpoint of the viewer, but this connects as master"),
        (
            sent(endpoint="wss://m-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com"),
            "kvs.endpoint-role",
            "the endpoint of the master, but this connects as viewer",
        ),
        (sent(endpoint="wss://signaling.example.com"), "kvs.endpoint-role", "probably for the other role"),
        (sent(at=NOW + 1000), "kvs.url-expired", "had expired"),
        (sent(), "kvs.url-refused", "does not accept the URL"),
    ],
)
def test_a_400_is_the_url(handshake: Handshake, failure_id: str, said: str):
    failure = cause(handshake, 400)
    assert failure.id == failure_id
    assert said in failure.sentence
    assert failure.action


@pytest.mark.parametrize(
    ("handshake", "body", "failure_id"),
    [
        (sent(), b"", "kvs.denied"),
        (sent(at=NOW + 400), b"", "kvs.url-expired"),
        (sent(at=NOW - 4000), b"", "kvs.url-early"),
        (sent(region="eu-west-1"), b"", "kvs.region-mismatch"),
        (sent(keys=replace(KEYS, access_key_id="ASIAIOSFODNN7EXAMPLE")), b"", "kvs.token-missing"),
        (sent(), {"message": "The security token included in the request is expired"}, "kvs.credentials-expired"),
        (sent(), {"message": "The request signature we calculated does not match"}, "kvs.signature"),
        (sent(), {"message": "Signature expired: 20261122T021402Z is now earlier than"}, "kvs.clock"),
        (sent(at=NOW + 400), {"message": "Signature expired: 20261122T021402Z is now earlier"}, "kvs.url-expired"),
        (sent(at=NOW - 4000), {"message": "Signature not yet current: 20261122T021402Z"}, "kvs.url-early"),
        (sent(), {"message": "The security token included in the request is invalid."}, "kvs.credentials-unknown"),
        (
            sent(keys=replace(KEYS, access_key_id="ASIAIOSFODNN7EXAMPLE")),
            {"message": "The security token included in the request is invalid."},
            "kvs.token-missing",
        ),
        (
            sent(at=NOW + 400),
            {"message": "not authorized to perform: kinesisvideo:ConnectAsViewer"},
            "kvs.denied",
        ),
    ],
)
def test_a_403_is_the_signature_or_the_permission(handshake: Handshake, body: object, failure_id: str):
    assert cause(handshake, 403, body).id == failure_id


def test_without_any_hint_the_permission_comes_first_and_the_keys_are_named_too():
    failure = cause(sent(), 403)
    assert failure.sentence == "This identity lacks the permission kinesisvideo:ConnectAsViewer."
    assert ARN in failure.action
    assert "The server gave no reason (HTTP 403)." in failure.detail
    assert "It may also be this: The keys are wrong" in failure.detail
    assert "kinesisvideo:ConnectAsMaster" in cause(sent("MASTER"), 403).sentence


def test_what_the_server_said_stands_in_the_detail_without_secrets():
    failure = explain_refusal(
        sent(), response(403, {"message": "got TOPSECRET"}), lambda text: text.replace("TOP", "•")
    )
    assert "got •SECRET" in failure.detail


def test_a_404_is_the_channel():
    failure = cause(sent(), 404)
    assert failure.id == "kvs.channel-not-found"
    assert "front-door-camera" in failure.sentence
    assert "created again" in failure.action


@pytest.mark.parametrize(
    ("status", "body", "failure_id"),
    [
        (400, {"__type": "ClientLimitExceededException"}, "kvs.throttled"),
        (429, b"", "kvs.throttled"),
        (500, b"", "kvs.signaling-down"),
        (503, b"", "kvs.signaling-down"),
        (200, b"", "kvs.no-signaling"),
        (302, b"", "kvs.no-signaling"),
        (426, b"", "kvs.no-signaling"),
    ],
)
def test_other_answers_have_their_own_words(status: int, body: object, failure_id: str):
    assert cause(sent(), status, body).id == failure_id
    assert (
        cause(sent("MASTER", endpoint="wss://m-1.kinesisvideo.us-west-2.amazonaws.com"), status, body).id
        == failure_id
    )


@given(st.integers(200, 599), st.binary(max_size=100), st.text(max_size=20), st.text(max_size=20))
def test_any_answer_to_anything_has_a_cause(status: int, body: bytes, arn: str, client_id: str):
    failure = cause(sent(arn=arn, client_id=client_id), status, body)
    assert failure.sentence
    assert failure.detail
    assert KEYS.secret_access_key not in str(failure)
