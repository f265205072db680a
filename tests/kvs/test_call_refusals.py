"""Why a call came to nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.call_refusals import Asked, call_failure, unreadable_answer
from countersign.model.errors import Failure
from tests.kvs.examples import ARN, answered, unanswered, words

DESCRIBE = Asked("DescribeSignalingChannel", "us-west-2", "front-door-camera")
NOT_ALLOWED = "User: x is not authorized to perform: kinesisvideo:DescribeSignalingChannel on resource: y"


def refused(status: int, code: str, message: str = "", asked: Asked = DESCRIBE) -> Failure:
    failure = call_failure(asked, answered(status, {"__type": code, "message": message}), words)
    assert failure is not None
    return failure


@pytest.mark.parametrize(
    ("status", "code", "message", "failure_id"),
    [
        (404, "ResourceNotFoundException", "gone", "kvs.channel-not-found"),
        (403, "AccessDeniedException", NOT_ALLOWED, "kvs.denied"),
        (401, "NotAuthorizedException", "", "kvs.denied"),
        (400, "ClientLimitExceededException", "", "kvs.throttled"),
        (429, "", "", "kvs.throttled"),
        (400, "ThrottlingException", "Rate exceeded", "kvs.throttled"),
        (400, "AccountChannelLimitExceededException", "", "kvs.channel-limit"),
        (400, "InvalidArgumentException", "", "kvs.invalid-argument"),
        (400, "InvalidClientException", "", "kvs.client-refused"),
        (400, "SessionExpiredException", "", "kvs.session-ended"),
        (400, "ResourceInUseException", "", "kvs.channel-busy"),
        (403, "ExpiredTokenException", "", "kvs.credentials-expired"),
        (403, "InvalidSignatureException", "Credential should be scoped to a valid region", "kvs.region-mismatch"),
        (500, "InternalFailure", "", "kvs.service-down"),
        (503, "", "", "kvs.service-down"),
        (302, "", "", "kvs.redirected"),
        (418, "TeapotException", "", "kvs.refused"),
    ],
)
def test_each_refusal_has_its_failure(status: int, code: str, message: str, failure_id: str):
    failure = refused(status, code, message)
    assert failure.id == failure_id
    assert failure.sentence.endswith(".")
    assert failure.detail


def test_a_denial_names_the_permission_and_the_channel():
    failure = refused(403, "AccessDeniedException", "", Asked("GetIceServerConfig", "us-west-2", ARN))
    assert "kinesisvideo:GetIceServerConfig" in failure.sentence
    assert ARN in failure.action
    assert failure.field == "Identity"
    denied = refused(403, "AccessDeniedException", f"{NOT_ALLOWED} with an explicit deny in a policy")
    assert "A policy forbids" in denied.sentence


def test_a_missing_channel_is_blamed_on_the_field_that_named_it():
    by_arn = Asked("DescribeSignalingChannel", "us-west-2", ARN, "Channel ARN")
    assert refused(404, "ResourceNotFoundException").field == "Channel name"
    assert refused(404, "ResourceNotFoundException", asked=by_arn).field == "Channel ARN"
    assert "us-west-2" in refused(404, "ResourceNotFoundException").sentence


def test_a_name_in_use_is_a_channel_that_exists():
    asked = Asked("CreateSignalingChannel", "us-west-2", "front-door-camera")
    assert refused(400, "ResourceInUseException", asked=asked).id == "kvs.channel-exists"


def test_the_networks_own_failure_is_passed_on():
    failure = Failure("dns.unknown-host", "There is no address.")
    assert call_failure(DESCRIBE, unanswered(failure), words) is failure


def test_a_good_answer_is_no_failure():
    assert call_failure(DESCRIBE, answered(200, {}), words) is None


def test_an_unreadable_answer_says_of_which_call_it_is():
    assert (
        "DescribeSignalingChannel cannot be read: it is not JSON."
        in unreadable_answer(DESCRIBE, "it is not JSON").sentence
    )


@given(st.integers(300, 599), st.binary(max_size=200))
def test_any_other_answer_is_a_failure(status: int, body: bytes):
    failure = call_failure(DESCRIBE, answered(status, body), words)
    assert failure is not None
    assert failure.id.startswith("kvs.")
