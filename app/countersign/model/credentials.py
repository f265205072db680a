"""Who signs: credentials in memory, and the names by which files and people call them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Credentials:
    """Hold one set of AWS keys. The secrets never show in a repr."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    expires_at: datetime | None = None


IdentityKind = Literal["keyring", "memory", "environment"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Describe a named identity without its secrets. `note` says what a reader must know ("memory only")."""

    name: str
    kind: IdentityKind
    access_key_id: str = ""
    has_session_token: bool = False
    expires_at: datetime | None = None
    note: str = ""
