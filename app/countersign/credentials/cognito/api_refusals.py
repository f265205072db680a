"""Every error of the user pools API in words.

Sources: the error lists of InitiateAuth, RespondToAuthChallenge, GetTokensFromRefreshToken and RevokeToken, Amazon
Cognito user pools API reference.
"""

from __future__ import annotations

from dataclasses import replace

from countersign.credentials.cognito.refusals import (
    DEVICE_UNKNOWN,
    FLOW_DISABLED,
    REFRESH_REFUSED,
    REFUSED_REFRESH,
    SECRET_MISSING,
    SECRET_WRONG,
    SESSION_ENDED,
    WRONG_CODE,
    WRONG_PASSWORD,
    unknown,
)
from countersign.model.errors import Failure

# (what the message holds, the failure); the first that fits counts. One type has many causes: its words decide.
_NOT_AUTHORIZED = (
    ("incorrect username or password", WRONG_PASSWORD),
    (
        "user is disabled",
        Failure("cognito.user-disabled", "This user is disabled.", "Ask who runs the user pool.", "User name"),
    ),
    (
        "attempts exceeded",
        Failure(
            "cognito.too-many-attempts",
            "Too many wrong passwords: Cognito has locked this user for a while.",
            "Wait before the next try; each one makes the wait longer.",
            "Password",
        ),
    ),
    (
        "temporary password",
        Failure(
            "cognito.temporary-password-ended",
            "The temporary password has ended.",
            "Ask who runs the user pool to send a new one.",
            "Password",
        ),
    ),
    ("secret_hash was not received", SECRET_MISSING),
    ("secret hash", SECRET_WRONG),
    ("session", SESSION_ENDED),
    ("refresh token", REFUSED_REFRESH),
    ("device", DEVICE_UNKNOWN),
)
_BY_TYPE = {
    "UserNotFoundException": Failure(
        "cognito.user-not-found",
        "There is no such user in this user pool.",
        "Check the user name, and whether the user pool is the right one.",
        "User name",
    ),
    "UserNotConfirmedException": Failure(
        "cognito.user-unconfirmed",
        "This user was not confirmed yet.",
        "Confirm the user with the code from the sign-up message, or in the Cognito console.",
        "User name",
    ),
    "PasswordResetRequiredException": Failure(
        "cognito.password-reset",
        "The user must first choose a new password.",
        "Use “Forgot password” in the hosted UI.",
        "Password",
    ),
    "TooManyRequestsException": Failure(
        "cognito.throttled",
        "Cognito gets too many requests for this user pool at the moment.",
        "Wait a little, then try again.",
    ),
    "LimitExceededException": Failure(
        "cognito.throttled", "A limit of this user pool is reached.", "Wait a little, then try again."
    ),
    "TooManyFailedAttemptsException": Failure(
        "cognito.too-many-attempts",
        "Too many wrong attempts: Cognito makes this user wait.",
        "Wait before the next try.",
        "Code",
    ),
    "CodeMismatchException": WRONG_CODE,
    "EnableSoftwareTokenMFAException": WRONG_CODE,
    "ExpiredCodeException": Failure(
        "cognito.code-ended", "The code has ended.", "Begin again, to get a new one.", "Code"
    ),
    "InvalidPasswordException": Failure(
        "cognito.password-policy",
        "The new password does not fit the user pool's rules.",
        "Read the rule in the details, then choose another.",
        "New password",
    ),
    "PasswordHistoryPolicyViolationException": Failure(
        "cognito.password-policy", "The new password was used before.", "Choose another.", "New password"
    ),
    "ResourceNotFoundException": Failure(
        "cognito.client-not-found",
        "Cognito knows no such app client in this region.",
        "Check the app client ID and the user pool ID.",
        "App client ID",
    ),
    "UserLambdaValidationException": Failure(
        "cognito.trigger",
        "A Lambda trigger of the user pool refused the sign-in.",
        "Its own words are in the details.",
    ),
    "UnexpectedLambdaException": Failure(
        "cognito.trigger",
        "A Lambda trigger of the user pool failed.",
        "Look at its log; its words are in the details.",
    ),
    "InvalidLambdaResponseException": Failure(
        "cognito.trigger",
        "A Lambda trigger of the user pool gave an answer that Cognito does not understand.",
        "Look at its log.",
    ),
    "ForbiddenException": Failure(
        "cognito.waf", "The user pool's firewall (AWS WAF) refused the request.", "Ask who runs the user pool."
    ),
    "RefreshTokenReuseException": Failure(
        REFRESH_REFUSED,
        "This refresh token was used before, and the user pool takes each one once.",
        "Sign in again.",
        "Sign in with",
    ),
    "MFAMethodNotFoundException": Failure(
        "cognito.mfa-missing",
        "The user has not set up this second factor.",
        "Choose another, or set it up first.",
        "Code",
    ),
    "SoftwareTokenMFANotFoundException": Failure(
        "cognito.mfa-missing",
        "The user has not set up an authenticator app.",
        "Choose another second factor.",
        "Code",
    ),
    "UnsupportedTokenTypeException": Failure(
        "cognito.not-revocable", "Cognito cannot revoke a token of this kind.", "It ends by itself."
    ),
    "UnsupportedOperationException": Failure(
        "cognito.not-revocable",
        "Token revocation is switched off for this app client.",
        "Switch it on, or wait until the token ends.",
    ),
    "UnauthorizedException": SECRET_WRONG,
}


def api_failure(error_type: str, words: str, status: int) -> Failure:
    """Return the failure of an API call; `words` are already free of secrets."""
    kind = error_type.rpartition("#")[2].partition(":")[0]
    lower = words.lower()
    if "device" in lower and kind in {"ResourceNotFoundException", "InvalidParameterException"}:
        found: Failure | None = DEVICE_UNKNOWN
    elif kind == "NotAuthorizedException":
        found = next((failure for part, failure in _NOT_AUTHORIZED if part in lower), None)
    elif kind == "InvalidParameterException" and ("not enabled" in lower or "not supported" in lower):
        found = FLOW_DISABLED
    else:
        found = _BY_TYPE.get(kind)
    if found is not None:
        return replace(found, detail=words)
    return unknown(kind, words, status)
