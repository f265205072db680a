"""What AWS says of a signature or of the keys behind it, alike for calls and for handshakes.

Sources: "Common errors", Kinesis Video Streams API Reference; "Troubleshoot signed requests", IAM User Guide.
"""

from __future__ import annotations

from countersign.kvs.aws_words import AwsWords
from countersign.model.errors import Failure

_EXPIRED = Failure(
    "kvs.credentials-expired",
    "The session token of this identity has expired.",
    "Renew the identity, then connect again.",
    field="Identity",
)
_UNKNOWN = Failure(
    "kvs.credentials-unknown",
    "AWS does not know these keys.",
    "Check that they were not deleted, that their session token is the right one, and that the partition is.",
    field="Identity",
)
_CLOCK = Failure(
    "kvs.clock",
    "AWS says that this signature is not of its time: this computer's clock is wrong, or the date is fixed.",
    "Set the clock (turn on network time), or take out the fixed date.",
)
_WRONG_SECRET = Failure(
    "kvs.signature",
    "AWS computed another signature, so the secret access key is wrong, or the request was changed on its way.",
    "Save the key pair again; if a proxy stands in between, check what it changes.",
    field="Identity",
)
_UNSIGNED = Failure(
    "kvs.unsigned",
    "AWS found no signature in the request.",
    "Check whether a proxy takes the signature out.",
)


# What AWS says, lower case, and what it means; the first that fits counts.
_BY_WORDS = (
    (("signature expired", "not yet current", "requesttimetooskewed"), _CLOCK),
    (("expiredtoken", "token included in the request is expired", "token has expired", "expired token"), _EXPIRED),
    (("unrecognizedclient", "invalidclienttokenid", "token included in the request is invalid"), _UNKNOWN),
    (("invalidsignature", "signaturedoesnotmatch", "signature we calculated"), _WRONG_SECRET),
    (("missingauthenticationtoken", "incompletesignature"), _UNSIGNED),
)


def credentials_failure(words: AwsWords, region: str) -> Failure | None:
    """Return the failure for keys or a signature that AWS did not accept; None where it says nothing of them."""
    # It comes with the code of a wrong signature.
    if words.says("credential should be scoped", "scoped to a valid region"):
        return Failure(
            "kvs.region-mismatch",
            f"The service at this address does not belong to {region}, for which the request was signed.",
            "Choose the region that the endpoint names.",
            field="Region",
        )
    return next((failure for said, failure in _BY_WORDS if words.says(*said)), None)
