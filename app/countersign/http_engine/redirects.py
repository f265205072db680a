"""Plan the next hop of a redirect (RFC 9110, section 15.4). Pure; the caller signs and sends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.http_engine.failures import failure
from countersign.model.body import WireBody
from countersign.model.errors import InputError, TransportError
from countersign.model.exchange import Response, WireRequest
from countersign.model.signing_record import HeaderList
from countersign.model.url import WireUrl

_STATUSES = frozenset({301, 302, 303, 307, 308})
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")

# These belong to one URL, one body or one moment: whoever sends the next hop makes them again.
_MADE_AGAIN = frozenset(
    {
        "host",
        "content-length",
        "transfer-encoding",
        "authorization",
        "cookie",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
        "x-amz-region-set",
    }
)
_ABOUT_THE_BODY = frozenset(
    {"content-type", "content-encoding", "content-language", "content-location", "content-md5", "digest"}
)
_HARMLESS = frozenset(
    {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-type",
        "pragma",
        "range",
        "user-agent",
    }
)


@dataclass(frozen=True, slots=True)
class RedirectPlan:
    """Say how the next hop is to be sent.

    `headers` are the ones to carry over, in their order. Never among them, and for the caller to make again: Host,
    Cookie (from the jar, for the new URL), Content-Length, and what signing made (Authorization, X-Amz-Date,
    X-Amz-Security-Token, X-Amz-Content-Sha256, X-Amz-Region-Set). With `same_origin` the caller applies the request's
    auth to `method`, `url` and `body` anew. Without it no auth may be applied unless the user agrees; `headers` then
    holds harmless ones only, and `dropped_headers` names what stayed behind, as it was written, auth included.
    `body` is empty when the method became GET. `sends_body_elsewhere` tells that a body goes to another origin, and
    `downgraded` that https became http.
    """

    method: str
    url: WireUrl
    headers: HeaderList
    body: WireBody
    location: str
    same_origin: bool
    dropped_headers: tuple[str, ...] = ()
    downgraded: bool = False

    @property
    def sends_body_elsewhere(self) -> bool:
        """Tell whether the plan hands the request's body to another origin."""
        return not self.same_origin and self.body.size > 0


def next_hop(request: WireRequest, response: Response) -> RedirectPlan | None:
    """Return the plan for a redirect, None where the response is none; raise `TransportError` for a bad Location."""
    locations = {value.strip() for name, value in response.headers if name.lower() == "location"}
    if response.status not in _STATUSES or not locations:
        return None
    if len(locations) > 1:
        raise TransportError(failure("redirect.several"))
    location = locations.pop()
    url = resolve(request.url, location)
    method = _next_method(request.method, response.status)
    keeps_body = method == request.method and response.status != 303
    body = request.body if keeps_body else WireBody()
    same_origin = url.origin == request.url.origin
    return RedirectPlan(
        method=method,
        url=url,
        headers=tuple(pair for pair in request.headers if _carries(pair[0], same_origin, body.size > 0)),
        body=body,
        location=location,
        same_origin=same_origin,
        dropped_headers=() if same_origin else _dropped(request.headers),
        downgraded=request.url.scheme == "https" and url.scheme == "http",
    )


def resolve(base: WireUrl, location: str) -> WireUrl:
    """Return the URL that a Location means (RFC 3986, section 5.2), as it is written.

    Dot segments are removed only where a relative path needs it; an absolute path keeps them. Raises
    `TransportError`.
    """
    reference = location.partition("#")[0]
    shown = location.partition("?")[0][:80]
    if _SCHEME.match(reference) and not reference.lower().startswith(("http://", "https://")):
        raise TransportError(failure("redirect.scheme", location=shown))
    try:
        return WireUrl.parse(_absolute(base, reference))
    except InputError as error:
        raise TransportError(failure("redirect.location", str(error.failure), location=shown)) from None


def _absolute(base: WireUrl, reference: str) -> str:
    root = f"{base.scheme}://{base.authority}"
    if _SCHEME.match(reference):
        return reference
    if reference.startswith("//"):
        return f"{base.scheme}:{reference}"
    if reference.startswith("/"):
        return root + reference
    if not reference:
        return str(base)
    if reference.startswith("?"):
        return root + base.path + reference
    path, mark, query = reference.partition("?")
    return root + _merged(base.path, path) + mark + query


def _merged(base_path: str, path: str) -> str:
    segments = base_path.split("/")[:-1]
    *folders, last = path.split("/")
    for segment in folders:
        _step(segments, segment)
    if last in {".", ".."}:
        _step(segments, last)
        last = ""
    return "/".join([*segments, last]) or "/"


def _step(segments: list[str], segment: str) -> None:
    if segment == "..":
        if len(segments) > 1:
            segments.pop()
    elif segment != ".":
        segments.append(segment)


def _next_method(method: str, status: int) -> str:
    """Change POST to GET as browsers do for 301 and 302, and all but HEAD for 303."""
    if status in {301, 302} and method == "POST":
        return "GET"
    if status == 303 and method != "HEAD":
        return "GET"
    return method


def _carries(name: str, same_origin: bool, has_body: bool) -> bool:  # noqa: FBT001 - two facts about the hop
    lower = name.lower()
    if lower in _MADE_AGAIN or (lower in _ABOUT_THE_BODY and not has_body):
        return False
    return same_origin or lower in _HARMLESS


def _dropped(headers: HeaderList) -> tuple[str, ...]:
    silent = {"host", "content-length", "transfer-encoding"}
    names = (name for name, _ in headers if name.lower() not in _HARMLESS | silent)
    return tuple(dict.fromkeys(names))
