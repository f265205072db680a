"""HTTP to a login's endpoints: one small answer, read whole, within a deadline, with the person's proxies and CAs."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from countersign.credentials.plain_line import plain_line
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl

if TYPE_CHECKING:
    import httpx

DEADLINE = 20.0  # seconds
LARGEST_ANSWER = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """Hold an answer that came whole; `headers` have lower-case names. It may hold tokens, so it does not show."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Say why no whole answer came. `reason` belongs to TLS, `words` are the library's, `status` came if not 0."""

    kind: Literal["timeout", "tls", "unreachable", "compressed", "too-large", "no-address"]
    reason: str = ""
    words: str = ""
    status: int = 0


class WholeAnswers:
    """Ask, each time on a connection of its own. Belongs to one event loop.

    The proxies of the environment are used, except for this machine. `authorities` holds PEM texts of CAs to trust
    besides the system's and certifi's. `deadline` counts seconds for a whole call. No redirect is followed.
    """

    def __init__(self, redactor: Redactor, *, authorities: tuple[str, ...] = (), deadline: float = DEADLINE) -> None:
        self._redactor = redactor
        self._deadline = deadline
        self._authorities = authorities
        self._tls: ssl.SSLContext | None = None

    def trust(self, ca_pem: str) -> None:
        """Trust one more CA, from the next call on."""
        self._authorities = (*self._authorities, ca_pem)
        self._tls = None

    async def ask(self, method: str, url: WireUrl, headers: Mapping[str, str], body: bytes) -> WholeAnswer | NoAnswer:
        """Return the answer whatever its status, or why there is none.

        Why is a value, because the chain of the library's errors holds the request with its secrets.
        """
        import httpx

        if self._tls is None:
            self._tls = await asyncio.to_thread(_tls_context, self._authorities)
        # Not compressed, so that the size of what is read is the size of what there is.
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "countersign", **headers}
        try:
            async with (
                asyncio.timeout(self._deadline),
                httpx.AsyncClient(verify=self._tls, trust_env=not url.is_loopback, timeout=self._deadline) as client,
                client.stream(method, str(url), headers=sent, content=body or None) as response,
            ):
                return await _read(response)
        except (TimeoutError, httpx.TimeoutException):
            return NoAnswer("timeout")
        except httpx.InvalidURL as error:
            return NoAnswer("no-address", words=self._words(error))
        except (httpx.HTTPError, OSError, ValueError) as error:
            return self._unreachable(error)

    def _unreachable(self, error: Exception) -> NoAnswer:
        causes = list(_causes(error))
        tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
        words = self._words(causes[-1])
        if tls is None:
            return NoAnswer("unreachable", words=words)
        reason = tls.verify_message if isinstance(tls, ssl.SSLCertVerificationError) else "the handshake failed"
        return NoAnswer("tls", reason, words)

    def _words(self, error: BaseException) -> str:
        return plain_line(f"{type(error).__name__}: {error}", self._redactor)


async def _read(response: httpx.Response) -> WholeAnswer | NoAnswer:
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return NoAnswer("compressed", status=response.status_code)
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return NoAnswer("too-large", status=response.status_code)
    return WholeAnswer(response.status_code, dict(response.headers), bytes(body))


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
