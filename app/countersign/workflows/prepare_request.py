"""From a draft to the exact bytes: variables filled, URL and headers checked, body encoded, auth put on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from countersign import __version__
from countersign.model.auth import Auth, CredentialsSource, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import TextBody
from countersign.model.drafts import Draft
from countersign.model.errors import Failure, InputError
from countersign.model.exchange import WireRequest
from countersign.model.history import Origin
from countersign.model.request import Header, RequestDraft, RequestSettings
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl
from countersign.variables.scopes import Scope
from countersign.variables.template import fill_draft, url_with_path_params
from countersign.workflows.authorize import Authorize
from countersign.workflows.token_variables import TokenVariables

if TYPE_CHECKING:
    from countersign.http_engine.body_encoding import EncodedBody
    from countersign.model.body import Body

USER_AGENT = f"Countersign/{__version__}"
AUTOMATIC_HEADERS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("User-Agent", USER_AGENT),
)

_TOKEN = re.compile(r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$")


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Hold what surrounds a request: variables, the auth and headers it inherits, the default identity.

    `origin` is where it comes from, for the history; without one nothing is remembered. `closed_collection` is the
    folder of the collection that the request inherits from, where that is not the open one.
    """

    scope: Scope
    inherited: Auth = field(default_factory=NoAuth)
    headers: tuple[Header, ...] = ()
    default_identity: str = ""
    default_source: CredentialsSource = "keyring"
    origin: Origin | None = None
    closed_collection: str = ""


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """Hold a request ready to send, and what is needed to make it again after a redirect."""

    request: WireRequest
    signing: SigningRecord | None
    auth: Auth
    settings: RequestSettings
    warnings: tuple[Failure, ...] = ()


class EncodeBody(Protocol):
    """Turn a body as written into bytes."""

    async def __call__(self, body: Body) -> EncodedBody:
        """Return the bytes and their content type."""


class PrepareRequest:
    """Prepare requests. Everything that can be wrong with a draft is found here, before anything is sent."""

    def __init__(self, authorize: Authorize, tokens: TokenVariables, encode_body: EncodeBody) -> None:
        self._authorize = authorize
        self._tokens = tokens
        self._encode_body = encode_body

    async def __call__(self, draft: RequestDraft, context: RequestContext) -> PreparedRequest:
        """Return the request as it must be sent; raise `InputError` or `CredentialsError` when it cannot be."""
        unsigned, auth, filled = await self.unsigned(draft, context)
        require_http(unsigned.url)
        prepared = await self.authorized(unsigned, auth, filled.settings)
        return replace(prepared, warnings=(*prepared.warnings, *_body_warnings(filled)))

    async def unsigned(self, draft: RequestDraft, context: RequestContext) -> tuple[WireRequest, Auth, RequestDraft]:
        """Return the request without its auth, the auth that counts, and the draft with its variables filled."""
        auth = effective_auth(draft.auth, context)
        headers = (*inherited_headers(draft.headers, context.headers), *draft.headers)
        whole = replace(draft, auth=auth, headers=headers)
        filled = fill_draft(whole, await self.scope(whole, context))
        return await self.wire(filled), filled.auth, filled

    async def scope(self, draft: Draft, context: RequestContext) -> Scope:
        """Return the variables in force, with the tokens that the draft asks for by name."""
        return await self._tokens(draft, context.scope)

    async def wire(self, filled: RequestDraft) -> WireRequest:
        """Return a filled draft as it goes on the wire, without its auth."""
        url = WireUrl.parse(url_with_path_params(filled.url, filled.path_params))
        require_token(filled.method, "method", "Method")
        body = await self._encode_body(filled.body)
        return WireRequest(filled.method, url, wire_headers(url, filled.headers, body.content_type), body.wire)

    async def authorized(
        self,
        unsigned: WireRequest,
        auth: Auth,
        settings: RequestSettings,
        automatic: HeaderList = AUTOMATIC_HEADERS,
    ) -> PreparedRequest:
        """Return a request with its auth on and the headers added that no signature covers."""
        authorized = await self._authorize(unsigned, auth)
        return PreparedRequest(
            request=with_automatic_headers(authorized.request, automatic),
            signing=authorized.signing,
            auth=auth,
            settings=settings,
            warnings=(*authorized.warnings, *_settings_warnings(unsigned.url, settings)),
        )


