"""The signed URL: AWS's own vectors, a second signer, and what is refused before anything is signed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.signed_url import (
    expires_at,
    sign_channel_url,
    sign_websocket_url,
    signaling_endpoint,
    signed_at,
    url_base,
    url_parts,
)
from countersign.model.credentials import Credentials
from countersign.model.errors import InputError
from countersign.signing import EMPTY_PAYLOAD_HASH
from tests.kvs.examples import ARN, KEYS, SIGNED_AT

ENDPOINT = "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com"
AWSCRT = Path(__file__).parents[1] / "signing" / "awscrt_process.py"


def channel_url(**changes: object):
    given_ = {
        "endpoint": ENDPOINT,
        "arn": ARN,
        "role": "VIEWER",
        "client_id": "viewer-7d2f",
        "credentials": KEYS,
        "region": "us-west-2",
        "date": SIGNED_AT,
        **changes,
    }
    return sign_channel_url(**given_)


def test_every_vector_of_the_javascript_sdk_is_met_byte_for_byte(vectors: Path):
    cases = json.loads((vectors / "kvs" / "signed_urls.json").read_text())
    assert len(cases) >= 4
    for case in cases:
        record = sign_websocket_url(
            case["endpoint"],
            case["query"].items(),
            Credentials(case["access_key_id"], case["secret_access_key"], case["session_token"] or ""),
            case["region"],
            datetime.fromisoformat(case["date"]),
            service=case["service"],
        )
        assert str(record.url) == case["expected_url"], case["name"]


def test_awscrt_signs_three_hundred_channel_urls_alike(tmp_path: Path):
    """AWS's C signer, asked for the same GET with the same query, comes to the same signature."""
    chance = Random(20191201)
    records, questions = [], []
    for _ in range(300):
        keys = replace(KEYS, session_token=chance.choice(["", "IQoJb3JpZ2luX2VjE+/==", "t" * 900]))
        role, expires = chance.choice(["MASTER", "VIEWER"]), chance.choice([1, 60, 299])
        region = chance.choice(["us-west-2", "eu-central-1"])
        arn = ARN.replace("us-west-2", region).replace("front", chance.choice(["a", "B_2", "c.3-"]))
        endpoint = f"wss://{chance.choice('mv')}-{chance.getrandbits(32):08x}.kinesisvideo.{region}.amazonaws.com"
        date = datetime.fromtimestamp(1_500_000_000 + chance.randrange(10**8), UTC)
        record = sign_channel_url(endpoint, arn, role, "v.1_-" + str(chance.random()), keys, region, date, expires)
        target = f"/?X-Amz-ChannelARN={quote(arn, safe='')}"
        client_id = dict(parse_qsl(record.url.query)).get("X-Amz-ClientId")
        target += f"&X-Amz-ClientId={client_id}" if client_id else ""
        records.append(record)
        questions.append(
            {
                "method": "GET",
                "target": target,
                "headers": [("Host", record.url.authority)],
                "access_key_id": keys.access_key_id,
                "secret_access_key": keys.secret_access_key,
                "session_token": keys.session_token,
                "place": "query",
                "required_only": False,
                "v4a": False,
                "region": region,
                "service": "kinesisvideo",
                "date": date.isoformat(),
                "s3_path": False,
                "normalize": True,
                "payload_hash": EMPTY_PAYLOAD_HASH,
                "hash_header": False,
                "expires": expires,
                "token_appended": False,
            }
        )
    done = subprocess.run(
        [sys.executable, str(AWSCRT), str(tmp_path / "awscrt.log")],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    for record, answer in zip(records, json.loads(done.stdout), strict=True):
        theirs = dict(parse_qsl(urlsplit(answer["target"]).query))
        assert dict(parse_qsl(record.url.query)) == theirs
    assert {"X-Amz-ClientId" in str(record.url) for record in records} == {True, False}


def test_a_master_sends_no_client_id_and_the_path_is_a_slash():
    master = channel_url(role="MASTER", client_id="viewer-7d2f")
    assert "X-Amz-ClientId" not in str(master.url)
    assert master.url.path == "/"
    assert master.signed_headers == "host"
    assert master.payload_hash == EMPTY_PAYLOAD_HASH
    assert str(channel_url().url).startswith(f"{ENDPOINT}/?X-Amz-Algorithm=")


def test_the_session_token_is_inside_the_signature():
    """Another token is another signature: it was signed, not appended."""
    one = channel_url(credentials=replace(KEYS, session_token="FirstToken123"))
    two = channel_url(credentials=replace(KEYS, session_token="SecondToken12"))
    assert one.session_token_signed
    assert one.signature != two.signature
    assert "X-Amz-Security-Token=FirstToken123" in one.canonical_request


def test_a_url_is_taken_apart_in_its_order_and_its_secrets_are_named():
    record = channel_url(credentials=replace(KEYS, session_token="To+ken/1=="))
    parts = url_parts(record)
    assert [part.name for part in parts] == sorted(part.name for part in parts)
    values = {part.name: part.value for part in parts}
    assert values["X-Amz-ChannelARN"] == ARN
    assert values["X-Amz-Security-Token"] == "To+ken/1=="
    assert values["X-Amz-Signature"] == record.signature
    assert {part.name for part in parts if part.secret} == {"X-Amz-Signature", "X-Amz-Security-Token"}
    assert url_base(record) == f"{ENDPOINT}/"
    assert url_parts(str(record.url)) == parts


def test_a_url_says_when_it_begins_and_ends():
    record = channel_url(expires=60)
    assert signed_at(record) == SIGNED_AT.timestamp()
    assert expires_at(record) == SIGNED_AT.timestamp() + 60
    assert expires_at("wss://example.com/?X-Amz-Date=yesterday&X-Amz-Expires=10") is None
    assert expires_at("wss://example.com/?X-Amz-Date=20261122T021402Z&X-Amz-Expires=" + "9" * 5000) is None
    assert signed_at("wss://example.com/") is None


@given(st.text())
def test_any_text_is_taken_apart_without_an_error(text: str):
    assert isinstance(url_parts(text), tuple)
    assert isinstance(url_base(text), str)
    expires_at(text)
    signed_at(text)


@pytest.mark.parametrize("expires", [0, -1, 300, 604_800])
def test_a_lifetime_beyond_what_signaling_takes_is_refused(expires: int):
    with pytest.raises(InputError) as refused:
        channel_url(expires=expires)
    assert refused.value.failure.field == "Expires"
    assert "299" in refused.value.failure.action


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": ""}, "Signaling client ID"),
        ({"client_id": "AWS_me"}, "Signaling client ID"),
        ({"arn": "front-door"}, "Channel ARN"),
        ({"region": ""}, "Region"),
        ({"endpoint": ""}, "Endpoint"),
        ({"endpoint": "v-a1b2c3d4.kinesisvideo"}, "Endpoint"),
        ({"credentials": Credentials("", "")}, "Access key ID"),
    ],
)
def test_what_cannot_be_signed_is_refused_at_its_field(changes: dict, field: str):
    with pytest.raises(InputError) as refused:
        channel_url(**changes)
    assert refused.value.failure.field == field


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("https://r-1.kinesisvideo.us-west-2.amazonaws.com", "HTTPS endpoint"),
        ("http://localhost:8080", "not opened over http"),
        ("ws://v-1.kinesisvideo.us-west-2.amazonaws.com", "not opened over ws"),
        (f"{ENDPOINT}/?X-Amz-ChannelARN=x", "has a query already"),
    ],
)
def test_an_endpoint_that_no_channel_opens_on_is_refused(endpoint: str, said: str):
    with pytest.raises(InputError) as refused:
        signaling_endpoint(endpoint)
    assert said in refused.value.failure.sentence
    assert refused.value.failure.field == "Endpoint"


def test_without_tls_only_this_machine_is_an_endpoint():
    assert str(signaling_endpoint("ws://127.0.0.1:8443")) == "ws://127.0.0.1:8443/"
    assert str(signaling_endpoint(f"{ENDPOINT}#fragment")) == f"{ENDPOINT}/"


def test_the_record_shows_no_secret_key():
    assert KEYS.secret_access_key not in repr(channel_url())
