"""Sign in at an OAuth 2 or OpenID Connect provider, and give its access token to whoever asks by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countersign.model.errors import CredentialsError, Failure
from countersign.model.oauth import OAuthProvider, OAuthTokens
from countersign.workflows.named_things import NamedThings

if TYPE_CHECKING:
    from countersign.credentials.oauth.grants import OAuthGrants
    from countersign.credentials.oauth.provider_secrets import ProviderSecrets
    from countersign.credentials.oauth.sign_in import OpenBrowser, SignInPrompts
    from countersign.credentials.oauth.token_keeper import OAuthTokenKeeper


class OAuthProviders:
    """Everything that can be done with providers. Belongs to one event loop."""

    def __init__(
        self,
        things: NamedThings,
        grants: OAuthGrants,
        keeper: OAuthTokenKeeper,
        secrets: ProviderSecrets,
        open_browser: OpenBrowser,
    ) -> None:
        self._things = things
        self._grants = grants
        self._keeper = keeper
        self._secrets = secrets
        self._open_browser = open_browser

    async def keep(self, provider: OAuthProvider, client_secret: str) -> None:
        """Keep a provider by its name, and its client secret in the keyring; "" leaves the secret that is there."""
        if client_secret:
            await self._secrets.save_client_secret(provider, client_secret)
        await self._things.keep(provider)

    async def sign_in(self, name: str, prompts: SignInPrompts) -> OAuthTokens:
        """Sign in by the provider's grant and hold the tokens. Cancelling the task ends it."""
        from countersign.credentials.oauth.sign_in import OAuthSignIn

        sign_in = OAuthSignIn(self._grants, self._keeper, self._open_browser, prompts)
        return await sign_in(self._provider(name))

    async def token(self, name: str) -> str:
        """Return an access token that is valid now; raise `CredentialsError` where somebody must sign in."""
        return (await self._keeper.tokens(self._provider(name))).access_token

    def held(self, name: str) -> OAuthTokens | None:
        """Return the tokens in memory, however old."""
        provider = self._things.current.provider(name)
        return self._keeper.held(provider) if provider is not None else None

    async def sign_out(self, name: str) -> Failure | None:
        """Forget the tokens and revoke them; return why they could not be revoked."""
        return await self._keeper.sign_out(self._provider(name))

    async def close(self) -> None:
        """End renewals that are under way."""
        await self._keeper.close()

    def _provider(self, name: str) -> OAuthProvider:
        provider = self._things.current.provider(name)
        if provider is None:
            raise CredentialsError(
                Failure(
                    "oauth.provider-unknown",
                    f"There is no provider named “{name}” here." if name else "No provider is chosen.",
                    "Add it under Auth, OAuth 2 / OIDC, with that name.",
                    field="Provider",
                )
            )
        return provider
