"""HTTP to a provider's endpoints: small JSON answers, within a deadline, never carried on to another host."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from countersign.credentials.oauth.refusals import plain_line
from countersign.model.errors import CredentialsError, Failure, InputError
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl

if TYPE_CHECKING:
    import httpx

DEADLINE = 20.0  # seconds
LARGEST_ANSWER = 256 * 1024  # bytes

UNREACHABLE = "oauth.unreachable"
TIMED_OUT = "oauth.timeout"

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class EndpointAnswer:
    """Hold an answer that came whole. The body may hold tokens, so it does not show."""

    url: WireUrl
    status: int
    content_type: str
    location: str
    body: bytes

    def __repr__(self) -> str:
        return f"EndpointAnswer({self.status}, {len(self.body)} bytes)"

    def json_object(self) -> dict[str, Any]:
        """Return the JSON object of the body; raise `CredentialsError` where it is none."""
        if not _is_json(self.content_type):
            raise CredentialsError(
                self._not_json("oauth.content-type", f"{self.content_type or 'no type'}, not JSON")
            )
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise CredentialsError(self._not_json("oauth.not-json", "a body that is no JSON object"))
        return document

    def _not_json(self, failure_id: str, what: str) -> Failure:
        return Failure(
            failure_id,
            f"{self.url.authority} answered {self.status} with {what[:80]}.",
            "Check the address: this does not look like an endpoint of an OAuth provider.",
        )


class EndpointCalls:
    """Call endpoints, each call on a connection of its own. Belongs to one event loop.

    The proxies of the environment are used, except for this machine. `authorities` holds PEM texts of CAs to trust
    besides the system's and certifi's. `deadline` counts seconds for a whole call.
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

    async def get(self, url: WireUrl) -> EndpointAnswer:
        """Return the answer, following redirects within the origin; raise `CredentialsError` where there is none."""
        origin = url.origin
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._call("GET", url)
            if answer.status not in _REDIRECTS:
                return answer
            url = _target(answer)
            if url.origin != origin:
                break
        raise CredentialsError(_redirected(answer.url, answer.location))

    async def post(self, url: WireUrl, fields: Mapping[str, str], headers: Mapping[str, str]) -> EndpointAnswer:
        """Post a form and return the answer; raise `CredentialsError` where there is none, or a redirect.

        A redirect is never followed: the form holds secrets, for this address only.
        """
        answer = await self._call("POST", url, fields, headers)
        if answer.status in _REDIRECTS:
            raise CredentialsError(_redirected(answer.url, answer.location))
        return answer

    async def _call(
        self,
        method: str,
        url: WireUrl,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> EndpointAnswer:
        import httpx

        if self._tls is None:
            self._tls = await asyncio.to_thread(_tls_context, self._authorities)
        try:
            async with (
                asyncio.timeout(self._deadline),
                httpx.AsyncClient(verify=self._tls, trust_env=not url.is_loopback, timeout=self._deadline) as client,
                client.stream(method, str(url), data=fields, headers=_headers(headers)) as response,
            ):
                return await _read(url, response)
        except (TimeoutError, httpx.TimeoutException):
            failure = _timed_out(url, self._deadline)
        except httpx.InvalidURL:
            failure = _redirected(url, "")  # ours was read before: it is the answer's Location that is none
        except (httpx.HTTPError, OSError, ValueError) as error:
            failure = self._unreachable(url, error)
        # Outside the handler: the chain of the library's errors holds the request with its secrets.
        raise CredentialsError(failure)

    def _unreachable(self, url: WireUrl, error: Exception) -> Failure:
        causes = list(_causes(error))
        tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
        words = plain_line(f"{type(causes[-1]).__name__}: {causes[-1]}", self._redactor)
        if tls is not None:
            reason = tls.verify_message if isinstance(tls, ssl.SSLCertVerificationError) else "the handshake failed"
            return Failure(
                "oauth.tls",
                f"The connection to {url.authority} is not safe: {reason}.",
                "Check the address; if a proxy stands between, its CA has to be trusted by the system.",
                detail=words,
            )
        return Failure(
            UNREACHABLE,
            f"{url.authority} cannot be reached.",
            "Check the address, the network and the proxy.",
            detail=words,
        )


async def _read(url: WireUrl, response: httpx.Response) -> EndpointAnswer:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise CredentialsError(_compressed(url))
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise CredentialsError(_too_large(url))
    return EndpointAnswer(
        url=url,
        status=response.status_code,
        content_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        location=response.headers.get("location", ""),
        body=bytes(body),
    )


def _headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    # Not compressed, so that the size of what is read is the size of what there is.
    return {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "countersign",
        **(headers or {}),
    }


def _tls_context(authorities: tuple[str, ...]) -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    for pem in authorities:
        context.load_verify_locations(cadata=pem)
    return context


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _target(answer: EndpointAnswer) -> WireUrl:
    try:
        return WireUrl.parse(urljoin(str(answer.url), answer.location))
    except (InputError, ValueError):
        failure = _redirected(answer.url, answer.location)
    raise CredentialsError(failure)


def _redirected(url: WireUrl, location: str) -> Failure:
    return Failure(
        "oauth.redirected",
        f"{url.authority} answered with a redirect, which is not followed from here.",
        "Type the address that the provider itself gives.",
        detail=f"Location: {location.partition('?')[0][:200]}",
    )


def _timed_out(url: WireUrl, deadline: float) -> Failure:
    return Failure(
        TIMED_OUT,
        f"{url.authority} did not answer within {deadline:g} s.",
        "Try again; check the address, the network and the proxy.",
    )


def _too_large(url: WireUrl) -> Failure:
    return Failure(
        "oauth.too-large",
        f"{url.authority} answered with more than {LARGEST_ANSWER // 1024} KB, so it was not read to its end.",
        "Check the address: this does not look like an endpoint of an OAuth provider.",
    )


def _compressed(url: WireUrl) -> Failure:
    return Failure(
        "oauth.compressed",
        f"{url.authority} sent a compressed answer, though none was asked for.",
        "Check the address, and whether a proxy stands between.",
    )
