"""What the window asks for when somebody presses Get token."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.model.cognito import SignInMethod


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Name the pool and the way to sign in; user name and password are "" where the method needs none."""

    pool: str
    method: SignInMethod
    username: str = ""
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