def effective_auth(auth: Auth, context: RequestContext) -> Auth:
    """Return the auth that counts, inherited where the request says so; no identity named means the default one.

    Raise `InputError` where it is inherited from a collection that is closed: the request would go out unsigned.
    """
    if isinstance(auth, InheritAuth) and context.closed_collection:
        raise InputError(
            Failure(
                "auth.collection_closed",
                f"The auth is inherited from the collection in {context.closed_collection}, which is not open.",
                "Open that collection, or choose an auth in the request.",
                field="Auth type",
            )
        )
    chosen = context.inherited if isinstance(auth, InheritAuth) else auth
    if isinstance(chosen, SigV4Auth) and chosen.source == "keyring" and not chosen.identity:
        return replace(chosen, source=context.default_source, identity=context.default_identity)
    return chosen


def inherited_headers(own: tuple[Header, ...], inherited: tuple[Header, ...]) -> tuple[Header, ...]:
    """Return the inherited headers that the request does not set itself."""
    names = {header.name.lower() for header in own if header.enabled}
    return tuple(header for header in inherited if header.name.lower() not in names)


def require_http(url: WireUrl) -> None:
    """Raise `InputError` for a URL that HTTP cannot carry."""
    if url.scheme not in {"http", "https"}:
        raise InputError(
            Failure(
                "url.not-http",
                f"The scheme {url.scheme}:// opens a WebSocket; a request needs http:// or https://.",
                "Change the scheme, or open a new WebSocket with Ctrl+Shift+N.",
                field="Request URL",
            )
        )


def require_token(text: str, what: str, field: str) -> None:
    """Raise `InputError` for a method or header name that is no token of RFC 9110, section 5.6.2."""
    if not _TOKEN.match(text):
        shown = text.encode("unicode_escape").decode()
        raise InputError(
            Failure(
                f"request.{what.replace(' ', '-')}",
                f"“{shown}” is not a valid {what}." if text else f"A {what} is empty.",
                "Use letters, digits and hyphens only, without spaces.",
                field=field,
            )
        )


def wire_headers(url: WireUrl, headers: tuple[Header, ...], content_type: str) -> HeaderList:
    """Return Host, the enabled headers in their order, and the body's content type unless one is set."""
    written = tuple((header.name.strip(), header.value.strip()) for header in headers if header.enabled)
    for name, value in written:
        require_token(name, "header name", "Request headers")
        _require_one_line(name, value)
    names = {name.lower() for name, _ in written}
    host = () if "host" in names else (("Host", url.authority),)
    typed = (("Content-Type", content_type),) if content_type and "content-type" not in names else ()
    return (*host, *written, *typed)


def _require_one_line(name: str, value: str) -> None:
    if any(character in value for character in "\r\n\0"):
        raise InputError(
            Failure(
                "request.header-line-break",
                f"The value of the header {name} holds a line break.",
                "Put it on one line; a header cannot hold line breaks (RFC 9110, section 5.5).",
                field="Request headers",
            )
        )


def with_automatic_headers(request: WireRequest, automatic: HeaderList) -> WireRequest:
    """Return the request with those of the headers that it does not have."""
    names = {name.lower() for name, _ in request.headers}
    added = tuple(pair for pair in automatic if pair[0].lower() not in names)
    return replace(request, headers=(*request.headers, *added))


def _settings_warnings(url: WireUrl, settings: RequestSettings) -> tuple[Failure, ...]:
    if settings.verify_tls or url.scheme not in {"https", "wss"}:
        return ()
    return (
        Failure(
            "tls.not-verified",
            "The server's certificate was not checked, so anybody could have answered.",
            "Turn on Verify certificates under Settings, or add the server's CA there.",
            field="Verify certificates",
        ),
    )


def _body_warnings(draft: RequestDraft) -> tuple[Failure, ...]:
    if not isinstance(draft.body, TextBody) or draft.body.kind != "json" or not draft.body.text.strip():
        return ()
    import msgspec

    try:
        msgspec.json.decode(draft.body.text)
    except (msgspec.DecodeError, RecursionError) as error:
        return (
            Failure(
                "body.json",
                "The body says that it is JSON and does not parse; it was sent as it is written.",
                "Correct it where Body marks the place.",
                field="Request body",
                detail=str(error),
            ),
        )
    return ()
