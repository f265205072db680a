"""Named identities: a request names one, this store finds its credentials, wherever they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from countersign.credentials.assumed_role import AssumeRole
from countersign.credentials.aws_service import AwsService
from countersign.credentials.caller_identity import caller_identity
from countersign.credentials.credential_process import CredentialProcess
from countersign.credentials.derived_identities import DerivedIdentities
from countersign.credentials.identity_pool import IdentityPoolCredentials
from countersign.credentials.issued_credentials import Clock, IssuedCredentials
from countersign.credentials.kept_identities import MEMORY_NOTE, KeptIdentities
from countersign.credentials.login_cache import LoginCache
from countersign.credentials.machine_identities import MachineIdentities
from countersign.credentials.metadata_service import MetadataService
from countersign.credentials.profile_credentials import ProfileCredentials, Providers, default_region
from countersign.credentials.profile_identities import ProfileIdentities
from countersign.credentials.renewing import IdentityKey, Renewals
from countersign.credentials.sso_credentials import SsoCredentials
from countersign.credentials.sso_sign_in import SsoSignIn
from countersign.credentials.sso_tokens import SsoTokens
from countersign.credentials.vault import SecretVault
from countersign.model.auth import CredentialsSource
from countersign.model.credentials import CallerIdentity, Credentials, Identity
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import AskMfa, AssumedRole, IdentityPool, IdToken, ShowSignIn
from countersign.model.redaction import Redactor

__all__ = ["MEMORY_NOTE", "IdentityStore"]


def _now() -> datetime:
    return datetime.now(UTC)


class IdentityStore:
    """List, resolve and keep identities. It belongs to one event loop.

    `environment` is read afresh at each use, and so are the AWS shared files. `ask_mfa` asks a person for a code;
    `id_token` gives the ID token of a user pool by its name. Every secret that passes through becomes known to the
    redactor.
    """

    def __init__(
        self,
        vault: SecretVault,
        redactor: Redactor,
        environment: Mapping[str, str],
        *,
        roles: Iterable[AssumedRole] = (),
        pools: Iterable[IdentityPool] = (),
        ask_mfa: AskMfa | None = None,
        id_token: IdToken | None = None,
        clock: Clock = _now,
    ) -> None:
        self._redactor = redactor
        self._environment = environment
        self._kept = KeptIdentities(vault, redactor)
        self._renewals = Renewals(clock)
        self._aws = AwsService(environment, redactor)
        issued = IssuedCredentials(redactor, clock)
        role = AssumeRole(self._aws, issued, ask_mfa)
        metadata = MetadataService(issued, environment)
        tokens = SsoTokens(vault, redactor, environment, clock)
        sso = SsoCredentials(self._aws, issued, tokens, SsoSignIn(self._aws, clock))
        process, login = CredentialProcess(issued, environment), LoginCache(issued, environment)
        providers = Providers(environment, process, sso, role, metadata, login)
        self._profiles = ProfileIdentities(environment, redactor, ProfileCredentials(providers), sso, self._renewals)
        self._machine = MachineIdentities(environment, role, metadata, self._renewals)
        pool = IdentityPoolCredentials(self._aws, issued, redactor, id_token)
        self._derived = DerivedIdentities(role, pool, self._renewals)
        self._derived.define(roles, pools)
        self._callers: dict[IdentityKey, tuple[object, CallerIdentity]] = {}

    def define(self, roles: Iterable[AssumedRole], pools: Iterable[IdentityPool]) -> None:
        """Replace the definitions of roles and identity pools, as when another workspace is opened."""
        self._derived.define(roles, pools)

    def register_memory(self, name: str, credentials: Credentials, note: str = "") -> None:
        """Offer credentials of this run, such as the playground's; the same name again replaces them."""
        self._kept.register_memory(name, credentials, note)
        self._kept_changed(name)

    async def list(self) -> tuple[Identity, ...]:
        """Return all identities: kept, roles, pools, profiles, the machine's.

        Raises `CredentialsError` where the vault fails; `list_without_vault` then has all the others.
        """
        machine = await self._machine.list()
        try:
            kept = await self._kept.list()
        except CredentialsError:
            await self._profiles.list(ask_vault=False)
            raise
        return self._together(kept, await self._profiles.list(), machine)

    def list_without_vault(self) -> tuple[Identity, ...]:
        """Return what is there even when the keyring is not, profiles as they were when `list` was called last."""
        return self._together(self._kept.registered(), self._profiles.listed, self._machine.listed())

    def notices(self) -> tuple[Failure, ...]:
        """Return what the AWS shared files hold that could not be read, as of the last use."""
        return self._profiles.notices

    async def resolve(self, source: CredentialsSource, name: str) -> Credentials:
        """Return credentials to sign with; raise `CredentialsError` on the field that names them.

        They have not ended. Where a renewal failed and the old ones still work, `warning` says so.
        """
        match source:
            case "environment":
                credentials = await self._machine.resolve(name)
            case "profile":
                credentials = await self._profiles.resolve(name)
            case "role":
                credentials = await self._derived.role(name.strip(), self.resolve, self.region)
            case "cognito":
                credentials = await self._derived.pool(name.strip())
            case _:
                credentials = await self._kept.resolve(name)
        self._redactor.register((credentials.secret_access_key, credentials.session_token))
        return credentials

    async def region(self, source: CredentialsSource, name: str) -> str:
        """Return the region that an identity brings along, "" for none."""
        match source:
            case "profile":
                return await self._profiles.region(name)
            case "role" | "cognito":
                own, base = self._derived.region((source, name)), self._derived.base_of(name)
                return own if own or source == "cognito" or base is None else await self.region(*base)
            case _:
                return default_region(self._environment)

    async def caller_identity(self, source: CredentialsSource, name: str) -> CallerIdentity:
        """Ask AWS who an identity is; raise `CredentialsError`. The answer is shown in later lists."""
        credentials = await self.resolve(source, name)
        found = await caller_identity(self._aws, credentials, await self.region(source, name))
        self._callers[source, name.strip()] = (self._definition(source, name.strip()), found)
        return found

    def forget(self, source: CredentialsSource, name: str) -> None:
        """Drop temporary credentials that AWS refused, so that the next use gets new ones."""
        self._renewals.forget((source, name.strip()))

    async def sign_in(self, name: str, show: ShowSignIn) -> Failure | None:
        """Sign in through the browser for an SSO profile; raise `CredentialsError`. Cancelling the task ends it.

        Returns a warning where the keyring did not take the token, so that it lasts for this run only.
        """
        return await self._profiles.sign_in(name, show)

    async def sign_out(self, name: str) -> None:
        """Forget our own sign-in of an SSO profile; the AWS CLI's stays."""
        await self._profiles.sign_out(name)

    async def save(self, name: str, credentials: Credentials) -> Failure | None:
        """Store credentials under a name, replacing what was there; return a warning about the access key ID."""
        warning = await self._kept.save(name, credentials)
        self._kept_changed(name)
        return warning

    async def delete(self, name: str) -> None:
        """Remove an identity, its secret first; a missing one is no error."""
        await self._kept.delete(name)
        self._kept_changed(name)

    async def rename(self, old: str, new: str) -> None:
        """Give an identity another name, which must be free; an interruption leaves both, never none."""
        await self._kept.rename(old, new)
        self._kept_changed(old)

    async def close(self) -> None:
        """Stop renewals in flight."""
        await self._renewals.close()

    def _kept_changed(self, name: str) -> None:
        # A role that stands on these keys must not outlive them here.
        self._renewals.drop_all("role")
        self._callers.pop(("keyring", name.strip()), None)

    def _together(
        self, kept: tuple[Identity, ...], profiles: tuple[Identity, ...], machine: tuple[Identity, ...]
    ) -> tuple[Identity, ...]:
        identities = (*kept, *self._derived.list((*kept, *profiles, *machine)), *profiles, *machine)
        return tuple(map(self._with_caller, identities))

    def _with_caller(self, identity: Identity) -> Identity:
        known = self._callers.get((identity.source, identity.name))
        if known is None or known[0] != self._definition(identity.source, identity.name):
            return identity
        return replace(identity, account=known[1].account, arn=known[1].arn)

    def _definition(self, source: CredentialsSource, name: str) -> object:
        if source == "profile":
            return self._profiles.definition(name)
        return self._derived.definition((source, name)) if source in {"role", "cognito"} else None
