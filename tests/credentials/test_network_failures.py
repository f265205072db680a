"""Whatever a transport raises becomes a sentence on the service and the region."""

from __future__ import annotations

import http.client

import pytest
from botocore import exceptions

from countersign.credentials.network_failures import network_failure, service_name


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (exceptions.ConnectTimeoutError(endpoint_url="x"), "credentials.timeout"),
        (exceptions.ReadTimeoutError(endpoint_url="x"), "credentials.timeout"),
        (exceptions.EndpointConnectionError(endpoint_url="x"), "credentials.unreachable"),
        (exceptions.ConnectionClosedError(endpoint_url="x"), "credentials.unreachable"),
        (exceptions.SSLError(endpoint_url="x", error="y"), "credentials.tls"),
        (exceptions.ProxyConnectionError(proxy_url="x"), "credentials.proxy"),
        (exceptions.NoRegionError(), "credentials.region"),
        (exceptions.InvalidRegionError(region_name="x"), "credentials.region"),
        (exceptions.ParamValidationError(report="x"), "credentials.parameters"),
        (http.client.IncompleteRead(b""), "credentials.answer"),
        (ConnectionRefusedError(), "credentials.unreachable"),
        (TimeoutError(), "credentials.timeout"),
        (RuntimeError("odd"), "credentials.failed"),
    ],
)
def test_errors_are_told_apart(error, expected):
    failure = network_failure(error, "sts", "eu-west-1", lambda text: text)
    assert failure.id == expected
    assert failure.action
    assert failure.field == "Identity"


def test_the_words_of_a_library_are_scrubbed_and_short():
    failure = network_failure(RuntimeError("secret " * 200), "sts", "", lambda text: text.replace("secret", "•••"))
    assert "secret" not in failure.detail
    assert len(failure.detail) == 500


def test_unknown_services_have_a_name_too():
    assert service_name("s3") == "AWS s3"
