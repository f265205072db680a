"""The parts of a sign-in, put together as the program does it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from countersign.credentials.oauth.endpoint_calls import EndpointCalls
from countersign.credentials.oauth.grants import OAuthGrants
from countersign.credentials.oauth.provider_secrets import ProviderSecrets
from countersign.credentials.oauth.sign_in import OAuthSignIn
from countersign.credentials.oauth.token_keeper import OAuthTokenKeeper
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import Failure
from countersign.model.oauth import DeviceAuthorization
from countersign.model.redaction import Redactor


class Prompts:
    """Remember what was shown; `confirm` stands for what the person does with a device code."""

    def __init__(self, confirm=None) -> None:
        self.devices: list[DeviceAuthorization] = []
        self.notices: list[Failure] = []
        self._confirm = confirm

    async def show_device_code(self, device: DeviceAuthorization) -> None:
        self.devices.append(device)
        if self._confirm is not None:
            await self._confirm(device)

    async def show_notice(self, notice: Failure) -> None:
        self.notices.append(notice)


class Workbench:
    """Build everything on one vault; `another_run` is the program after a restart."""

    def __init__(self, vault=None, *, clock=lambda: datetime.now(UTC), sleep=asyncio.sleep) -> None:
        self.vault = MemoryVault() if vault is None else vault
        self.clock, self.sleep = clock, sleep
        self.redactor = Redactor()
        self.secrets = ProviderSecrets(self.vault, self.redactor)
        calls = EndpointCalls(self.redactor, deadline=5)
        self.grants = OAuthGrants(calls, self.secrets, self.redactor, clock=clock, sleep=sleep)
        self.keeper = OAuthTokenKeeper(self.grants, self.secrets, clock=clock)

    def another_run(self) -> Workbench:
        return Workbench(self.vault, clock=self.clock, sleep=self.sleep)

    def sign_in(self, open_browser=None, prompts=None, ports: Sequence[int] = ()) -> OAuthSignIn:
        return OAuthSignIn(self.grants, self.keeper, open_browser, prompts or Prompts(), ports=ports)
