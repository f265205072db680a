"""HTTP to one pool's addresses: JSON objects, or Cognito's words for why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from countersign.credentials.cognito import refusals
from countersign.credentials.whole_answers import LARGEST_ANSWER, NoAnswer, WholeAnswers
from countersign.model.errors import CredentialsError, Failure
from countersign.model.url import WireUrl


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Hold an answer that came whole; `date` is the server's own clock, None where it does not tell."""

    status: int
    document: Mapping[str, Any] = field(repr=False)
    error_type: str = ""
    date: datetime | None = None


class HttpCalls(WholeAnswers):
    """Call a pool's endpoints; methods raise `CredentialsError` where no JSON object comes back."""

    async def get(self, url: str) -> HttpAnswer:
        """Fetch a document."""
        return await self._call("GET", url, {}, b"")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """Post a body and return what came, whatever its status."""
        return await self._call("POST", url, headers, body)

    async def _call(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        address = WireUrl.parse(url)
        given = await self.ask(method, address, headers, body)
        if isinstance(given, NoAnswer):
            raise CredentialsError(_failure(address.authority, given, self._deadline))
        return HttpAnswer(
            status=given.status,
            document=_object(address.authority, given.status, given.body),
            error_type=given.headers.get("x-amzn-errortype", ""),
            date=_date(given.headers.get("date", "")),
        )


def _failure(host: str, missing: NoAnswer, deadline: float) -> Failure:
    match missing.kind:
        case "timeout":
            return refusals.timed_out(host, deadline)
        case "tls":
            return refusals.unsafe(host, missing.reason, missing.words)
        case "compressed":
            return refusals.not_cognito(host, missing.status, "a compressed answer")
        case "too-large":
            return refusals.not_cognito(host, missing.status, f"more than {LARGEST_ANSWER // 1024} KB")
        case "unreachable" | "no-address":
            return refusals.unreachable(host, missing.words)


def _object(host: str, status: int, body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document
    raise CredentialsError(refusals.not_cognito(host, status, "no JSON object"))


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
