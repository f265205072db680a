"""The profiles of the AWS shared files as identities: listed, resolved, signed in to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from countersign.credentials.assumed_role import role_account
from countersign.credentials.profile_chain import Link, profile_chain
from countersign.credentials.profile_credentials import ProfileCredentials, default_region
from countersign.credentials.profiles import Profile, SharedProfiles, SsoSession, default_profile, read_profiles
from countersign.credentials.renewing import IdentityKey, Renewals
from countersign.credentials.sso_credentials import SsoCredentials
from countersign.model.credentials import Credentials, Identity, Need
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import ShowSignIn
from countersign.model.redaction import Redactor

_SECRETS = ("aws_secret_access_key", "aws_session_token", "aws_security_token")


class ProfileIdentities:
    """List and resolve profiles. The files are read again at each use. It belongs to one event loop."""

    def __init__(
        self,
        environment: Mapping[str, str],
        redactor: Redactor,
        credentials: ProfileCredentials,
        sso: SsoCredentials,
        renewals: Renewals,
    ) -> None:
        self._environment = environment
        self._redactor = redactor
        self._credentials = credentials
        self._sso = sso
        self._renewals = renewals
        self._shared = SharedProfiles()
        self._listed: tuple[Identity, ...] = ()

    @property
    def notices(self) -> tuple[Failure, ...]:
        """Return what the files hold that could not be read."""
        return self._shared.notices

    @property
    def listed(self) -> tuple[Identity, ...]:
        """Return the identities as they were listed last; without any I/O."""
        return self._listed

    async def list(self, *, ask_vault: bool = True) -> tuple[Identity, ...]:
        """Return the profiles in the order of the files; a broken one says in its note what is wrong."""
        profiles = await self._read()
        ends: dict[SsoSession, bool] = {}
        listed = []
        for name, profile in profiles.items():
            try:
                listed.append(await self._described(profile_chain(profiles, name), ends, ask_vault=ask_vault))
            except CredentialsError as error:
                note = error.failure.sentence
                listed.append(Identity(name, "profile", detail=profile.kind, region=profile.region, note=note))
        self._listed = tuple(listed)
        return self._listed

    async def resolve(self, name: str) -> Credentials:
        """Return the credentials of a profile, "" for the default one; raise `CredentialsError`."""
        chain = await self._chain(name)
        if chain[0].kind == "static":
            return await self._credentials.credentials(chain)
        return await self._renewals.current(
            _key(chain), chain, lambda: self._credentials.credentials(chain), asks=_asks_mfa(chain)
        )

    async def sign_in(self, name: str, show: ShowSignIn) -> Failure | None:
        """Sign in through the browser for a profile, or for the one at the end of its chain; return a warning."""
        return await self._sso.sign_in(await self._signed_in_to(name), show)

    async def sign_out(self, name: str) -> None:
        """Forget our own sign-in of a profile, and the credentials it gave."""
        await self._sso.sign_out(await self._signed_in_to(name))
        self._renewals.drop_all("profile")

    def definition(self, name: str) -> object:
        """Return what a profile stood on when the files were read last, to be compared; None for a broken one."""
        try:
            return profile_chain(self._shared.profiles, name or default_profile(self._environment))
        except CredentialsError:
            return None

    async def region(self, name: str) -> str:
        """Return the region of a profile, or of the ones below it, or of the environment; "" for none."""
        return self._region(await self._chain(name))

    async def _read(self) -> Mapping[str, Profile]:
        self._shared = await asyncio.to_thread(read_profiles, self._environment)
        profiles = self._shared.profiles
        self._redactor.register(
            profile.settings[name] for profile in profiles.values() for name in _SECRETS if name in profile.settings
        )
        return profiles

    async def _chain(self, name: str) -> tuple[Link, ...]:
        return profile_chain(await self._read(), name.strip() or default_profile(self._environment))

    async def _signed_in_to(self, name: str) -> Profile:
        last = (await self._chain(name))[-1]
        if last.kind == "SSO":
            return last.profile
        raise CredentialsError(
            Failure(
                "credentials.no-sign-in",
                f"The profile “{name}” does not sign in with SSO.",
                "Use it as it is.",
                field="Identity",
            )
        )

    async def _described(self, chain: tuple[Link, ...], ends: dict[SsoSession, bool], *, ask_vault: bool) -> Identity:
        top = chain[0]
        identity = Identity(
            top.profile.name,
            "profile",
            access_key_id=top.profile.settings.get("aws_access_key_id", "") if top.kind == "static" else "",
            has_session_token=top.kind == "static" and "aws_session_token" in top.profile.settings,
            detail=top.kind,
            region=self._region(chain),
            account=_account(top),
        )
        held = self._renewals.held(_key(chain), chain)
        if held is not None:
            return with_held(identity, held)
        return replace(identity, needs=await self._needs(chain, ends, ask_vault=ask_vault))

    async def _needs(self, chain: tuple[Link, ...], ends: dict[SsoSession, bool], *, ask_vault: bool) -> Need:
        session = chain[-1].profile.sso if chain[-1].kind == "SSO" else None
        if session is not None:
            if session not in ends:
                ends[session] = await self._sso.is_signed_in(session, ask_vault=ask_vault)
            if not ends[session]:
                return "sign-in"
        return "mfa" if _asks_mfa(chain) else ""

    def _region(self, chain: tuple[Link, ...]) -> str:
        own = next((link.profile.region for link in chain if link.profile.region), "")
        return own or default_region(self._environment)


def with_held(identity: Identity, held: Credentials) -> Identity:
    """Return the identity with what may be shown of the credentials at hand."""
    return replace(
        identity,
        access_key_id=held.access_key_id,
        has_session_token=bool(held.session_token),
        expires_at=held.expires_at,
        account=held.account or identity.account,
    )


def _key(chain: tuple[Link, ...]) -> IdentityKey:
    return "profile", chain[0].profile.name


def _asks_mfa(chain: tuple[Link, ...]) -> bool:
    return any(link.kind == "role" and link.profile.settings.get("mfa_serial") for link in chain)


def _account(link: Link) -> str:
    settings = link.profile.settings
    match link.kind:
        case "SSO":
            return settings.get("sso_account_id", "")
        case "role" | "web identity":
            return role_account(link.profile.role_arn)
        case _:
            return settings.get("aws_account_id", "")
