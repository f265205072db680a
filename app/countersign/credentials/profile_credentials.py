"""A profile of the AWS shared files becomes credentials, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.credentials.assumed_role import AssumeRole, RoleWish
from countersign.credentials.credential_process import CredentialProcess
from countersign.credentials.environment_credentials import credentials_from
from countersign.credentials.identity_rules import cleaned
from countersign.credentials.login_cache import LoginCache
from countersign.credentials.metadata_service import MetadataService
from countersign.credentials.profile_chain import Link
from countersign.credentials.profiles import Profile
from countersign.credentials.sso_credentials import SsoCredentials
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure


@dataclass(frozen=True, slots=True)
class Providers:
    """Hold one part for each place that credentials come from."""

    environment: Mapping[str, str]
    process: CredentialProcess
    sso: SsoCredentials
    role: AssumeRole
    metadata: MetadataService
    login: LoginCache


class ProfileCredentials:
    """Walk a chain of profiles from its end to its top."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    async def credentials(self, chain: tuple[Link, ...]) -> Credentials:
        """Return the credentials of the chain's first profile; raise `CredentialsError`."""
        top, below = chain[0], chain[1:]
        if top.kind == "role":
            base = await (self.credentials(below) if below else self._machine(top.profile))
            return await self._providers.role.credentials(self._wish(chain), base)
        return await self._own(top)

    async def _own(self, link: Link) -> Credentials:
        profile, providers = link.profile, self._providers
        match link.kind:
            case "static":
                return _static(profile)
            case "SSO":
                return await providers.sso.credentials(profile)
            case "process":
                return await providers.process.credentials(profile.name, profile.settings["credential_process"])
            case "login":
                return await providers.login.credentials(profile.settings["login_session"])
            case "web identity":
                token_file = profile.settings["web_identity_token_file"]
                return await providers.role.credentials_for_token(self._wish((link,)), token_file)
            case _:
                return await self._from_machine(profile)

    async def _machine(self, profile: Profile) -> Credentials:
        """Return what `credential_source` names; its spelling is compared as botocore does, without case."""
        match profile.settings.get("credential_source", "").lower():
            case "environment":
                return credentials_from(self._providers.environment)
            case "ecscontainer":
                return await self._providers.metadata.container()
            case "ec2instancemetadata":
                return await self._providers.metadata.instance()
            case _:
                raise _unknown_source(profile)

    async def _from_machine(self, profile: Profile) -> Credentials:
        """Ask the machine for a profile without credentials, as every AWS SDK does at the end."""
        metadata = self._providers.metadata
        try:
            return await (metadata.container() if metadata.has_container else metadata.instance())
        except CredentialsError as error:
            detail = " ".join(part for part in (error.failure.sentence, error.failure.detail) if part)
        raise _no_credentials(profile, detail)

    def _wish(self, chain: tuple[Link, ...]) -> RoleWish:
        profile = chain[0].profile
        settings = profile.settings
        region = next((link.profile.region for link in chain if link.profile.region), "")
        return RoleWish(
            identity=profile.name,
            role_arn=profile.role_arn,
            region=region or default_region(self._providers.environment),
            session_name=settings.get("role_session_name", ""),
            external_id=settings.get("external_id", ""),
            duration=_seconds(profile),
            mfa_serial=settings.get("mfa_serial", ""),
        )


def default_region(environment: Mapping[str, str]) -> str:
    """Return the region that AWS tools take when none is named, "" for none."""
    return environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or ""


def _static(profile: Profile) -> Credentials:
    settings: Mapping[str, Any] = profile.settings
    token = settings.get("aws_session_token") or settings.get("aws_security_token", "")
    if not settings.get("aws_secret_access_key"):
        raise CredentialsError(
            Failure(
                "credentials.profile-incomplete",
                f"The profile “{profile.name}” has an access key ID, and aws_secret_access_key is not set.",
                "Add it to the AWS credentials file.",
                field="Identity",
            )
        )
    keys = Credentials(settings.get("aws_access_key_id", ""), settings["aws_secret_access_key"], token)
    return cleaned(keys)


def _seconds(profile: Profile) -> int:
    text = profile.settings.get("duration_seconds", "")
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) < 9:
        return int(text)
    raise CredentialsError(
        Failure(
            "credentials.duration",
            f"In the profile “{profile.name}”, duration_seconds is no number.",
            "Use 900 to 43200 seconds.",
            field="Identity",
        )
    )


def _unknown_source(profile: Profile) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.credential-source",
            f"In the profile “{profile.name}”, credential_source is none that AWS knows.",
            "Use Environment, EcsContainer or Ec2InstanceMetadata.",
            field="Identity",
        )
    )


def _no_credentials(profile: Profile, detail: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.profile-empty",
            f"The profile “{profile.name}” holds no credentials, and this machine gave none either.",
            "Choose another identity, or add keys, SSO or a role to the profile.",
            field="Identity",
            detail=detail,
        )
    )
