"""Who signs: credentials in memory, and the names by which files and people call them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from countersign.model.auth import CredentialsSource
from countersign.model.errors import Failure


@dataclass(frozen=True, slots=True)
class Credentials:
    """Hold one set of AWS keys. The secrets never show in a repr.

    `warning` says what a reader must know of keys that are used all the same, such as a renewal that failed.
    """

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    account: str = field(default="", compare=False)
    warning: Failure | None = field(default=None, compare=False)


IdentityKind = Literal["keyring", "memory", "environment", "profile", "role", "cognito"]
Need = Literal["", "sign-in", "mfa"]

_SOURCES: dict[IdentityKind, CredentialsSource] = {
    "keyring": "keyring",
    "memory": "keyring",
    "environment": "environment",
    "profile": "profile",
    "role": "role",
    "cognito": "cognito",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Describe a named identity without its secrets. `note` says what a reader must know ("memory only").

    `detail` is one word on where a kind's credentials come from ("static", "SSO", "role", "web identity", "process",
    "login", "container", "metadata", "guest", "token"). `access_key_id`, `expires_at`, `account` and `arn` are ""
    and None until they are known. `needs` says what a person must do before it can sign.
    """

    name: str
    kind: IdentityKind
    access_key_id: str = ""
    has_session_token: bool = False
    expires_at: datetime | None = None
    note: str = ""
    detail: str = ""
    region: str = ""
    account: str = ""
    arn: str = ""
    needs: Need = ""

    @property
    def source(self) -> CredentialsSource:
        """Return the source under which a request names this identity."""
        return _SOURCES[self.kind]


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Say who AWS takes a set of credentials for (GetCallerIdentity, AWS STS API Reference)."""

    account: str
    arn: str
    user_id: str
