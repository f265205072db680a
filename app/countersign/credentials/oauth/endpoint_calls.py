"""HTTP to a provider's endpoints: JSON answers, never carried on to another host."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urljoin

from countersign.credentials.whole_answers import LARGEST_ANSWER, NoAnswer, WholeAnswers
from countersign.model.errors import CredentialsError, Failure, InputError
from countersign.model.url import WireUrl

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


class EndpointCalls(WholeAnswers):
    """Call a provider's endpoints; methods raise `CredentialsError` where no answer comes, or one too many."""

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
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        answer = await self._call("POST", url, form, urlencode(fields).encode())
        if answer.status in _REDIRECTS:
            raise CredentialsError(_redirected(answer.url, answer.location))
        return answer

    async def _call(
        self, method: str, url: WireUrl, headers: Mapping[str, str] = MappingProxyType({}), body: bytes = b""
    ) -> EndpointAnswer:
        given = await self.ask(method, url, headers, body)
        if isinstance(given, NoAnswer):
            raise CredentialsError(_failure(url, given, self._deadline))
        return EndpointAnswer(
            url=url,
            status=given.status,
            content_type=given.headers.get("content-type", "").partition(";")[0].strip().lower(),
            location=given.headers.get("location", ""),
            body=given.body,
        )


def _failure(url: WireUrl, missing: NoAnswer, deadline: float) -> Failure:
    match missing.kind:
        case "timeout":
            return _timed_out(url, deadline)
        case "tls":
            return _unsafe(url, missing)
        case "compressed":
            return _compressed(url)
        case "too-large":
            return _too_large(url)
        case "no-address":
            return _redirected(url, "")  # ours was read before: it is the answer's Location that is none
        case "unreachable":
            return _unreachable(url, missing.words)


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


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


def _unsafe(url: WireUrl, missing: NoAnswer) -> Failure:
    return Failure(
        "oauth.tls",
        f"The connection to {url.authority} is not safe: {missing.reason}.",
        "Check the address; if a proxy stands between, its CA has to be trusted by the system.",
        detail=missing.words,
    )


def _unreachable(url: WireUrl, words: str) -> Failure:
    return Failure(
        UNREACHABLE,
        f"{url.authority} cannot be reached.",
        "Check the address, the network and the proxy.",
        detail=words,
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
