"""What is known of identities beside their list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from countersign.model.credentials import CallerIdentity
from countersign.model.identity_sources import AssumedRole, IdentityPool


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """Hold how roles and identity pools are defined, and who AWS takes identities for, by the identity's name."""

    roles: tuple[AssumedRole, ...] = ()
    identity_pools: tuple[IdentityPool, ...] = ()
    callers: Mapping[str, CallerIdentity] = field(default_factory=dict)
