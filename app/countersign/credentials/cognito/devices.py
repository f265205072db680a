"""This computer as a device that Cognito knows, where a user pool tracks devices.

A refresh token from such a pool is good only for a device that was confirmed, so that is done at once, as AWS's own
libraries do it. Source: "Working with user devices in your user pool", Amazon Cognito Developer Guide.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace

from countersign.credentials.cognito.cognito_api import CognitoApi
from countersign.credentials.cognito.pool_vault import PoolVault
from countersign.credentials.cognito.srp import SrpIdentity, device_verifier
from countersign.model.cognito import NewDevice, TokenSet, UserPool
from countersign.model.errors import CountersignError, KeyringError

_PASSWORD_BYTES = 40
_NAME = "Countersign"


class Devices:
    """Confirm this computer once, and keep its keys."""

    def __init__(self, api: CognitoApi, vault: PoolVault) -> None:
        self._api = api
        self._vault = vault

    async def known(self, pool: UserPool, username: str) -> NewDevice | None:
        """Return the keys of this computer, None where there are none, or where the keyring does not answer.

        Without them a sign-in works all the same; it only asks for the second factor.
        """
        try:
            return await self._vault.device(pool, username)
        except KeyringError:
            return None

    async def confirmed(self, pool: UserPool, tokens: TokenSet) -> TokenSet:
        """Return the tokens with the device confirmed; where that fails they are good all the same, with a note."""
        if tokens.device is None or tokens.device.password:
            return tokens
        password = base64.b64encode(secrets.token_bytes(_PASSWORD_BYTES)).decode()
        device = replace(tokens.device, password=password)
        verifier = device_verifier(SrpIdentity(device.group_key, device.key, password))
        config = {"PasswordVerifier": verifier.verifier, "Salt": verifier.salt}
        body = {
            "AccessToken": tokens.access_token,
            "DeviceKey": device.key,
            "DeviceName": _NAME,
            "DeviceSecretVerifierConfig": config,
        }
        try:
            await self._api.call(pool, "ConfirmDevice", body)
            await self._vault.keep_device(pool, tokens.username, device)
        except CountersignError as error:
            return replace(tokens, note=error.failure)
        return replace(tokens, device=device)

    async def remember(self, pool: UserPool, tokens: TokenSet) -> None:
        """Have Cognito skip the second factor on this computer, where the pool leaves that to the user."""
        if tokens.device is None:
            return
        body = {
            "AccessToken": tokens.access_token,
            "DeviceKey": tokens.device.key,
            "DeviceRememberedStatus": "remembered",
        }
        await self._api.call(pool, "UpdateDeviceStatus", body)
