"""Credentials of a role that IAM Identity Center gives to who has signed in.

Source: GetRoleCredentials, IAM Identity Center Portal API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from countersign.credentials.aws_service import Answer, AwsCall, AwsRefusal, AwsService
from countersign.credentials.issued_credentials import PORTAL, IssuedCredentials
from countersign.credentials.profiles import Profile, SsoSession
from countersign.credentials.refusals import refusal_detail, refused
from countersign.credentials.sso_sign_in import SsoSignIn
from countersign.credentials.sso_tokens import SsoTokens
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure, KeyringError
from countersign.model.identity_sources import ShowSignIn


class SsoCredentials:
    """Trade a sign-in for role credentials; sign in where there is none."""

    def __init__(self, aws: AwsService, issued: IssuedCredentials, tokens: SsoTokens, signing_in: SsoSignIn) -> None:
        self._aws = aws
        self._issued = issued
        self._tokens = tokens
        self._signing_in = signing_in

    async def credentials(self, profile: Profile) -> Credentials:
        """Return the credentials of the profile's account and role; raise `CredentialsError`."""
        session = required_session(profile)
        role = {"accountId": _required(profile, "sso_account_id"), "roleName": _required(profile, "sso_role_name")}
        for token in await self._usable(session):
            parameters = {**role, "accessToken": token}
            answer = await self._aws.ask(AwsCall("sso", "get_role_credentials", session.region, parameters))
            if not isinstance(answer, AwsRefusal):
                credentials = self._issued.read(_role_credentials(answer), PORTAL, "The AWS access portal")
                return replace(credentials, account=role["accountId"])
            if answer.code != "UnauthorizedException":
                raise _role_refused(answer, role)
            self._tokens.refuse(token)
        raise _sign_in_needed(session)

    async def is_signed_in(self, session: SsoSession, *, ask_vault: bool = True) -> bool:
        """Tell whether a token is at hand, or can be had without a person; a keyring that fails counts as none."""
        if await self._tokens.has_cached(session):
            return True
        try:
            own = await self._tokens.own(session) if ask_vault else None
        except KeyringError:
            return False
        return own is not None and (bool(own.refresh_token) or bool(await self._tokens.usable(session)))

    async def sign_in(self, profile: Profile, show: ShowSignIn) -> Failure | None:
        """Sign in through the browser and keep the token in the vault; raise `CredentialsError`.

        Returns why the vault did not take it; the token is good for this run all the same.
        """
        session = required_session(profile)
        return await self._tokens.keep(session, await self._signing_in.sign_in(session, show))

    async def sign_out(self, profile: Profile) -> None:
        """Forget our own sign-in; the AWS CLI's stays."""
        await self._tokens.forget(required_session(profile))

    async def _usable(self, session: SsoSession) -> tuple[str, ...]:
        tokens = await self._tokens.usable(session)
        own = None if tokens else await self._tokens.own(session)
        if own is None:
            return tokens
        renewed = await self._signing_in.renew(session, own)
        if renewed is None:
            return ()
        await self._tokens.keep(session, renewed)
        return (renewed.access_token,)


def required_session(profile: Profile) -> SsoSession:
    """Return the profile's sign-in; raise `CredentialsError` for one that is not written out."""
    session = profile.sso
    if session is None or not session.start_url or not session.region:
        missing = "sso_start_url" if session is None or not session.start_url else "sso_region"
        raise _incomplete(profile, missing)
    return session


def _required(profile: Profile, setting: str) -> str:
    value = profile.settings.get(setting, "")
    if not value:
        raise _incomplete(profile, setting)
    return value


def _role_credentials(answer: Answer) -> Mapping[str, Any]:
    found = answer.get("roleCredentials")
    return found if isinstance(found, Mapping) else {}


def _incomplete(profile: Profile, setting: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.sso-incomplete",
            f"The profile “{profile.name}” signs in with SSO, and {setting} is not set.",
            "Add it to the profile or to its sso-session in the AWS config file.",
            field="Identity",
        )
    )


def _sign_in_needed(session: SsoSession) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.sso-sign-in",
            f"The SSO session “{session.name}” has ended, or nobody has signed in yet.",
            "Sign in, here or with aws sso login.",
            field="Identity",
        )
    )


def _role_refused(refusal: AwsRefusal, role: Mapping[str, str]) -> CredentialsError:
    if refusal.code in {"ForbiddenException", "ResourceNotFoundException"}:
        return CredentialsError(
            Failure(
                "credentials.sso-role",
                f"You have no access to the role {role['roleName']} in the account {role['accountId']}.",
                "Correct sso_account_id and sso_role_name in the AWS config file, or ask for access.",
                field="Identity",
                detail=refusal_detail(refusal),
            )
        )
    return refused(refusal)
