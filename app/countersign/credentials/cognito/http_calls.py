"""HTTP to one pool's addresses: small JSON answers, within a deadline, never carried on to another host."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from countersign.credentials.cognito import refusals
from countersign.model.errors import CredentialsError, Failure
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl

if TYPE_CHECKING:
    import httpx

DEADLINE = 20.0  # seconds
LARGEST_ANSWER = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Hold an answer that came whole; `date` is the server's own clock, None where it does not tell."""

    host: str
    status: int
    document: Mapping[str, Any] = field(repr=False)
    error_type: str = ""
    date: datetime | None = None


class HttpCalls:
    """Call a pool's endpoints, each call on a connection of its own. Belongs to one event loop.

    `authorities` holds PEM texts of CAs to trust besides the system's and certifi's. `deadline` counts seconds for a
    whole call. Methods raise `CredentialsError` where no JSON object comes back.
    """

    def __init__(self, redactor: Redactor, *, authorities: tuple[str, ...] = (), deadline: float = DEADLINE) -> None:
        self._redactor = redactor
        self._authorities = authorities
        self._deadline = deadline
        self._tls: ssl.SSLContext | None = None

    def trust(self, ca_pem: str) -> None:
        """Trust one more CA, from the next call on."""
        self._authorities = (*self._authorities, ca_pem)
        self._tls = None

    async def get(self, url: str) -> HttpAnswer:
        """Fetch a document."""
        return await self._call("GET", url, {}, b"")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """Post a body and return what came, whatever its status."""
        return await self._call("POST", url, headers, body)

    async def _call(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        import httpx

        address = WireUrl.parse(url)
        if self._tls is None:
            self._tls = await asyncio.to_thread(_tls_context, self._authorities)
        # Not compressed, so that the size of what is read is the size of what there is.
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "countersign", **headers}
        try:
            async with (
                asyncio.timeout(self._deadline),
                httpx.AsyncClient(
                    verify=self._tls, trust_env=not address.is_loopback, timeout=self._deadline
                ) as client,
                client.stream(method, str(address), headers=sent, content=body or None) as response,
            ):
                return await _read(address.authority, response)
        except (TimeoutError, httpx.TimeoutException):
            failure = refusals.timed_out(address.authority, self._deadline)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            failure = self._unreachable(address.authority, error)
        # Outside the handler: the chain of the library's errors holds the request with its secrets.
        raise CredentialsError(failure)

    def _unreachable(self, host: str, error: Exception) -> Failure:
        causes = list(_causes(error))
        words = self._redactor.scrub(f"{type(causes[-1]).__name__}: {causes[-1]}")[:300]
        tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
        if tls is None:
            return refusals.unreachable(host, words)
        reason = tls.verify_message if isinstance(tls, ssl.SSLCertVerificationError) else "the handshake failed"
        return refusals.unsafe(host, reason, words)


async def _read(host: str, response: httpx.Response) -> HttpAnswer:
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise CredentialsError(refusals.not_cognito(host, response.status_code, "a compressed answer"))
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            too_large = f"more than {LARGEST_ANSWER // 1024} KB"
            raise CredentialsError(refusals.not_cognito(host, response.status_code, too_large))
    return HttpAnswer(
        host=host,
        status=response.status_code,
        document=_object(host, response.status_code, bytes(body)),
        error_type=response.headers.get("x-amzn-errortype", ""),
        date=_date(response.headers.get("date", "")),
    )


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


def _tls_context(authorities: tuple[str, ...]) -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    for pem in authorities:
        context.load_verify_locations(cadata=pem)
    return context


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
