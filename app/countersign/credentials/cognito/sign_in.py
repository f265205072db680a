"""Every way to sign in at a user pool, one step at a time, so that a panel can drive it.

    step = await sign_in.begin(pool, "srp", "ada", "secret")
    while isinstance(step, Challenge):
        step = await sign_in.answer(step, ...)        # what the person typed
    await keeper.keep(pool, step)

Source: "Authentication flows", Amazon Cognito Developer Guide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from countersign.credentials.cognito import challenges
from countersign.credentials.cognito.browser_sign_in import BrowserSignIn, ObserveWait
from countersign.credentials.cognito.client_proof import secret_hash
from countersign.credentials.cognito.cognito_api import CognitoApi
from countersign.credentials.cognito.devices import Devices
from countersign.credentials.cognito.pool_vault import KeptSession, PoolVault
from countersign.credentials.cognito.refusals import (
    DEVICE_UNKNOWN,
    MFA_SETUP_UNSUPPORTED,
    REFUSED_REFRESH,
    USER_MISSING,
    WRONG_CODE,
    unexpected,
)
from countersign.credentials.cognito.srp import SrpClient, SrpIdentity
from countersign.model.cognito import (
    BrowserWait,
    Challenge,
    ChallengeAnswer,
    NewDevice,
    SignInMethod,
    TokenSet,
    UserPool,
)
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor

_MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Hold what one call of `begin` or `answer` goes on with."""

    pool: UserPool
    method: SignInMethod
    username: str
    user_id: str
    secret: str = field(repr=False)
    password: str = field(default="", repr=False)
    device: NewDevice | None = None


def _unobserved(_wait: BrowserWait) -> None:
    """Take no notice."""


