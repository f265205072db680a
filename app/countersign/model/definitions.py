"""What a person has given names to: user pools, roles, identity pools, providers. No secret."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.model.cognito import UserPool
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.oauth import OAuthProvider


@dataclass(frozen=True, slots=True)
class Definitions:
    """Hold every named thing that requests may refer to; names are unique within a kind."""

    user_pools: tuple[UserPool, ...] = ()
    roles: tuple[AssumedRole, ...] = ()
    identity_pools: tuple[IdentityPool, ...] = ()
    providers: tuple[OAuthProvider, ...] = ()

    def user_pool(self, name: str) -> UserPool | None:
        """Return the user pool of this name."""
        return next((pool for pool in self.user_pools if pool.name == name), None)

    def provider(self, name: str) -> OAuthProvider | None:
        """Return the provider of this name."""
        return next((provider for provider in self.providers if provider.name == name), None)
