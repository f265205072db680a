"""Sign in at a provider, by the grant that it is set to."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from countersign.credentials.loopback_redirect import PORTS, LoopbackRedirect
from countersign.credentials.oauth.grants import OAuthGrants
from countersign.credentials.oauth.token_keeper import OAuthTokenKeeper
from countersign.model.errors import Failure
from countersign.model.oauth import DeviceAuthorization, OAuthProvider, OAuthTokens

OpenBrowser = Callable[[str], Awaitable[bool]]


class SignInPrompts(Protocol):
    """Show a person what a sign-in needs. Both return once it is on the screen."""

    async def show_device_code(self, device: DeviceAuthorization) -> None:
        """Show the code, the page to type it on, and the time that is left."""

    async def show_notice(self, notice: Failure) -> None:
        """Show something that does not stop the sign-in."""


class OAuthSignIn:
    """Sign in and keep the tokens. To cancel, cancel the task; nothing is left listening or polling.

    `open_browser` opens a URL and tells whether it could.
    """

    def __init__(
        self,
        grants: OAuthGrants,
        keeper: OAuthTokenKeeper,
        open_browser: OpenBrowser,
        prompts: SignInPrompts,
        *,
        ports: Sequence[int] = PORTS,
    ) -> None:
        self._grants = grants
        self._keeper = keeper
        self._open_browser = open_browser
        self._prompts = prompts
        self._ports = ports

    async def __call__(self, provider: OAuthProvider) -> OAuthTokens:
        """Return the tokens; raise `InputError` or `CredentialsError` where the sign-in does not succeed."""
        match provider.grant:
            case "client_credentials":
                tokens = await self._grants.client_credentials(provider)
            case "authorization_code":
                tokens = await self._in_browser(provider)
            case "device_code":
                tokens = await self._with_device_code(provider)
        await self._keeper.keep(provider, tokens)
        return tokens

    async def _in_browser(self, provider: OAuthProvider) -> OAuthTokens:
        state = secrets.token_urlsafe(32)
        async with LoopbackRedirect(state, ports=self._ports) as redirect:
            request = await self._grants.begin_code(provider, redirect.redirect_uri, state)
            if redirect.notice is not None:
                await self._prompts.show_notice(redirect.notice)
            if not await self._open_browser(request.url):
                await self._prompts.show_notice(_not_opened(request.url))
            parameters = await redirect.answer()
        return await self._grants.finish_code(provider, request, parameters)

    async def _with_device_code(self, provider: OAuthProvider) -> OAuthTokens:
        device = await self._grants.begin_device(provider)
        await self._prompts.show_device_code(device)
        return await self._grants.finish_device(provider, device)


def _not_opened(url: str) -> Failure:
    return Failure(
        "oauth.browser-not-opened",
        "The browser could not be opened.",
        "Copy the address from the details into a browser on this machine.",
        detail=url,
    )
