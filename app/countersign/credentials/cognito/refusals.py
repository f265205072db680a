"""Why there is no token: one id, one sentence and one action for each cause.

Sources: "Token endpoint", Amazon Cognito Developer Guide; RFC 6749, section 5.2.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from countersign.model.errors import CredentialsError, Failure

WORST_SKEW = timedelta(minutes=5)
REFRESH_REFUSED = "cognito.refresh-refused"
# These say nothing about the tokens that are held: the call may work later.
PASSING = frozenset({"cognito.unreachable", "cognito.timeout", "cognito.throttled", "cognito.server-error"})

_AGAIN = "Sign in again."
_TYPE_AGAIN = "Type them again; capital letters count."
_CHECK_SECRET = "Copy the client secret again from the app client's page, and save it with the user pool."

WRONG_PASSWORD = Failure("cognito.wrong-password", "The user name or the password is wrong.", _TYPE_AGAIN, "Password")
SESSION_ENDED = Failure(
    "cognito.session-ended", "This sign-in took too long: Cognito no longer knows it.", "Begin again.", "Password"
)
SECRET_WRONG = Failure(
    "cognito.client-secret", "Cognito does not take this client secret.", _CHECK_SECRET, "Client secret"
)
SECRET_MISSING = Failure(
    "cognito.client-secret-missing",
    "This app client has a secret, and none is kept for it.",
    _CHECK_SECRET,
    "Client secret",
)
FLOW_DISABLED = Failure(
    "cognito.flow-disabled",
    "The app client does not allow this way to sign in.",
    "Allow it on the app client's page under Authentication flows, or choose another under Sign in with.",
    "Sign in with",
)
REFUSED_REFRESH = Failure(
    REFRESH_REFUSED,
    "Cognito no longer takes the refresh token: it has ended, or was revoked.",
    _AGAIN,
    "Sign in with",
)
WRONG_CODE = Failure(
    "cognito.wrong-code", "The code is wrong.", "Type the newest one; the phone's clock must be right.", "Code"
)
NO_ID_TOKEN = Failure(
    "cognito.no-id-token",
    "This sign-in gave no ID token: client credentials never do, and the hosted UI only with the scope openid.",
    "Send the access token, or sign in as a user.",
    "Send",
)
DOMAIN_MISSING = Failure(
    "cognito.domain-missing",
    "This way to sign in goes through the user pool's domain, and none is set.",
    "Type the domain prefix or the domain's host name.",
    "Domain",
)
USER_MISSING = Failure("cognito.user-missing", "There is no user name.", "Type one.", "User name")
NONCE_MISMATCH = Failure(
    "cognito.nonce-mismatch",
    "The ID token does not belong to this sign-in (its nonce is another), so it was thrown away.",
    _AGAIN,
    "Sign in with",
)
DEVICE_UNKNOWN = Failure(
    "cognito.device-unknown",
    "Cognito no longer knows this computer as a device.",
    "Sign in again, with the code.",
    "Sign in with",
)
MFA_SETUP_UNSUPPORTED = Failure(
    "cognito.mfa-setup-unsupported",
    "The user must first set up a second factor of a kind that cannot be set up here.",
    "Set it up in the hosted UI; only authenticator apps can be set up here.",
    "Sign in with",
)

_OAUTH = {
    "invalid_client": Failure(
        "cognito.client-refused",
        "Cognito does not accept this app client ID and client secret.",
        "Check both, and whether the secret goes in a header or in the body.",
        "App client ID",
    ),
    "unauthorized_client": Failure(
        "cognito.grant-disabled",
        "The app client does not allow this OAuth grant.",
        "Allow it on the app client's page under Login pages.",
        "Sign in with",
    ),
    "unsupported_grant_type": Failure(
        "cognito.grant-disabled",
        "The token endpoint does not know this OAuth grant.",
        "Check the domain.",
        "Sign in with",
    ),
    "invalid_scope": Failure(
        "cognito.scope",
        "The app client may not ask for one of these scopes.",
        "Correct the scopes, or allow them on the app client's page.",
        "Scopes",
    ),
    "invalid_request": Failure(
        "cognito.invalid-request", "Cognito cannot make sense of the request.", "Its own words are in the details."
    ),
    "access_denied": Failure(
        "cognito.browser-denied", "The sign-in was refused in the browser.", _AGAIN, "Sign in with"
    ),
}
_CODE_REFUSED = Failure(
    "cognito.code-refused", "Cognito does not take the code from the browser.", _AGAIN, "Sign in with"
)


def oauth_failure(code: str, words: str, status: int, *, refreshing: bool = False) -> Failure:
    """Return the failure of the token endpoint or of the browser's return."""
    grant_refused = REFUSED_REFRESH if refreshing else _CODE_REFUSED
    found = grant_refused if code == "invalid_grant" else _OAUTH.get(code)
    return replace(found, detail=words) if found is not None else unknown(code, words, status)


def clock_off(server: datetime, here: datetime) -> Failure | None:
    """Blame this computer's clock where it is far from the server's; a refusal then says little else."""
    skew = server - here
    if abs(skew) < WORST_SKEW:
        return None
    minutes = round(abs(skew) / timedelta(minutes=1))
    direction = "behind" if skew > timedelta(0) else "ahead of"
    return Failure(
        "cognito.clock-off",
        f"Cognito refused, and this computer's clock is {minutes:,} min {direction} Cognito's.",
        "Set the clock right, then sign in again.",
    )


def not_signed_in(name: str) -> CredentialsError:
    """Say that a person has to sign in first."""
    return CredentialsError(
        Failure(
            "cognito.not-signed-in",
            f"Nobody is signed in to the user pool “{name}”.",
            "Sign in under Auth.",
            field="User pool",
        )
    )


def unexpected(what: str) -> CredentialsError:
    """Say that Cognito's answer makes no sense here."""
    return CredentialsError(
        Failure("cognito.unexpected", f"Cognito answered with {what}, which Countersign does not understand.", _AGAIN)
    )


def unreachable(host: str, words: str) -> Failure:
    """Say that no connection came about."""
    return Failure(
        "cognito.unreachable", f"{host} cannot be reached.", "Check the network and the proxy.", detail=words
    )


def timed_out(host: str, seconds: float) -> Failure:
    """Say that no answer came in time."""
    return Failure("cognito.timeout", f"{host} did not answer within {seconds:g} s.", "Try again.")


def unsafe(host: str, reason: str, words: str) -> Failure:
    """Say that TLS failed."""
    return Failure(
        "cognito.tls",
        f"The connection to {host} is not safe: {reason}.",
        "Check the domain; if a proxy stands between, its CA has to be trusted by the system.",
        detail=words,
    )


def not_cognito(host: str, status: int, what: str) -> Failure:
    """Say that the answer is none of Cognito's."""
    return Failure(
        "cognito.not-cognito",
        f"{host} answered {status} with {what}.",
        "Check the domain and the endpoint: this does not look like Cognito.",
        field="Domain",
    )


def unknown(kind: str, words: str, status: int) -> Failure:
    """Return the failure of an error that has no words here."""
    if status >= 500:
        return Failure(
            "cognito.server-error", f"Cognito answered {status}, an error of its own.", "Try again.", detail=words
        )
    name = kind[:60] if kind.replace("_", "").isalnum() else "no error name"
    return Failure(
        "cognito.refused",
        f"Cognito refused with {status} ({name}).",
        "Its own words are in the details.",
        detail=words,
    )
