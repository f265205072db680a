"""What a running Countersign consists of, put together once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from countersign.model.identity_sources import MfaQuestion
from countersign.model.redaction import Redactor
from countersign.workflows.authorize import Authorize
from countersign.workflows.channels import Channels
from countersign.workflows.collection_files import CollectionFiles
from countersign.workflows.encode_once import EncodeOnce
from countersign.workflows.environments import Environments
from countersign.workflows.import_source import ImportSource
from countersign.workflows.keep_history import KeepHistory
from countersign.workflows.named_things import NamedThings
from countersign.workflows.oauth_providers import OAuthProviders
from countersign.workflows.open_socket import OpenSocket
from countersign.workflows.prepare_request import PrepareRequest
from countersign.workflows.secret_variables import SecretVariables
from countersign.workflows.send_request import SendRequest
from countersign.workflows.sign_request import SignRequest
from countersign.workflows.token_variables import TokenVariables
from countersign.workflows.user_pools import UserPools

if TYPE_CHECKING:
    from countersign.credentials.cognito.http_calls import HttpCalls
    from countersign.credentials.cognito.pool_vault import PoolVault
    from countersign.credentials.draft_secret_keeper import DraftSecretKeeper
    from countersign.credentials.identities import IdentityStore
    from countersign.credentials.oauth.endpoint_calls import EndpointCalls
    from countersign.credentials.vault import OpenedVault
    from countersign.credentials.vault_on_demand import VaultOnDemand
    from countersign.http_engine.engine import HttpEngine


class Prompts(Protocol):
    """Ask a person, wherever they sit."""

    async def ask_mfa(self, question: MfaQuestion) -> str:
        """Return the code of a device; "" means that the person cancelled."""

    def open_browser(self, url: str) -> bool:
        """Open a page in the system's browser, without waiting for it; tell whether that was possible."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what is built for one asyncio loop."""

    vault: VaultOnDemand
    identities: IdentityStore
    engine: HttpEngine
    secrets: DraftSecretKeeper
    things: NamedThings
    pool_vault: PoolVault
    user_pools: UserPools
    providers: OAuthProviders
    send: SendRequest
    sign: SignRequest
    tokens: TokenVariables
    open_socket: OpenSocket
    channels: Channels
    collections: CollectionFiles
    environments: Environments
    importing: ImportSource
    history: KeepHistory
    trusting: tuple[Callable[[str], None], ...]

    def trust(self, ca_pem: str) -> None:
        """Trust one more CA, such as the playground's, wherever this program calls."""
        for trust in self.trusting:
            trust(ca_pem)

    def define(self) -> None:
        """Tell the identities which roles and identity pools there are now."""
        self.identities.define(self.things.current.roles, self.things.current.identity_pools)

    async def close(self) -> None:
        """Close connections, remove spooled bodies, end renewals, let the keyring go."""
        await self.history.close()  # before the engine removes the bodies that it still reads
        await self.engine.aclose()
        await self.user_pools.close()
        await self.providers.close()
        await self.identities.close()
        await self.vault.close()


