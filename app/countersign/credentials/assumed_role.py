"""Roles assumed at AWS STS: with other credentials, with the code of a device, or with a web identity's token.

Source: AssumeRole and AssumeRoleWithWebIdentity, AWS STS API Reference.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countersign.credentials.aws_service import Answer, AwsCall, AwsRefusal, AwsService
from countersign.credentials.issued_credentials import STS, IssuedCredentials
from countersign.credentials.refusals import refusal_detail, refused
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import AskMfa, MfaQuestion

SESSION_NAME = "countersign"
# Where STS is asked when no region is set, by partition.
_REGIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
DEFAULT_REGION = "us-east-1"
_SHORTEST, _LONGEST = 900, 43_200  # seconds
_LARGEST_TOKEN = 64 * 1024  # bytes

_ROLE_ARN = re.compile(r"arn:[a-z0-9-]+:iam::(?P<account>\d{12}):role/\S+")
_SESSION = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_CODE = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class RoleWish:
    """Say which role to assume and how; `identity` is the name that a person knows it by."""

    identity: str
    role_arn: str
    region: str = ""
    session_name: str = ""
    external_id: str = ""
    duration: int = 0
    mfa_serial: str = ""


class AssumeRole:
    """Ask STS for the credentials of roles; `ask_mfa` is asked for codes, never standard input."""

    def __init__(self, aws: AwsService, issued: IssuedCredentials, ask_mfa: AskMfa | None) -> None:
        self._aws = aws
        self._issued = issued
        self._ask_mfa = ask_mfa

    async def credentials(self, wish: RoleWish, base: Credentials) -> Credentials:
        """Return the role's credentials; raise `CredentialsError`."""
        parameters = _parameters(wish)
        if wish.external_id:
            parameters["ExternalId"] = wish.external_id
        if wish.mfa_serial:
            parameters |= {"SerialNumber": wish.mfa_serial, "TokenCode": await self._code(wish)}
        call = AwsCall("sts", "assume_role", _region(wish), parameters, base)
        return self._read(await self._aws.ask(call), wish)

    async def credentials_for_token(self, wish: RoleWish, token_file: str) -> Credentials:
        """Return the role's credentials for the token that stands in the file now; raise `CredentialsError`."""
        parameters = _parameters(wish)
        parameters["WebIdentityToken"] = await asyncio.to_thread(_read_token, token_file)
        call = AwsCall("sts", "assume_role_with_web_identity", _region(wish), parameters)
        return self._read(await self._aws.ask(call), wish)

    async def _code(self, wish: RoleWish) -> str:
        if self._ask_mfa is None:
            raise CredentialsError(_failure("mfa-needed", _MFA_NEEDED, "Use this identity in the window."))
        code = await self._ask_mfa(MfaQuestion(wish.identity, wish.mfa_serial, wish.role_arn))
        if not code.strip():
            raise CredentialsError(_failure("mfa-cancelled", _MFA_CANCELLED, "Try again and type the code."))
        code = "".join(code.split())
        if not _CODE.fullmatch(code):
            raise CredentialsError(
                _failure("mfa-wrong", "An MFA code has six digits.", "Try again with the code that the device shows.")
            )
        return code

    def _read(self, answer: Answer | AwsRefusal, wish: RoleWish) -> Credentials:
        if isinstance(answer, AwsRefusal):
            raise _role_refused(answer, wish)
        found = answer.get("Credentials")
        keys: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        return self._issued.read({**keys, "AccountId": role_account(wish.role_arn)}, STS, "AWS STS")


_MFA_NEEDED = "This role asks for an MFA code, and nobody is there to type it."
_MFA_CANCELLED = "No MFA code was typed, so the role was not assumed."


def role_account(role_arn: str) -> str:
    """Return the account of a role, "" for what is no role."""
    found = _ROLE_ARN.fullmatch(role_arn)
    return found["account"] if found else ""


def _parameters(wish: RoleWish) -> dict[str, Any]:
    session_name = wish.session_name or SESSION_NAME
    if not _ROLE_ARN.fullmatch(wish.role_arn):
        shown = f"“{wish.role_arn}” is no role ARN." if wish.role_arn else "There is no role ARN."
        raise CredentialsError(
            _failure("role-arn", shown, "It looks like arn:aws:iam::123456789012:role/name.", "Role ARN")
        )
    if not _SESSION.fullmatch(session_name):
        sentence = f"“{session_name}” cannot be a session name."
        action = "Use 2 to 64 letters, digits and characters of +=,.@-_."
        raise CredentialsError(_failure("session-name", sentence, action, "Session name"))
    parameters: dict[str, Any] = {"RoleArn": wish.role_arn, "RoleSessionName": session_name}
    if wish.duration:
        if not _SHORTEST <= wish.duration <= _LONGEST:
            sentence = f"A role cannot last {wish.duration} s."
            raise CredentialsError(
                _failure("duration", sentence, f"Use {_SHORTEST} to {_LONGEST} seconds.", "Duration")
            )
        parameters["DurationSeconds"] = wish.duration
    return parameters


def _region(wish: RoleWish) -> str:
    return wish.region or _REGIONS.get(wish.role_arn.split(":")[1], DEFAULT_REGION)


def _read_token(path: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            token = file.read(_LARGEST_TOKEN).decode().strip()
    except (OSError, ValueError, RuntimeError):
        token = ""
    if not token:
        sentence = f"The web identity token cannot be read from {path}."
        raise CredentialsError(_failure("web-identity-file", sentence, "Put a token into that file, then try again."))
    return token


def _role_refused(refusal: AwsRefusal, wish: RoleWish) -> CredentialsError:
    if refusal.code == "AccessDenied" and "MultiFactorAuthentication failed" not in refusal.message:
        return CredentialsError(
            Failure(
                "credentials.role-denied",
                f"AWS does not allow assuming the role {wish.role_arn}.",
                "Check the role's trust policy, the external ID, whether it asks for MFA, and your own permissions.",
                field="Identity",
                detail=refusal_detail(refusal),
            )
        )
    return refused(refusal)


def _failure(what: str, sentence: str, action: str, field: str = "Identity") -> Failure:
    return Failure(f"credentials.{what}", sentence, action, field=field)
