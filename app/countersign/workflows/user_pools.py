"""Sign in at a user pool, hold its tokens against its keys, and give them to whoever asks by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from countersign.model.cognito import BrowserWait, Challenge, ChallengeAnswer, SignInMethod, TokenSet, UserPool
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.jwt import DecodedJwt, Verification
from countersign.signing.jwt_claims import decode_jwt
from countersign.workflows.named_things import NamedThings

if TYPE_CHECKING:
    from countersign.credentials.cognito.account_pools import AccountPools
    from countersign.credentials.cognito.pool_keys import PoolKeys
    from countersign.credentials.cognito.pool_vault import PoolVault
    from countersign.credentials.cognito.sign_in import CognitoSignIn
    from countersign.credentials.cognito.token_keeper import TokenKeeper

_NOT_IN_A_NAME = re.compile(r"[{}.\s]+")
TokenUse = Literal["access", "id"]


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """Say at which pool to sign in, and how; `scopes` () takes the pool's own."""

    pool: str
    method: SignInMethod
    username: str = ""
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldToken:
    """Hold one token of a pool, taken apart and held against the pool; `note` says what a reader must know."""

    pool: UserPool
    token: DecodedJwt
    verification: Verification
    expires_at: datetime | None
    note: Failure | None = None


class UserPools:
    """Everything that can be done with user pools. Belongs to one event loop."""

    def __init__(
        self,
        things: NamedThings,
        sign_in: CognitoSignIn,
        keeper: TokenKeeper,
        keys: PoolKeys,
        vault: PoolVault,
        account: AccountPools,
        clock: Callable[[], datetime],
    ) -> None:
        self._things = things
        self._sign_in = sign_in
        self._keeper = keeper
        self._keys = keys
        self._vault = vault
        self._account = account
        self._clock = clock
        self._signing_in: UserPool | None = None

    async def keep(self, pool: UserPool, client_secret: str) -> None:
        """Keep a pool by its name, and its client secret in the keyring; "" leaves the secret that is there."""
        pool.validate()
        secret = client_secret or self._vault.offered_client_secret(pool)
        if secret:
            await self._vault.keep_client_secret(pool, secret)
        await self._things.keep(pool)

    async def read_account(self, credentials: Credentials, region: str) -> tuple[UserPool, ...]:
        """Return the pools and clients of an account; their secrets are at hand until one of them is kept."""
        found = []
        for pool in await self._account.pools(credentials, region):
            for client in await self._account.clients(credentials, region, pool.id):
                name = _NOT_IN_A_NAME.sub("-", f"{pool.name}-{client.name}").strip("-")
                found.append(await self._account.read(credentials, region, name, pool.id, client.id))
        return tuple(found)

    async def begin(self, request: SignInRequest, observe: Callable[[BrowserWait], None]) -> Challenge | None:
        """Begin to sign in; return what the pool asks next, None once the tokens are held."""
        pool = self._pool(request.pool)
        self._signing_in = pool
        asked = replace(pool, scopes=request.scopes) if request.scopes else pool
        step = await self._sign_in.begin(asked, request.method, request.username, request.password, observe=observe)
        return await self._taken(pool, step)

    async def answer(self, challenge: Challenge, answer: ChallengeAnswer) -> Challenge | None:
        """Answer what the pool asked; return what it asks next, None once the tokens are held."""
        if self._signing_in is None:
            raise _not_signing_in()
        return await self._taken(self._signing_in, await self._sign_in.answer(challenge, answer))

    async def renew(self, name: str) -> None:
        """Renew a pool's tokens now."""
        await self._keeper.renew(self._pool(name))

    async def sign_out(self, name: str) -> Failure | None:
        """Forget a pool's tokens and revoke them; return why they could not be revoked."""
        return await self._keeper.sign_out(self._pool(name))

    async def token(self, name: str, use: TokenUse) -> str:
        """Return a token that is valid now; raise `CredentialsError` where somebody must sign in."""
        pool = self._pool(name)
        return await (self._keeper.id_token(pool) if use == "id" else self._keeper.access_token(pool))

    async def held(self, name: str, use: TokenUse) -> HeldToken | None:
        """Return the token that is in memory, verified, without renewing it; None where there is none."""
        pool = self._pool(name)
        tokens = self._keeper.held(pool)
        text = _text(tokens, use)
        if tokens is None or not text:
            return None
        decoded = decode_jwt(text, self._clock())
        verification = await self._keys.verify(pool, decoded, use)
        return HeldToken(pool, decoded, verification, tokens.expires_at, tokens.note)

    async def verify(self, name: str, token: DecodedJwt) -> Verification:
        """Hold a pasted token against a pool's keys and names."""
        return await self._keys.verify(self._pool(name), token)

    async def close(self) -> None:
        """End renewals that are under way."""
        await self._keeper.close()

    async def _taken(self, pool: UserPool, step: TokenSet | Challenge) -> Challenge | None:
        if isinstance(step, Challenge):
            return step
        await self._keeper.keep(pool, step)
        self._signing_in = None
        return None

    def _pool(self, name: str) -> UserPool:
        pool = self._things.current.user_pool(name)
        if pool is None:
            raise CredentialsError(
                Failure(
                    "cognito.pool-unknown",
                    f"There is no user pool named “{name}” here." if name else "No user pool is chosen.",
                    "Add it under Auth, Cognito JWT, with that name.",
                    field="User pool",
                )
            )
        return pool


def _text(tokens: TokenSet | None, use: TokenUse) -> str:
    if tokens is None:
        return ""
    return tokens.id_token if use == "id" else tokens.access_token


def _not_signing_in() -> CredentialsError:
    return CredentialsError(
        Failure(
            "cognito.no-challenge", "No sign-in is under way.", "Press Get token to begin one.", field="Get token"
        )
    )
