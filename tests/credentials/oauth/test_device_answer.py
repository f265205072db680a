"""A device answer gives a code and a page that a browser may open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from countersign.credentials.oauth.device_answer import read_device_authorization
from countersign.model.errors import CredentialsError
from tests.credentials.oauth.scripted_provider import NOW

GOOD = {
    "user_code": "WDJB-MJHT",
    "device_code": "GmRhmhcxhwAzkoEqiMEg",
    "verification_uri": "https://example.com/device",
    "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
    "expires_in": 1800,
    "interval": 7,
}


def read(*, plain_loopback: bool = False, **changes):
    document = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return read_device_authorization(document, NOW, plain_loopback=plain_loopback)


def test_everything_is_read():
    device = read()
    assert (device.user_code, device.verification_uri) == ("WDJB-MJHT", "https://example.com/device")
    assert device.verification_uri_complete == GOOD["verification_uri_complete"]
    assert device.expires_at == NOW + timedelta(minutes=30)
    assert device.interval == 7
    assert GOOD["device_code"] not in repr(device)


def test_what_may_be_missing_has_a_value():
    device = read(interval=None, verification_uri_complete=None, expires_in=None)
    assert device.interval == 5
    assert device.verification_uri_complete == ""
    assert device.expires_at == NOW + timedelta(minutes=10)


def test_the_old_name_of_the_page_is_read():
    assert read(verification_uri=None, verification_url="https://example.com/old").verification_uri.endswith("/old")


def test_an_interval_of_nothing_does_not_flood_the_provider():
    assert read(interval=0).interval == 1


def test_a_provider_on_this_machine_may_name_a_plain_page():
    assert read(verification_uri="http://localhost:1/d", plain_loopback=True).verification_uri


@pytest.mark.parametrize(
    "changes",
    [
        {"user_code": None},
        {"user_code": "two\nlines"},
        {"user_code": "x" * 100},
        {"device_code": None},
        {"device_code": 7},
        {"verification_uri": None},
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri": "file:///etc/passwd"},
        {"verification_uri": "http://example.com/"},
        {"verification_uri": "http://localhost/"},
        {"verification_uri_complete": "ssh://example.com/"},
    ],
)
def test_an_answer_that_cannot_be_shown_or_opened_is_refused(changes):
    with pytest.raises(CredentialsError) as caught:
        read(**changes)
    assert caught.value.failure.id == "oauth.device-answer"
