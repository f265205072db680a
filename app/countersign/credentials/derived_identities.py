"""Identities that Countersign itself defines: roles on top of others, and Cognito identity pools."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace

from countersign.credentials.assumed_role import AssumeRole, RoleWish, role_account
from countersign.credentials.identity_pool import IdentityPoolCredentials, pool_region
from countersign.credentials.profile_identities import with_held
from countersign.credentials.renewing import IdentityKey, Renewals
from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Credentials, Identity, Need
from countersign.model.errors import CredentialsError, Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool

ResolveBase = Callable[[CredentialsSource, str], Awaitable[Credentials]]
BaseRegion = Callable[[CredentialsSource, str], Awaitable[str]]


class DerivedIdentities:
    """List and resolve roles and pools by their definitions. It belongs to one event loop."""

    def __init__(self, role: AssumeRole, pool: IdentityPoolCredentials, renewals: Renewals) -> None:
        self._role = role
        self._pool = pool
        self._renewals = renewals
        self._roles: dict[str, AssumedRole] = {}
        self._pools: dict[str, IdentityPool] = {}

    def define(self, roles: Iterable[AssumedRole], pools: Iterable[IdentityPool]) -> None:
        """Replace all definitions; what is at hand for one that stays the same is kept."""
        self._roles = {role.name: role for role in roles}
        self._pools = {pool.name: pool for pool in pools}

    def list(self, bases: Iterable[Identity]) -> tuple[Identity, ...]:
        """Return roles, then pools; a role needs what its base among `bases` needs."""
        known = {(base.source, base.name): base for base in bases}
        roles = [self._described_role(name, known) for name in self._roles]
        return (*roles, *map(self._described_pool, self._pools.values()))

    async def role(self, name: str, resolve: ResolveBase, region: BaseRegion) -> Credentials:
        """Return the credentials of a role, its base found through `resolve`; raise `CredentialsError`."""
        chain = _chain(self._roles, name)

        async def fetch() -> Credentials:
            wish = chain[0]
            base = await resolve(wish.base_source, wish.base_name)
            found = wish.region or await region(wish.base_source, wish.base_name)
            return await self._role.credentials(_wish(wish, found), base)

        return await self._renewals.current(("role", name), chain, fetch, asks=_asks(chain))

    async def pool(self, name: str) -> Credentials:
        """Return the credentials of a Cognito identity pool; raise `CredentialsError`."""
        pool = self._pools.get(name)
        if pool is None:
            raise _not_found(name, "Cognito identity pool")
        return await self._renewals.current(("cognito", name), pool, lambda: self._pool.credentials(pool), asks=False)

    def definition(self, key: IdentityKey) -> object:
        """Return what an identity is made from, to be compared; None for none of these."""
        source, name = key
        if source == "role":
            return _chain(self._roles, name) if name in self._roles else None
        return self._pools.get(name)

    def base_of(self, name: str) -> IdentityKey | None:
        """Return the identity that a role stands on."""
        role = self._roles.get(name)
        return None if role is None else (role.base_source, role.base_name)

    def region(self, key: IdentityKey) -> str:
        """Return the region that a definition sets, "" for none."""
        source, name = key
        if source == "role":
            return self._roles[name].region if name in self._roles else ""
        return pool_region(self._pools[name]) if name in self._pools else ""

    def _described_role(self, name: str, known: Mapping[IdentityKey, Identity]) -> Identity:
        role = self._roles[name]
        identity = Identity(name, "role", detail="role", region=role.region, account=role_account(role.role_arn))
        try:
            chain = _chain(self._roles, name)
        except CredentialsError as error:
            return replace(identity, note=error.failure.sentence)
        held = self._renewals.held(("role", name), chain)
        if held is not None:
            return with_held(identity, held)
        base = known.get((chain[-1].base_source, chain[-1].base_name))
        needs: Need = "mfa" if _asks(chain) else ""
        return replace(identity, needs=base.needs or needs if base is not None else needs)

    def _described_pool(self, pool: IdentityPool) -> Identity:
        identity = Identity(pool.name, "cognito", detail="token" if pool.user_pool else "guest")
        try:
            identity = replace(identity, region=pool_region(pool))
        except CredentialsError as error:
            return replace(identity, note=error.failure.sentence)
        held = self._renewals.held(("cognito", pool.name), pool)
        return identity if held is None else with_held(identity, held)


def _chain(roles: Mapping[str, AssumedRole], name: str) -> tuple[AssumedRole, ...]:
    """Return the role and the roles below it; raise `CredentialsError` for a missing one or a loop."""
    chain: list[AssumedRole] = []
    while not chain or chain[-1].base_source == "role":
        if chain:
            name = chain[-1].base_name
        role = roles.get(name)
        if role is None:
            raise _not_found(name, "role")
        if role in chain:
            raise _loop([*(one.name for one in chain), name])
        chain.append(role)
    return tuple(chain)


def _asks(chain: tuple[AssumedRole, ...]) -> bool:
    return any(role.mfa_serial for role in chain)


def _wish(role: AssumedRole, region: str) -> RoleWish:
    return RoleWish(
        identity=role.name,
        role_arn=role.role_arn,
        region=region,
        session_name=role.session_name,
        external_id=role.external_id,
        duration=role.duration,
        mfa_serial=role.mfa_serial,
    )


def _not_found(name: str, what: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.not-defined",
            f"There is no {what} “{name}” among the identities.",
            "Choose another identity, or define it under Identity.",
            field="Identity",
        )
    )


def _loop(names: list[str]) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.role-loop",
            f"The roles stand on each other in a circle: {' → '.join(names)}.",
            "Choose another base identity for one of them.",
            field="Identity",
        )
    )
