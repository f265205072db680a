"""What Cognito's answers mean, and how a person's answer is put back to it. Pure.

Source: RespondToAuthChallenge and ChallengeResponseType, Amazon Cognito user pools API reference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args
from urllib.parse import quote

from countersign.credentials.cognito.refusals import unexpected
from countersign.model.cognito import (
    Challenge,
    ChallengeAnswer,
    ChallengeKind,
    NewDevice,
    SignInMethod,
    TokenSet,
    UserPool,
)
from countersign.model.errors import CredentialsError, Failure

CODE_FIELDS = {
    "SMS_MFA": "SMS_MFA_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SMS_OTP": "SMS_OTP_CODE",
    "CUSTOM_CHALLENGE": "ANSWER",
}
PASSWORD_CHOICES = frozenset({"PASSWORD", "PASSWORD_SRP"})
APP_MFA = "SOFTWARE_TOKEN_MFA"

_ATTRIBUTE = "userAttributes."
_CHOICES_HERE = (*sorted(PASSWORD_CHOICES), "EMAIL_OTP", "SMS_OTP")
_LONGEST_LIFE = 10 * 365 * 86400  # seconds


def read_tokens(
    answer: Mapping[str, Any], method: SignInMethod, username: str, device: NewDevice | None, now: datetime
) -> TokenSet:
    """Read an AuthenticationResult or an answer of the token endpoint; raise `CredentialsError` where it is none."""
    access = _text(answer, "AccessToken", "access_token")
    lifetime = answer.get("ExpiresIn", answer.get("expires_in"))
    if not access or isinstance(lifetime, bool) or not isinstance(lifetime, int) or not 0 < lifetime <= _LONGEST_LIFE:
        raise unexpected("tokens that are incomplete")
    new = answer.get("NewDeviceMetadata")
    if isinstance(new, Mapping) and _text(new, "DeviceKey") and _text(new, "DeviceGroupKey"):
        device = NewDevice(_text(new, "DeviceKey"), _text(new, "DeviceGroupKey"))
    return TokenSet(
        access_token=access,
        id_token=_text(answer, "IdToken", "id_token"),
        refresh_token=_text(answer, "RefreshToken", "refresh_token"),
        expires_at=now + timedelta(seconds=lifetime),
        method=method,
        username=username,
        device=device,
    )


def read_challenge(
    answer: Mapping[str, Any], pool: UserPool, method: SignInMethod, username: str, user_id: str
) -> Challenge:
    """Read a challenge that a person answers; raise `CredentialsError` for one of an unknown kind."""
    kind: ChallengeKind | None = next((k for k in get_args(ChallengeKind) if k == answer.get("ChallengeName")), None)
    if kind is None:
        raise unexpected(f"the challenge “{str(answer.get('ChallengeName'))[:60]}”")
    parameters = parameters_of(answer)
    return Challenge(
        kind=kind,
        pool=pool,
        method=method,
        username=username,
        user_id=user_id_of(parameters) or user_id,
        session=_text(answer, "Session"),
        parameters=tuple(sorted(parameters.items())),
        required_attributes=tuple(
            name.removeprefix(_ATTRIBUTE) for name in _listed(parameters, "requiredAttributes")
        ),
        choices=_choices(kind, answer, parameters),
        delivery=parameters.get("CODE_DELIVERY_DESTINATION", ""),
    )


def parameters_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return ChallengeParameters."""
    found = answer.get("ChallengeParameters")
    items = found.items() if isinstance(found, Mapping) else ()
    return {str(name): value for name, value in items if isinstance(value, str)}


def user_id_of(parameters: Mapping[str, str]) -> str:
    """Return the name by which Cognito wants to hear of the user from now on, "" where it does not say."""
    return parameters.get("USER_ID_FOR_SRP") or parameters.get("USERNAME") or ""


def with_app_secret(challenge: Challenge, secret_code: str, session: str) -> Challenge:
    """Return MFA_SETUP with what an authenticator app needs, as text and as the URL of a QR code.

    Source: the Key URI format of authenticator apps.
    """
    issuer = quote(challenge.pool.name, safe="")
    account = quote(challenge.username, safe="")
    url = f"otpauth://totp/{issuer}:{account}?secret={quote(secret_code, safe='')}&issuer={issuer}"
    return replace(challenge, secret_code=secret_code, otpauth_url=url, session=session)


def response_fields(challenge: Challenge, answer: ChallengeAnswer) -> dict[str, str]:
    """Return the ChallengeResponses of a person's answer; raise `CredentialsError` on the field that is empty."""
    match challenge.kind:
        case "NEW_PASSWORD_REQUIRED":
            return _new_password(challenge, answer)
        case "SELECT_MFA_TYPE" | "SELECT_CHALLENGE":
            return _choice(challenge, answer)
        case "MFA_SETUP":
            return {}
        case kind:
            return {CODE_FIELDS[kind]: required(answer.code.strip(), "Code", "code")}


def required(value: str, field: str, what: str) -> str:
    """Return the value; raise `CredentialsError` where it is empty."""
    if value:
        return value
    failure_id = f"cognito.{what.replace(' ', '-')}-missing"
    raise CredentialsError(Failure(failure_id, f"There is no {what}.", "Type it.", field=field))


def _new_password(challenge: Challenge, answer: ChallengeAnswer) -> dict[str, str]:
    given = dict(answer.attributes)
    missing = [name for name in challenge.required_attributes if not given.get(name, "").strip()]
    if missing:
        required("", f"Attribute {missing[0]}", f"value for {missing[0]}")
    fields = {"NEW_PASSWORD": required(answer.new_password, "New password", "new password")}
    return fields | {f"{_ATTRIBUTE}{name}": value for name, value in given.items() if value.strip()}


def _choice(challenge: Challenge, answer: ChallengeAnswer) -> dict[str, str]:
    if answer.choice not in challenge.choices:
        failure = Failure("cognito.choice", "None of the offered ways is chosen.", "Choose one.", field="Choice")
        raise CredentialsError(failure)
    fields = {"ANSWER": answer.choice}
    if answer.choice == "PASSWORD":
        fields["PASSWORD"] = required(answer.password, "Password", "password")
    return fields


def _choices(kind: ChallengeKind, answer: Mapping[str, Any], parameters: Mapping[str, str]) -> tuple[str, ...]:
    if kind == "SELECT_CHALLENGE":
        offered = answer.get("AvailableChallenges")
        offered = offered if isinstance(offered, list) else []
        return tuple(choice for choice in _CHOICES_HERE if choice in offered)
    return _listed(parameters, "MFAS_CAN_CHOOSE" if kind == "SELECT_MFA_TYPE" else "MFAS_CAN_SETUP")


def _listed(parameters: Mapping[str, str], name: str) -> tuple[str, ...]:
    try:
        items = json.loads(parameters.get(name) or "[]")
    except (ValueError, RecursionError):
        return ()
    return tuple(item for item in items if isinstance(item, str)) if isinstance(items, list) else ()


def _text(answer: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := answer.get(name), str)), "")
