"""A token taken apart, and what was found when it was held against a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from countersign.model.errors import Failure

CheckState = Literal["passed", "failed", "unknown"]
VerificationState = Literal["verified", "refused", "not-verified"]


@dataclass(frozen=True, slots=True)
class ClaimDate:
    """Say when a claim points to, with words for a reader: "22 Nov 2026 03:14:02 UTC, in 52 min"."""

    claim: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class DecodedJwt:
    """Hold a token's parts. Nothing here says that it is genuine; `problems` holds what can be seen without keys."""

    text: str = field(repr=False)
    header: Mapping[str, object]
    claims: Mapping[str, object] = field(repr=False)
    dates: tuple[ClaimDate, ...] = ()
    problems: tuple[Failure, ...] = ()

    @property
    def algorithm(self) -> str:
        """Return `alg` of the header, "" where it is no text."""
        return _text(self.header.get("alg"))

    @property
    def key_id(self) -> str:
        """Return `kid` of the header, "" where it is no text."""
        return _text(self.header.get("kid"))

    @property
    def issuer(self) -> str:
        """Return `iss`, "" where it is no text."""
        return _text(self.claims.get("iss"))

    @property
    def token_use(self) -> str:
        """Return Cognito's `token_use`, "access" or "id", "" where it is no text."""
        return _text(self.claims.get("token_use"))

    @property
    def audiences(self) -> tuple[str, ...]:
        """Return `aud` as a list (RFC 7519, section 4.1.3)."""
        value = self.claims.get("aud")
        return tuple(_text(item) for item in value) if isinstance(value, list) else ((_text(value),) if value else ())

    @property
    def client_id(self) -> str:
        """Return `client_id`, which access tokens of Cognito have in place of `aud`."""
        return _text(self.claims.get("client_id"))

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes in `scope`, or else in `scp`."""
        value = self.claims.get("scope", self.claims.get("scp"))
        return tuple(_text(item) for item in value) if isinstance(value, list) else tuple(_text(value).split())


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """Say how one claim fared. `failure_id` is set when it failed."""

    claim: str
    state: CheckState
    sentence: str
    failure_id: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """Say whether a token is genuine and meant for a pool; `failure` is the first reason why not, or why unknown."""

    state: VerificationState
    checks: tuple[ClaimCheck, ...] = ()
    failure: Failure | None = None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
