"""What AWS says of keys and signatures."""

from __future__ import annotations

import pytest

from countersign.kvs.aws_words import AwsWords
from countersign.kvs.credentials_refusals import credentials_failure


@pytest.mark.parametrize(
    ("code", "message", "failure_id"),
    [
        ("ExpiredTokenException", "The security token included in the request is expired", "kvs.credentials-expired"),
        (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
            "kvs.credentials-unknown",
        ),
        ("InvalidSignatureException", "The request signature we calculated does not match", "kvs.signature"),
        ("InvalidSignatureException", "Signature expired: 20261122T021402Z is now earlier than", "kvs.clock"),
        ("InvalidSignatureException", "Signature not yet current", "kvs.clock"),
        ("InvalidSignatureException", "Credential should be scoped to a valid region.", "kvs.region-mismatch"),
        ("MissingAuthenticationTokenException", "Missing Authentication Token", "kvs.unsigned"),
    ],
)
def test_each_complaint_of_aws_has_its_failure(code: str, message: str, failure_id: str):
    failure = credentials_failure(AwsWords(code, message), "us-west-2")
    assert failure.id == failure_id
    assert failure.action


def test_other_words_say_nothing_of_keys():
    assert credentials_failure(AwsWords("ResourceNotFoundException", "The channel is gone"), "us-west-2") is None
    assert credentials_failure(AwsWords(), "us-west-2") is None
