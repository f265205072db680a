"""Identities that are made from others, and what a person is asked on the way to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from countersign.model.auth import CredentialsSource


@dataclass(frozen=True, slots=True)
class AssumedRole:
    """Define a role on top of another identity (AssumeRole, AWS STS API Reference).

    `duration` counts seconds, 0 leaves it to AWS (one hour). `region` "" is that of the base identity. `mfa_serial`
    is the ARN or serial number of a device; its code is asked for at each renewal.
    """

    name: str
    base_source: CredentialsSource
    base_name: str
    role_arn: str
    session_name: str = ""
    external_id: str = ""
    duration: int = 0
    mfa_serial: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class IdentityPool:
    """Define an identity from a Cognito identity pool ("Identity pools", Amazon Cognito Developer Guide).

    `user_pool` names the user pool whose ID token is traded in, "" is a guest; `provider` is that user pool's name as
    a login provider, such as `cognito-idp.us-west-2.amazonaws.com/us-west-2_a1B2c3`. `region` "" is read from the
    pool's ID. `role_arn` chooses among the roles of a token with several.
    """

    name: str
    identity_pool_id: str
    region: str = ""
    user_pool: str = ""
    provider: str = ""
    role_arn: str = ""


@dataclass(frozen=True, slots=True)
class MfaQuestion:
    """Ask for the code of a device, on behalf of an identity that assumes a role."""

    identity: str
    mfa_serial: str
    role_arn: str


@dataclass(frozen=True, slots=True)
class SignInPrompt:
    """Show where to sign in, and the code to compare there; `url` already holds the code."""

    session: str
    user_code: str
    url: str
    plain_url: str
    expires_at: datetime


# Returns the code; "" means that the person cancelled.
AskMfa = Callable[[MfaQuestion], Awaitable[str]]
# Is called once per sign-in, on the event loop.
ShowSignIn = Callable[[SignInPrompt], None]
# Returns the ID token of the user pool of this name.
IdToken = Callable[[str], Awaitable[str]]
