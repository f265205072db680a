"""The caches of the AWS command line tools, which are only read."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from countersign.credentials.profiles import SsoSession, aws_folder

_LARGEST = 256 * 1024  # bytes


async def cached_sign_in(environment: Mapping[str, str], session: SsoSession) -> Mapping[str, Any]:
    """Return what `aws sso login` left, {} for nothing that can be read."""
    # AWS's tools name the file by this digest; nothing rests on its strength.
    digest = hashlib.sha1(session.name.encode(), usedforsecurity=False).hexdigest()
    return await asyncio.to_thread(_read, aws_folder(environment) / "sso" / "cache" / f"{digest}.json")


async def cached_login(environment: Mapping[str, str], login_session: str) -> Mapping[str, Any]:
    """Return what `aws login` left, {} for nothing that can be read."""
    chosen = environment.get("AWS_LOGIN_CACHE_DIRECTORY", "")
    folder = Path(chosen) if chosen else aws_folder(environment) / "login" / "cache"
    digest = hashlib.sha256(login_session.strip().encode()).hexdigest()
    return await asyncio.to_thread(_read, folder / f"{digest}.json")


def parsed_object(text: str | bytes) -> dict[str, Any]:
    """Return a JSON object, {} for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return parsed_object(file.read(_LARGEST))
    except OSError:
        return {}
