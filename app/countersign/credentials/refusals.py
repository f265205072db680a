"""What AWS's credential services refuse, in words.

Sources: "Errors" of each operation in the AWS STS, IAM Identity Center Portal, IAM Identity Center OIDC and Amazon
Cognito Federated Identities API References; "Common Errors" in the first.
"""

from __future__ import annotations

from dataclasses import replace

from countersign.credentials.aws_service import AwsRefusal
from countersign.credentials.network_failures import service_name
from countersign.model.errors import CredentialsError, Failure

_CLOCK_WORDS = ("signature expired", "not yet current", "requesttimetooskewed")
_CLOCK = Failure(
    "credentials.clock",
    "AWS says that this computer's clock is wrong.",
    "Set the clock (turn on network time), then try again.",
)
_BASE_ENDED = Failure(
    "credentials.base-expired",
    "The keys that this identity stands on have expired.",
    "Get new ones where they come from, then try again.",
)
_BASE_UNKNOWN = Failure(
    "credentials.base-unknown",
    "AWS does not know the keys that this identity stands on.",
    "Check whether they were deleted or belong to another partition (China, GovCloud).",
)
_BASE_WRONG = Failure(
    "credentials.base-wrong-secret",
    "AWS refused the signature, so the secret access key that this identity stands on is wrong.",
    "Save the key pair again.",
)
_DENIED = Failure(
    "credentials.denied",
    "AWS does not allow this identity what it asked for.",
    "Ask for the permission that the details name.",
)
_THROTTLED = Failure("credentials.throttled", "AWS got too many requests.", "Wait a little, then try again.")
_DISABLED = Failure(
    "credentials.region-disabled",
    "STS is switched off in this region for the account.",
    "Choose another region, or activate it under Account settings in the IAM console.",
)
_MFA = Failure("credentials.mfa-wrong", "The MFA code was not accepted.", "Wait for the next code, then try again.")
_WEB_TOKEN = Failure(
    "credentials.web-identity-refused",
    "AWS did not accept the web identity token.",
    "Get a fresh token into the file that AWS_WEB_IDENTITY_TOKEN_FILE or the profile names.",
)

_BY_CODE = {
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "ExpiredToken": _BASE_ENDED,
    "ExpiredTokenException": _BASE_ENDED,
    "IDPRejectedClaim": _WEB_TOKEN,
    "InvalidClientTokenId": _BASE_UNKNOWN,
    "InvalidIdentityToken": _WEB_TOKEN,
    "RegionDisabledException": _DISABLED,
    "RequestTimeTooSkewed": _CLOCK,
    "SignatureDoesNotMatch": _BASE_WRONG,
    "Throttling": _THROTTLED,
    "ThrottlingException": _THROTTLED,
    "TooManyRequestsException": _THROTTLED,
    "UnrecognizedClientException": _BASE_UNKNOWN,
}


def refused(refusal: AwsRefusal) -> CredentialsError:
    """Return the error that says why AWS refused."""
    return CredentialsError(replace(_failure(refusal), field="Identity", detail=refusal_detail(refusal)))


def refusal_detail(refusal: AwsRefusal) -> str:
    """Return AWS's own words."""
    return f"{refusal.code}: {refusal.message}" if refusal.message else refusal.code


def _failure(refusal: AwsRefusal) -> Failure:
    if any(words in f"{refusal.code} {refusal.message}".lower() for words in _CLOCK_WORDS):
        return _CLOCK
    if "MultiFactorAuthentication failed" in refusal.message:
        return _MFA
    if refusal.operation == "assume_role_with_web_identity" and refusal.code.startswith("ExpiredToken"):
        return _WEB_TOKEN
    found = _BY_CODE.get(refusal.code)
    if found is not None:
        return found
    name = service_name(refusal.service)
    if refusal.status >= 500:
        return Failure("credentials.service-down", f"{name} has a fault of its own.", "Try again in a minute.")
    return Failure("credentials.refused", f"{name} refused the request.", "The details say why.")
