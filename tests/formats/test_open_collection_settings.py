"""Times and redirects stand where each kind of item has a word for them, the rest among the options."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_settings import (
    http_settings,
    milliseconds,
    read_http_settings,
    read_milliseconds,
    read_socket_settings,
    socket_settings,
)
from countersign.model.request import RequestSettings

EVERY = RequestSettings(
    follow_redirects=False,
    max_redirects=3,
    verify_tls=False,
    http2=False,
    connect_timeout=None,
    read_timeout=0.25,
    total_timeout=90.0,
    proxy="none",
    client_certificate="/c.pem",
    client_key="/k.pem",
    extra_ca="/ca.pem",
    use_cookies=False,
)
COMMON = {
    "verifyTls": False,
    "http2": False,
    "readTimeout": 0.25,
    "proxy": "none",
    "clientCertificate": "/c.pem",
    "clientKey": "/k.pem",
    "extraCa": "/ca.pem",
    "useCookies": False,
}


def fields(members):
    return Fields(members, "settings", [])


def test_the_timeout_of_a_request_is_that_of_the_whole_exchange():
    members, options = http_settings(EVERY)
    assert members == {"timeout": 90_000, "followRedirects": False, "maxRedirects": 3}
    assert options == COMMON | {"connectTimeout": 0}
    assert read_http_settings(fields(members), fields(options)) == EVERY


def test_the_timeout_of_a_websocket_is_that_of_connecting():
    members, options = socket_settings(EVERY)
    assert members == {"timeout": 0}
    assert options == COMMON | {"followRedirects": False, "maxRedirects": 3, "totalTimeout": 90}
    assert read_socket_settings(fields(members), fields(options)) == EVERY


@pytest.mark.parametrize("write", [http_settings, socket_settings])
def test_defaults_are_written_nowhere(write):
    assert write(RequestSettings()) == ({}, {})


@pytest.mark.parametrize("read", [read_http_settings, read_socket_settings])
def test_nothing_and_what_is_inherited_are_the_defaults(read):
    assert read(fields({}), fields({})) == RequestSettings()
    assert read(fields({"timeout": "inherit", "maxRedirects": "inherit"}), fields({})) == RequestSettings()


def test_times_of_the_format_are_milliseconds_and_zero_is_no_limit():
    assert [milliseconds(time) for time in (None, 2.0, 0.0005)] == [0, 2000, 0.5]
    assert [read_milliseconds(fields({"t": time}), "t", 9.0) for time in (0, 1500, "250", None)] == [
        None,
        1.5,
        0.25,
        9.0,
    ]
