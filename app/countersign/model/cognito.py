"""A Cognito user pool as a named thing, and what a sign-in gives and asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from countersign.model.errors import Failure, InputError
from countersign.model.url import WireUrl

SignInMethod = Literal["client_credentials", "srp", "password", "choice", "hosted_ui", "refresh"]
ClientAuthentication = Literal["basic", "body"]
ChallengeKind = Literal[
    "NEW_PASSWORD_REQUIRED",
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "EMAIL_OTP",
    "SMS_OTP",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "SELECT_CHALLENGE",
    "CUSTOM_CHALLENGE",
]

_POOL_ID = re.compile(r"(?P<region>[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2})_[0-9A-Za-z]{1,40}")
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UserPool:
    """Name a user pool and one of its app clients. Holds no secret.

    `domain` is a prefix ("orders") or a host of one's own ("auth.example.com"). `api_endpoint` and `domain_endpoint`
    replace AWS's addresses, for an emulator or a VPC endpoint. `method` is how people usually sign in here.
    """

    name: str
    pool_id: str
    client_id: str
    domain: str = ""
    scopes: tuple[str, ...] = ()
    method: SignInMethod = "srp"
    client_authentication: ClientAuthentication = "basic"
    has_client_secret: bool = False
    api_endpoint: str = ""
    domain_endpoint: str = ""

    def validate(self) -> None:
        """Raise `InputError` on the field that cannot be used; what passes is safe to put into a URL."""
        if _POOL_ID.fullmatch(self.pool_id) is None:
            raise _input_error(
                "pool.id",
                "User pool ID",
                f"“{self.pool_id[:60]}” is not a user pool ID.",
                "It looks like eu-west-3_Ab129faBb.",
            )
        if _CLIENT_ID.fullmatch(self.client_id) is None:
            raise _input_error(
                "pool.client-id",
                "App client ID",
                "The app client ID is empty or holds other signs than letters and digits.",
                "Copy it from the app client's page in the Cognito console.",
            )
        if self.domain and _DOMAIN.fullmatch(self.domain) is None:
            raise _input_error(
                "pool.domain",
                "Domain",
                f"“{self.domain[:60]}” is neither a domain prefix nor a host name.",
                "Write the prefix alone, such as orders, or a host such as auth.example.com.",
            )
        for endpoint in (self.api_endpoint, self.domain_endpoint):
            _require_private(endpoint)

    @property
    def region(self) -> str:
        """Return the region that the pool ID begins with, "" where it has none."""
        found = _POOL_ID.fullmatch(self.pool_id)
        return "" if found is None else found["region"]

    @property
    def issuer(self) -> str:
        """Return the `iss` of the pool's tokens: always AWS's own, whatever the endpoint."""
        return f"{self._aws_api}/{self.pool_id}"

    @property
    def api_url(self) -> str:
        """Return where InitiateAuth and its like are called."""
        return self.api_endpoint.rstrip("/") or self._aws_api

    @property
    def jwks_url(self) -> str:
        """Return the only address that the pool's keys may come from."""
        return f"{self.api_url}/{self.pool_id}/.well-known/jwks.json"

    @property
    def domain_url(self) -> str:
        """Return the base of the hosted UI and of the token endpoint, "" without a domain.

        Source: "Configuring a user pool domain", Amazon Cognito Developer Guide.
        """
        if self.domain_endpoint or not self.domain:
            return self.domain_endpoint.rstrip("/")
        if "." in self.domain:
            return f"https://{self.domain}"
        label = "auth-fips" if self.region.startswith("us-gov-") else "auth"
        return f"https://{self.domain}.{label}.{self.region}.amazoncognito.com"

    @property
    def secret_scope(self) -> str:
        """Return what a secret of this client is kept under; it names every host of one's own that would receive it.

        So a pool from a file with the same IDs and another endpoint finds no secret to send there.
        """
        own = {self.api_endpoint.rstrip("/"), self.domain_endpoint.rstrip("/")}
        if "." in self.domain:
            own.add(self.domain)
        return " ".join((self.pool_id, self.client_id, *sorted(own - {""})))

    @property
    def _aws_api(self) -> str:
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"https://cognito-idp.{self.region}.{suffix}"


@dataclass(frozen=True, slots=True)
class NewDevice:
    """Hold the keys by which Cognito knows this computer; `password` is ours and never sent."""

    key: str
    group_key: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TokenSet:
    """Hold what a sign-in gave. `method` tells how, so that it can be renewed.

    `device` is set when Cognito knows this computer, or offers to. `note` says what a reader must know, such as that
    the refresh token could not be kept in the keyring.
    """

    access_token: str = field(repr=False)
    id_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    method: SignInMethod = "srp"
    username: str = ""
    device: NewDevice | None = None
    note: Failure | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """Hold what Cognito asks before it gives tokens, and the attempt that it belongs to.

    `username` is what was typed, `user_id` what Cognito calls the user, which differs for an email address.
    `delivery` says where a code went ("+*******1234"); `choices` are the answers to a SELECT or the kinds of MFA that
    can be set up; `secret_code` and `otpauth_url` belong to MFA_SETUP.
    """

    kind: ChallengeKind
    pool: UserPool
    method: SignInMethod
    username: str
    user_id: str = ""
    session: str = field(default="", repr=False)
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    required_attributes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    delivery: str = ""
    secret_code: str = field(default="", repr=False)
    otpauth_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ChallengeAnswer:
    """Hold what a person answers: a code, a new password with attributes, a choice, a password for that choice."""

    code: str = field(default="", repr=False)
    new_password: str = field(default="", repr=False)
    attributes: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    choice: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BrowserWait:
    """Say that the browser is awaited: the page to open by hand, where it comes back to, which ports are taken."""

    url: str
    redirect_uri: str
    opened: bool
    notice: Failure | None = None


def _require_private(endpoint: str) -> None:
    if not endpoint:
        return
    try:
        url = WireUrl.parse(endpoint)
    except InputError as error:
        raise _input_error("pool.endpoint", "Endpoint", error.failure.sentence, error.failure.action) from None
    if url.scheme != "https" and not (url.scheme == "http" and url.is_loopback):
        raise _input_error(
            "pool.endpoint",
            "Endpoint",
            f"The endpoint {url} would carry passwords and tokens unencrypted.",
            "Use https://; plain http:// is for this computer only.",
        )


def _input_error(failure_id: str, field_name: str, sentence: str, action: str) -> InputError:
    return InputError(Failure(failure_id, sentence, action, field=field_name))