class CognitoSignIn:
    """Sign in, answer challenges, renew, revoke. Belongs to one event loop; every secret is registered first."""

    def __init__(
        self,
        api: CognitoApi,
        vault: PoolVault,
        browser: BrowserSignIn,
        redactor: Redactor,
        clock: Callable[[], datetime],
    ) -> None:
        self._api = api
        self._vault = vault
        self._browser = browser
        self._redactor = redactor
        self._clock = clock
        self._devices = Devices(api, vault)

    async def begin(
        self,
        pool: UserPool,
        method: SignInMethod,
        username: str = "",
        password: str = "",
        *,
        observe: ObserveWait = _unobserved,
    ) -> TokenSet | Challenge:
        """Begin to sign in; `password` holds the refresh token where the method is "refresh".

        `observe` hears of the browser that is awaited. Raises `InputError` or `CredentialsError`.
        """
        pool.validate()
        self._redactor.register([password])
        secret = await self._vault.client_secret(pool)
        if method == "client_credentials":
            return await self._client_credentials(pool, secret)
        if method == "hosted_ui":
            answer = await self._browser.sign_in(pool, secret, observe)
            return self._tokens(answer, _Attempt(pool, method, "", "", secret))
        if method == "refresh":
            token = challenges.required(password.strip(), "Refresh token", "refresh token")
            return await self.renew(pool, KeptSession(token, username, method))
        if not username.strip():
            raise CredentialsError(USER_MISSING)
        username = username.strip()
        device = await self._devices.known(pool, username)
        attempt = _Attempt(pool, method, username, username, secret, password, device)
        try:
            return await self._initiate(attempt)
        except CredentialsError as error:
            if device is None or error.failure.id != DEVICE_UNKNOWN.id:
                raise
        await self._vault.forget_device(pool, username)
        return await self._initiate(replace(attempt, device=None))

    async def answer(self, challenge: Challenge, answer: ChallengeAnswer) -> TokenSet | Challenge:
        """Answer a challenge; the next step comes back. A wrong code leaves the challenge open."""
        pool, username = challenge.pool, challenge.username
        self._redactor.register([answer.new_password, answer.password])
        fields = challenges.response_fields(challenge, answer)
        secret = await self._vault.client_secret(pool)
        device = await self._devices.known(pool, username)
        user_id = challenge.user_id or username
        attempt = _Attempt(pool, challenge.method, username, user_id, secret, answer.password, device)
        srp = None
        if challenge.kind == "MFA_SETUP":
            challenge = replace(challenge, session=await self._verified_app(challenge, answer.code))
        if answer.choice == "PASSWORD_SRP":
            challenges.required(answer.password, "Password", "password")
            srp = SrpClient()
            fields["SRP_A"] = srp.public
        step = await self._respond(attempt, challenge.kind, challenge.session, fields)
        return await self._follow(attempt, step, srp)

    async def renew(self, pool: UserPool, kept: KeptSession) -> TokenSet:
        """Return fresh tokens, with or without rotation; raise `CredentialsError` where the session has ended."""
        pool.validate()
        secret = await self._vault.client_secret(pool)
        attempt = _Attempt(pool, kept.method, kept.username, kept.username, secret, device=kept.device)
        if kept.method == "client_credentials":
            return await self._client_credentials(pool, secret)
        if kept.method == "hosted_ui":
            fields = {"grant_type": "refresh_token", "refresh_token": kept.refresh_token}
            tokens = self._tokens(await self._api.token(pool, secret, fields), attempt)
        else:
            tokens = self._tokens(await self._renewed_at_api(attempt, kept), attempt)
        # Without rotation the old refresh token stays.
        return tokens if tokens.refresh_token else replace(tokens, refresh_token=kept.refresh_token)

    async def revoke(self, pool: UserPool, refresh_token: str) -> None:
        """Revoke a refresh token and every token that came from it; raise `CredentialsError` where that fails."""
        if not refresh_token:
            return
        body = {"ClientId": pool.client_id, "Token": refresh_token}
        secret = await self._vault.client_secret(pool)
        await self._api.call(pool, "RevokeToken", body | ({"ClientSecret": secret} if secret else {}))

    async def _client_credentials(self, pool: UserPool, secret: str) -> TokenSet:
        fields = {"grant_type": "client_credentials"}
        if pool.scopes:
            fields["scope"] = " ".join(pool.scopes)
        answer = await self._api.token(pool, secret, fields)
        return self._tokens(answer, _Attempt(pool, "client_credentials", "", "", secret))

    async def _initiate(self, attempt: _Attempt) -> TokenSet | Challenge:
        parameters = {"USERNAME": attempt.username, **_device_key(attempt.device)}
        parameters |= secret_hash(attempt.pool, attempt.username, attempt.secret)
        srp = None
        if attempt.method == "choice":
            flow = "USER_AUTH"
        else:
            challenges.required(attempt.password, "Password", "password")
            flow = "USER_SRP_AUTH" if attempt.method == "srp" else "USER_PASSWORD_AUTH"
        if attempt.method == "srp":
            srp = SrpClient()
            parameters["SRP_A"] = srp.public
        elif attempt.method == "password":
            parameters["PASSWORD"] = attempt.password
        body = {"AuthFlow": flow, "ClientId": attempt.pool.client_id, "AuthParameters": parameters}
        return await self._follow(attempt, await self._api.call(attempt.pool, "InitiateAuth", body), srp)

    async def _follow(
        self, attempt: _Attempt, step: Mapping[str, Any], srp: SrpClient | None
    ) -> TokenSet | Challenge:
        """Go on until there are tokens or a person is asked."""
        device_srp: SrpClient | None = None
        for _ in range(_MOST_STEPS):
            name = step.get("ChallengeName")
            result = step.get("AuthenticationResult")
            if not name and isinstance(result, Mapping):
                return await self._devices.confirmed(attempt.pool, self._tokens(result, attempt))
            if name == "PASSWORD_VERIFIER" and srp is not None:
                realm = attempt.pool.pool_id.partition("_")[2]
                user_id = challenges.user_id_of(challenges.parameters_of(step)) or attempt.user_id
                attempt = replace(attempt, user_id=user_id)
                step = await self._prove(attempt, step, srp, realm)
            elif name in {"DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}:
                device_srp = device_srp or SrpClient()
                step = await self._prove_device(attempt, step, device_srp)
            else:
                return await self._asked(attempt, step)
        raise unexpected("one challenge after another")

    async def _prove(
        self, attempt: _Attempt, step: Mapping[str, Any], srp: SrpClient, realm: str
    ) -> Mapping[str, Any]:
        parameters = challenges.parameters_of(step)
        identity = SrpIdentity(realm, attempt.user_id, attempt.password)
        user_id = parameters.get("USERNAME") or attempt.user_id
        fields = self._claim(parameters, identity, srp)
        return await self._respond(
            replace(attempt, user_id=user_id), "PASSWORD_VERIFIER", str(step.get("Session") or ""), fields
        )

    async def _prove_device(self, attempt: _Attempt, step: Mapping[str, Any], srp: SrpClient) -> Mapping[str, Any]:
        device, session = attempt.device, str(step.get("Session") or "")
        if device is None or not device.password:
            raise CredentialsError(DEVICE_UNKNOWN)
        if step["ChallengeName"] == "DEVICE_SRP_AUTH":
            return await self._respond(attempt, "DEVICE_SRP_AUTH", session, {"SRP_A": srp.public})
        identity = SrpIdentity(device.group_key, device.key, device.password)
        fields = self._claim(challenges.parameters_of(step), identity, srp)
        return await self._respond(attempt, "DEVICE_PASSWORD_VERIFIER", session, fields)

    def _claim(self, parameters: Mapping[str, str], identity: SrpIdentity, srp: SrpClient) -> dict[str, str]:
        try:
            block = parameters["SECRET_BLOCK"]
            claim = srp.claim(
                identity,
                server=parameters["SRP_B"],
                salt=parameters["SALT"],
                secret_block=block,
                now=self._clock(),
            )
        except (KeyError, ValueError):
            raise unexpected("a password challenge that breaks the rules of SRP") from None
        return {
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": claim.signature,
            "TIMESTAMP": claim.timestamp,
        }

    async def _respond(
        self, attempt: _Attempt, kind: str, session: str, fields: Mapping[str, str]
    ) -> Mapping[str, Any]:
        responses = {"USERNAME": attempt.user_id, **_device_key(attempt.device), **fields}
        responses |= secret_hash(attempt.pool, attempt.user_id, attempt.secret)
        body: dict[str, Any] = {
            "ClientId": attempt.pool.client_id,
            "ChallengeName": kind,
            "ChallengeResponses": responses,
        }
        return await self._api.call(
            attempt.pool, "RespondToAuthChallenge", body | ({"Session": session} if session else {})
        )

    async def _asked(self, attempt: _Attempt, step: Mapping[str, Any]) -> Challenge:
        challenge = challenges.read_challenge(step, attempt.pool, attempt.method, attempt.username, attempt.user_id)
        self._redactor.register([challenge.session])
        if challenge.kind != "MFA_SETUP":
            return challenge
        if challenges.APP_MFA not in challenge.choices:
            raise CredentialsError(MFA_SETUP_UNSUPPORTED)
        answer = await self._api.call(attempt.pool, "AssociateSoftwareToken", {"Session": challenge.session})
        code, session = str(answer.get("SecretCode") or ""), str(answer.get("Session") or challenge.session)
        self._redactor.register([code, session])
        return challenges.with_app_secret(challenge, code, session)

    async def _verified_app(self, challenge: Challenge, code: str) -> str:
        code = challenges.required(code.strip(), "Code", "code")
        body = {"Session": challenge.session, "UserCode": code, "FriendlyDeviceName": "Countersign"}
        answer = await self._api.call(challenge.pool, "VerifySoftwareToken", body)
        if answer.get("Status") != "SUCCESS":
            raise CredentialsError(WRONG_CODE)
        return str(answer.get("Session") or challenge.session)

    async def _renewed_at_api(self, attempt: _Attempt, kept: KeptSession) -> Mapping[str, Any]:
        # It serves clients with and without rotation; REFRESH_TOKEN_AUTH only those without.
        body = {"ClientId": attempt.pool.client_id, "RefreshToken": kept.refresh_token}
        if attempt.secret:
            body["ClientSecret"] = attempt.secret
        if kept.device is not None:
            body["DeviceKey"] = kept.device.key
        answer = await self._api.call(attempt.pool, "GetTokensFromRefreshToken", body)
        result = answer.get("AuthenticationResult")
        if not isinstance(result, Mapping):
            raise CredentialsError(REFUSED_REFRESH)
        return result

    def _tokens(self, answer: Mapping[str, Any], attempt: _Attempt) -> TokenSet:
        tokens = challenges.read_tokens(answer, attempt.method, attempt.username, attempt.device, self._clock())
        self._redactor.register([tokens.access_token, tokens.id_token, tokens.refresh_token])
        return tokens


def _device_key(device: NewDevice | None) -> dict[str, str]:
    return {} if device is None else {"DEVICE_KEY": device.key}