class Tokens:
    """Give tokens of user pools and of providers."""

    def __init__(self, pools: UserPools, providers: OAuthProviders) -> None:
        self._pools = pools
        self._providers = providers

    async def cognito_token(self, pool: str, token: str) -> str:
        """Return the access or ID token of a user pool."""
        return await self._pools.token(pool, "id" if token == "id" else "access")

    async def oauth_token(self, provider: str) -> str:
        """Return the access token of a provider."""
        return await self._providers.token(provider)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what the parts are built on."""

    data: Path
    spool: Path
    environ: Mapping[str, str]
    redactor: Redactor
    open_vault: Callable[[], Awaitable[OpenedVault]]
    prompts: Prompts


def build_parts(ground: Ground) -> Parts:
    """Build every part; imports what the first paint does not wait for."""
    from countersign.credentials.cognito.http_calls import HttpCalls
    from countersign.credentials.cognito.pool_vault import PoolVault
    from countersign.credentials.draft_secret_keeper import DraftSecretKeeper
    from countersign.credentials.identities import IdentityStore
    from countersign.credentials.oauth.endpoint_calls import EndpointCalls
    from countersign.credentials.variable_secrets import VariableSecrets
    from countersign.credentials.vault_on_demand import VaultOnDemand
    from countersign.http_engine.body_encoding import encode_body
    from countersign.http_engine.engine import HttpEngine
    from countersign.storage.definitions_file import definitions_file
    from countersign.storage.history_database import HistoryDatabase
    from countersign.websocket_engine.engine import WebSocketEngine

    vault = VaultOnDemand(ground.open_vault)
    things = NamedThings(definitions_file(ground.data / "definitions.json"))
    pool_vault = PoolVault(vault, ground.redactor)
    calls, endpoints = HttpCalls(ground.redactor), EndpointCalls(ground.redactor)
    pools = _user_pools(ground, things, pool_vault, calls)
    providers = _providers(ground, things, vault, endpoints)
    identities = IdentityStore(
        vault,
        ground.redactor,
        ground.environ,
        ask_mfa=ground.prompts.ask_mfa,
        id_token=lambda pool: pools.token(pool, "id"),
    )
    secrets = SecretVariables(VariableSecrets(vault, ground.redactor), ground.redactor)
    tokens = TokenVariables(Tokens(pools, providers), secrets)
    prepare = PrepareRequest(Authorize(identities, tokens, ground.redactor), tokens, EncodeOnce(encode_body))
    engine = HttpEngine(ground.spool)
    send = SendRequest(prepare, engine, ground.redactor)
    return Parts(
        vault=vault,
        identities=identities,
        engine=engine,
        secrets=DraftSecretKeeper(vault, ground.redactor),
        things=things,
        pool_vault=pool_vault,
        user_pools=pools,
        providers=providers,
        send=send,
        sign=SignRequest(prepare),
        tokens=tokens,
        open_socket=OpenSocket(prepare, WebSocketEngine(engine), ground.redactor),
        environments=Environments(secrets),
        importing=_importing(ground, secrets, identities),
        history=KeepHistory(HistoryDatabase(ground.data / "history.sqlite3"), ground.redactor.scrub),
        collections=CollectionFiles(ground.data / "trash"),
        channels=Channels(send, identities, tokens, ground.redactor, ground.environ),
        trusting=(engine.trust, calls.trust, endpoints.trust),
    )


def _importing(ground: Ground, secrets: SecretVariables, identities: IdentityStore) -> ImportSource:
    from countersign.credentials.account_apis import AccountApis
    from countersign.credentials.aws_service import AwsService

    accounts = AccountApis(AwsService(ground.environ, ground.redactor))
    return ImportSource(secrets, identities, accounts, ground.redactor, ground.data / "trash")


def _user_pools(ground: Ground, things: NamedThings, vault: PoolVault, calls: HttpCalls) -> UserPools:
    from countersign.credentials.aws_service import AwsService
    from countersign.credentials.cognito.account_pools import AccountPools
    from countersign.credentials.cognito.browser_sign_in import BrowserSignIn
    from countersign.credentials.cognito.cognito_api import CognitoApi
    from countersign.credentials.cognito.pool_keys import PoolKeys
    from countersign.credentials.cognito.sign_in import CognitoSignIn
    from countersign.credentials.cognito.token_keeper import TokenKeeper

    api = CognitoApi(calls, ground.redactor, _now)
    browser = BrowserSignIn(api, ground.redactor, ground.prompts.open_browser)
    sign_in = CognitoSignIn(api, vault, browser, ground.redactor, _now)
    account = AccountPools(AwsService(ground.environ, ground.redactor), vault)
    return UserPools(things, sign_in, TokenKeeper(sign_in, vault, _now), PoolKeys(api, _now), vault, account, _now)


def _providers(ground: Ground, things: NamedThings, vault: VaultOnDemand, endpoints: EndpointCalls) -> OAuthProviders:
    from countersign.credentials.oauth.grants import OAuthGrants
    from countersign.credentials.oauth.provider_secrets import ProviderSecrets
    from countersign.credentials.oauth.token_keeper import OAuthTokenKeeper

    secrets = ProviderSecrets(vault, ground.redactor)
    grants = OAuthGrants(endpoints, secrets, ground.redactor)

    async def open_browser(url: str) -> bool:
        return ground.prompts.open_browser(url)

    return OAuthProviders(things, grants, OAuthTokenKeeper(grants, secrets), secrets, open_browser)


def _now() -> datetime:
    return datetime.now(UTC)
