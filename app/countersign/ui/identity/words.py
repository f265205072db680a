"""An identity in a few words: its kind, what it needs, how long it lasts."""

from __future__ import annotations

from datetime import UTC, datetime

from countersign.model.credentials import Identity, IdentityKind, Need

_SOON = 300
_DAY = 86_400
_PROFILES = {
    "static": "profile keys",
    "SSO": "SSO session",
    "role": "role session",
    "web identity": "web identity session",
    "process": "keys of a process",
    "login": "login session",
    "container": "container role",
    "metadata": "instance role",
}
_KINDS: dict[IdentityKind, str] = {
    "keyring": "keyring",
    "memory": "memory only",
    "environment": "environment variables",
    "role": "role session",
    "cognito": "Cognito identity",
}
_CHIPS: dict[IdentityKind, str] = {
    "profile": "profile",
    "role": "role",
    "cognito": "Cognito",
    "memory": "memory only",
}
_NEEDS: dict[Need, str] = {"": "", "sign-in": "sign-in needed", "mfa": "MFA code needed"}


def now() -> datetime:
    """Return the present time with its zone."""
    return datetime.now(UTC)


def kind_words(identity: Identity) -> str:
    """Return what kind of credentials an identity gives."""
    if identity.kind == "profile":
        return _PROFILES.get(identity.detail, "profile")
    if identity.kind == "cognito" and identity.detail == "guest":
        return "Cognito guest"
    words = _KINDS[identity.kind]
    return f"{words}, session token" if identity.has_session_token and identity.source == "keyring" else words


def kind_chip(identity: Identity) -> str:
    """Return the one or two words that stand beside an identity's name in a list."""
    return identity.detail or _CHIPS.get(identity.kind, "")


def needs_words(identity: Identity) -> str:
    """Return what a person must do before the identity can sign, "" for nothing."""
    return _NEEDS[identity.needs]


def short_arn(arn: str) -> str:
    """Return an ARN without partition, service, region and account: they stand elsewhere, or matter less."""
    parts = arn.split(":", 5)
    return f"arn:…:{parts[5]}" if len(parts) == 6 else arn


def time_left(expires_at: datetime | None, at: datetime) -> str:
    """Return how long credentials last, in whole minutes, with seconds at the end; "" for those that do not end."""
    if expires_at is None:
        return ""
    seconds = int((expires_at - at).total_seconds())
    return f"{_span(seconds)} left" if seconds > 0 else "ended"


def ends_soon(expires_at: datetime | None, at: datetime) -> bool:
    """Tell whether less than 5 minutes are left."""
    return expires_at is not None and (expires_at - at).total_seconds() < _SOON


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < _SOON:
        return f"{minutes} min {rest} s"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if seconds < 2 * _DAY else f"{seconds // _DAY} days"
