"""What is refused before anything is signed, each with its own id at its own field."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.credentials import Credentials
from countersign.model.errors import SigningError
from countersign.model.url import WireUrl
from countersign.signing import EMPTY_PAYLOAD_HASH, SigningOptions, sign
from countersign.signing.input_checks import timestamp_of

DATE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = WireUrl.parse("https://a.test/")
SECRET = "a-secret-that-must-not-show"


def failure_of(**changes: object) -> tuple[str, str]:
    """Sign with everything right but `changes`; return the id and field of the refusal."""
    right = {
        "method": "GET",
        "payload_hash": EMPTY_PAYLOAD_HASH,
        "access_key_id": "AKID",
        "secret_access_key": SECRET,
    }
    right |= {"session_token": "", "region": "us-east-1", "service": "s3", "date": DATE}
    fields = right | changes
    method, payload_hash = fields.pop("method"), fields.pop("payload_hash")
    keys = {name: fields.pop(name) for name in ("access_key_id", "secret_access_key", "session_token")}
    with pytest.raises(SigningError) as caught:
        sign(method, URL, (), payload_hash, Credentials(**keys), SigningOptions(**fields))
    failure = caught.value.failure
    assert str(failure).isprintable()
    assert SECRET not in str(failure)
    return failure.id, failure.field


@pytest.mark.parametrize(
    ("changes", "failure_id", "field"),
    [
        ({"method": ""}, "method", "Method"),
        ({"method": "GET /x"}, "method", "Method"),
        ({"method": "GE\r\nT"}, "method", "Method"),
        ({"payload_hash": ""}, "payload-hash", "Payload"),
        ({"payload_hash": "abc"}, "payload-hash", "Payload"),
        ({"payload_hash": "A" * 64}, "payload-hash", "Payload"),
        ({"payload_hash": "0" * 64 + "\n"}, "payload-hash", "Payload"),
        ({"payload_hash": "unsigned-payload"}, "payload-hash", "Payload"),
        ({"access_key_id": ""}, "access-key-missing", "Access key ID"),
        ({"access_key_id": " AKID"}, "access-key-malformed", "Access key ID"),
        ({"access_key_id": "AK,ID"}, "access-key-malformed", "Access key ID"),
        ({"access_key_id": "AK\r\nID"}, "access-key-malformed", "Access key ID"),
        ({"access_key_id": "КЛЮЧ"}, "access-key-malformed", "Access key ID"),
        ({"secret_access_key": ""}, "secret-missing", "Secret access key"),
        ({"secret_access_key": f"{SECRET}\n"}, "secret-malformed", "Secret access key"),
        ({"secret_access_key": f" {SECRET}"}, "secret-malformed", "Secret access key"),
        ({"secret_access_key": "a\ud800"}, "secret-malformed", "Secret access key"),
        ({"session_token": "a b"}, "session-token-malformed", "Session token"),
        ({"session_token": "a\r\nX: y"}, "session-token-malformed", "Session token"),
        ({"region": ""}, "region-missing", "Region"),
        ({"region": "us/east"}, "region-malformed", "Region"),
        ({"region": "us-east-1\n"}, "region-malformed", "Region"),
        ({"service": ""}, "service-missing", "Service"),
        ({"service": "exe cute"}, "service-malformed", "Service"),
        ({"algorithm": "v4a", "region_set": ""}, "region-set", "Region"),
        ({"algorithm": "v4a", "region_set": "us-east-1,,x"}, "region-set", "Region"),
        ({"algorithm": "v4a", "service": ""}, "service-missing", "Service"),
        ({"algorithm": "v4a", "secret_access_key": ""}, "secret-missing", "Secret access key"),
        ({"place": "query", "expires": 0}, "expires", "Expires"),
        ({"place": "query", "expires": 604_801}, "expires", "Expires"),
        ({"date": datetime(2026, 1, 1)}, "date", "Date"),  # noqa: DTZ001 - the date without a zone is the point
    ],
)
def test_wrong_input_is_refused_at_its_field(changes: dict[str, object], failure_id: str, field: str):
    """The id is stable, the field is the control's accessible name, and no secret shows."""
    assert failure_of(**changes) == (f"signing.{failure_id}", field)


@given(st.dictionaries(st.sampled_from(["access_key_id", "session_token", "region", "service"]), st.text(max_size=8)))
def test_any_input_is_signed_in_one_line_or_refused(changes: dict[str, str]):
    """Whatever is typed, the outcome is a record with clean lines or a SigningError, never another exception."""
    fields = {"access_key_id": "AKID", "session_token": "", "region": "us-east-1", "service": "s3"} | changes
    keys = Credentials(fields["access_key_id"], SECRET, fields["session_token"])
    options = SigningOptions(fields["region"], fields["service"], DATE)
    with contextlib.suppress(SigningError):
        record = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, keys, options)
        assert len(record.string_to_sign.splitlines()) == 4
        assert all(value.isprintable() for _, value in record.headers)


def test_a_timestamp_is_basic_iso_8601_in_utc():
    """Years, months and seconds are padded; another zone is converted."""
    assert timestamp_of(DATE) == "20260102T030405Z"
    assert timestamp_of(DATE.astimezone(timezone(timedelta(hours=-9)))) == "20260102T030405Z"


def test_keys_of_other_makers_are_taken():
    """Swift's keys hold a colon, MinIO's methods and regions are free words."""
    record = sign(
        "REPORT",
        URL,
        (),
        EMPTY_PAYLOAD_HASH,
        Credentials("test:tester", "testing"),
        SigningOptions("RegionOne", "s3", DATE),
    )
    assert record.scope == "20260102/RegionOne/s3/aws4_request"
