"""Identities that the machine gives: environment variables, a web identity, a container, an instance."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from countersign.credentials.assumed_role import AssumeRole, RoleWish, role_account
from countersign.credentials.environment_credentials import credentials_from, identity_from
from countersign.credentials.metadata_service import MetadataService
from countersign.credentials.profile_credentials import default_region
from countersign.credentials.profile_identities import with_held
from countersign.credentials.renewing import Fetch, Renewals
from countersign.model.credentials import Credentials, Identity

WEB_IDENTITY_NAME = "Web identity"
CONTAINER_NAME = "Container"
INSTANCE_NAME = "Instance metadata"

_TOKEN_FILE, _ROLE = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"


class MachineIdentities:
    """List and resolve what the machine gives. The variables are read afresh at each use."""

    def __init__(
        self, environment: Mapping[str, str], role: AssumeRole, metadata: MetadataService, renewals: Renewals
    ) -> None:
        self._environment = environment
        self._role = role
        self._metadata = metadata
        self._renewals = renewals
        self._is_instance = False

    async def list(self) -> tuple[Identity, ...]:
        """Return the identities that are there; an instance is recognised without asking the network."""
        self._is_instance = await asyncio.to_thread(lambda: self._metadata.has_instance)
        return self.listed()

    def listed(self) -> tuple[Identity, ...]:
        """Return the identities that are there, without any I/O."""
        variables = identity_from(self._environment)
        region = default_region(self._environment)
        account = role_account(self._environment.get(_ROLE, ""))
        there = {
            WEB_IDENTITY_NAME: bool(self._environment.get(_TOKEN_FILE) and self._environment.get(_ROLE)),
            CONTAINER_NAME: self._metadata.has_container,
            INSTANCE_NAME: self._is_instance,
        }
        others = [
            Identity(
                name,
                "environment",
                detail=_DETAILS[name],
                region=region,
                account=account if name == WEB_IDENTITY_NAME else "",
            )
            for name, is_there in there.items()
            if is_there
        ]
        return (*(() if variables is None else (variables,)), *map(self._with_held, others))

    async def resolve(self, name: str) -> Credentials:
        """Return credentials by the identity's name, the variables' for any other one; raise `CredentialsError`."""
        fetch = self._fetches().get(name)
        if fetch is None:
            return credentials_from(self._environment)
        return await self._renewals.current(("environment", name), None, fetch, asks=False)

    def _fetches(self) -> dict[str, Fetch]:
        return {
            WEB_IDENTITY_NAME: self._web_identity,
            CONTAINER_NAME: self._metadata.container,
            INSTANCE_NAME: self._metadata.instance,
        }

    async def _web_identity(self) -> Credentials:
        wish = RoleWish(
            identity=WEB_IDENTITY_NAME,
            role_arn=self._environment.get(_ROLE, ""),
            region=default_region(self._environment),
            session_name=self._environment.get("AWS_ROLE_SESSION_NAME", ""),
        )
        return await self._role.credentials_for_token(wish, self._environment.get(_TOKEN_FILE, ""))

    def _with_held(self, identity: Identity) -> Identity:
        held = self._renewals.held(("environment", identity.name), None)
        return identity if held is None else with_held(identity, held)


_DETAILS = {WEB_IDENTITY_NAME: "web identity", CONTAINER_NAME: "container", INSTANCE_NAME: "metadata"}
