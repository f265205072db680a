"""How a request proves who sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class InheritAuth:
    """Take the auth of the folder or collection; none where there is none."""


@dataclass(frozen=True, slots=True)
class NoAuth:
    """Send no credentials."""


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """Send a user name and password as RFC 7617 says."""

    username: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class BearerAuth:
    """Send a token as RFC 6750, section 2.1, says."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class ApiKeyAuth:
    """Send a key in a header or in the query."""

    name: str = "x-api-key"
    value: str = ""
    place: Literal["header", "query"] = "header"


CredentialsSource = Literal["keyring", "environment", "profile", "role", "cognito"]


@dataclass(frozen=True, slots=True)
class SigV4Auth:
    """Sign with AWS Signature Version 4.

    `identity` names the credentials ("" takes the workspace's default); `region` and `service` "" are read from the
    host name. `payload_hash` is used when `payload` is "given". `s3_path_rules` None follows the service.
    `fixed_date` is "" or `YYYYMMDDTHHMMSSZ`. `expires` counts seconds and matters in the query string only.
    """

    source: CredentialsSource = "keyring"
    identity: str = ""
    region: str = ""
    service: str = ""
    place: Literal["headers", "query"] = "headers"
    payload: Literal["signed", "unsigned", "given"] = "signed"
    payload_hash: str = ""
    algorithm: Literal["v4", "v4a"] = "v4"
    region_set: str = "*"
    session_token: Literal["signed", "appended"] = "signed"
    signed_headers: Literal["all", "required"] = "all"
    s3_path_rules: bool | None = None
    fixed_date: str = ""
    expires: int = 300


@dataclass(frozen=True, slots=True)
class CognitoAuth:
    """Send a token of a Cognito user pool that the program knows by name.

    `prefix` stands before the token with a space, "" leaves it out (REST API Cognito authorizers take both).
    """

    pool: str = ""
    token: Literal["access", "id"] = "access"
    header: str = "Authorization"
    prefix: str = "Bearer"


@dataclass(frozen=True, slots=True)
class OAuthAuth:
    """Send an access token of an OAuth 2 or OpenID Connect provider that the program knows by name."""

    provider: str = ""
    header: str = "Authorization"
    prefix: str = "Bearer"


Auth = InheritAuth | NoAuth | BasicAuth | BearerAuth | ApiKeyAuth | SigV4Auth | CognitoAuth | OAuthAuth
