"""What services hand out is complete, not yet over, and known to the redactor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.issued_credentials import COGNITO, PORTAL, STS, IssuedCredentials, parsed_time
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def issued(redactor: Redactor | None = None) -> IssuedCredentials:
    return IssuedCredentials(redactor or Redactor(), lambda: NOW)


def test_each_service_has_names_of_its_own():
    sts = {"AccessKeyId": "A", "SecretAccessKey": "B", "SessionToken": "C", "Expiration": LATER}
    portal = {"accessKeyId": "A", "secretAccessKey": "B", "sessionToken": "C", "expiration": LATER.timestamp() * 1000}
    cognito = {"AccessKeyId": "A", "SecretKey": "B", "SessionToken": "C", "Expiration": LATER}
    portal["expiration"] = int(portal["expiration"])
    for answer, keys in ((sts, STS), (portal, PORTAL), (cognito, COGNITO)):
        assert issued().read(answer, keys, "AWS") == Credentials("A", "B", "C", LATER)


def test_secrets_are_known_even_where_the_rest_is_refused():
    redactor = Redactor()
    with pytest.raises(CredentialsError) as raised:
        issued(redactor).read({"SecretAccessKey": "a-secret-key", "SessionToken": "a-token-1"}, STS, "AWS STS")
    assert raised.value.failure.sentence == "AWS STS gave credentials without AccessKeyId."
    assert redactor.scrub("a-secret-key a-token-1") == "••• •••"


@pytest.mark.parametrize("end", [NOW, NOW - timedelta(seconds=1)])
def test_credentials_that_are_over_are_refused(end):
    with pytest.raises(CredentialsError) as raised:
        issued().read({"AccessKeyId": "A", "SecretAccessKey": "B", "Expiration": end}, STS, "AWS STS")
    assert raised.value.failure.id == "credentials.issued-expired"


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22T12:30:00Z",
        "2026-11-22T12:30:00UTC",
        " 2026-11-22T14:30:00+02:00 ",
        1795350600000,
        datetime(2026, 11, 22, 14, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 11, 22, 12, 30),  # noqa: DTZ001 - a time without a zone is the case
    ],
)
def test_times_in_every_form(value):
    assert parsed_time(value) == datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none()))
def test_anything_else_is_no_time_or_a_time_in_utc(value):
    time = parsed_time(value)
    assert time is None or time.utcoffset() == timedelta(0)
