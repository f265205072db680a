"""From a draft to what snippets are made of."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from countersign.formats.exporting.left_out import LeftOut
from countersign.formats.snippets.body_bytes import body_pieces
from countersign.formats.snippets.environment_names import EnvironmentNames
from countersign.formats.snippets.snippet_request import SnippetRequest
from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.errors import Failure, InputError, SigningError
from countersign.model.request import RequestDraft, RequestSettings
from countersign.model.signing_record import HeaderList
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.url import WireUrl
from countersign.signing.hosts import region_and_service
from countersign.variables.template import url_with_path_params
from countersign.variables.template_syntax import VARIABLE

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_LINE_BREAK = re.compile(r"[\r\n\0]")


def snippet_request(draft: RequestDraft | SocketDraft) -> SnippetRequest:
    """Return what a snippet sends for a draft whose auth and headers are those that count, inherited ones included.

    Its variables should be filled but for the secret ones; each that is left becomes an environment variable, as does
    each literal secret. Raise `InputError` for what could not be sent either.
    """
    if isinstance(draft, RequestDraft):
        return _of_request(LeftOut().request(draft, ""))
    bare = LeftOut().socket(replace(draft, messages=(), message=SavedMessage()), "")
    protocols = tuple(name.strip() for name in bare.subprotocols.split(",") if name.strip())
    return replace(_of_request(bare.handshake()), kind="websocket", subprotocols=protocols)


def _of_request(draft: RequestDraft) -> SnippetRequest:
    _require_address(draft.url)
    auth = _without_secret(draft.auth)
    plain = replace(draft, auth=auth, name="", docs="", settings=RequestSettings())
    names = EnvironmentNames(plain)
    added_headers, added_parameter = _auth_places(auth, names)
    marked = names.marked(plain)
    _require_tokens(marked)
    url = _with_parameter(WireUrl.parse(url_with_path_params(marked.url, marked.path_params)), added_parameter)
    body, content_type = body_pieces(marked.body)
    signing = _signing(marked.auth, url) if isinstance(marked.auth, SigV4Auth) else None
    return SnippetRequest(
        kind="http",
        method=marked.method,
        url=url,
        headers=(*_headers(marked, content_type), *added_headers),
        body=body,
        signing=signing,
        basic_user=marked.auth.username if isinstance(marked.auth, BasicAuth) else None,
        follow_redirects=draft.settings.follow_redirects and signing is None,
        variables=names.variables,
        notes=_notes(draft.settings, signing),
    )


def _require_address(url: str) -> None:
    leading = VARIABLE.match(url.strip())
    if leading is not None:
        raise InputError(
            Failure(
                "snippet.url",
                f"The URL begins with {leading[0]}, which has no value here.",
                "Choose the environment that has it, or define it there.",
                field="Request URL",
            )
        )


def _require_tokens(draft: RequestDraft) -> None:
    """Raise `InputError` for a method or header that HTTP cannot carry (RFC 9110, sections 5.5, 5.6.2 and 9.1)."""
    names = [header.name.strip() for header in draft.headers if header.enabled]
    values = [header.value.strip() for header in draft.headers if header.enabled]
    if not _TOKEN.fullmatch(draft.method):
        raise InputError(Failure("request.method", "The method is not valid.", "Use letters only.", field="Method"))
    if not all(_TOKEN.fullmatch(name) for name in names) or any(_LINE_BREAK.search(value) for value in values):
        sentence = "A header has a name that is not valid, or a value with a line break."
        raise InputError(Failure("snippet.header", sentence, "Correct it under Headers.", field="Request headers"))


def _without_secret(auth: Auth) -> Auth:
    """Return the auth without the text of its secret: a variable of its own stands for it."""
    match auth:
        case BasicAuth():
            return replace(auth, password="")
        case BearerAuth():
            return replace(auth, token="")
        case ApiKeyAuth():
            return replace(auth, value="")
    return auth


def _auth_places(auth: Auth, names: EnvironmentNames) -> tuple[HeaderList, str]:
    """Return the header that an auth adds, and the query parameter, "" for none."""
    match auth:
        case BasicAuth(username):
            names.mark("auth", "password", f"the password of {username or 'the user'}")
        case BearerAuth():
            return (("Authorization", f"Bearer {names.mark('auth', 'token', 'the bearer token')}"),), ""
        case CognitoAuth(pool):
            token = names.mark("auth", "token", f"an {auth.token} token of the user pool {pool}")
            return ((auth.header, f"{auth.prefix} {token}".strip()),), ""
        case OAuthAuth(provider):
            token = names.mark("auth", "token", f"an access token of {provider}")
            return ((auth.header, f"{auth.prefix} {token}".strip()),), ""
        case ApiKeyAuth(name, _, "header"):
            return ((name, names.mark("auth", "api_key", "the API key")),), ""
        case ApiKeyAuth(name, _, "query"):
            key = names.mark("auth", "api_key", "the API key, percent-encoded")
            return (), f"{quote(name, safe='')}={key}"
    return (), ""


def _with_parameter(url: WireUrl, parameter: str) -> WireUrl:
    if not parameter:
        return url
    return url.with_query(f"{url.query}&{parameter}" if url.query else parameter)


def _headers(draft: RequestDraft, content_type: str) -> HeaderList:
    written = tuple((header.name.strip(), header.value.strip()) for header in draft.headers if header.enabled)
    if not content_type or any(name.lower() == "content-type" for name, _ in written):
        return written
    return (*written, ("Content-Type", content_type))


def _signing(auth: SigV4Auth, url: WireUrl) -> SigV4Auth:
    found = region_and_service(url.host)
    region, service = auth.region or found.region, auth.service or found.service
    for what, value in (("region", region or auth.algorithm == "v4a"), ("service", service)):
        if not value:
            sentence = f"The {what} cannot be read from the host {url.host}."
            raise SigningError(
                Failure(f"signing.{what}-missing", sentence, "Type it under Auth.", field=what.capitalize())
            )
    return replace(auth, region=region, service=service)


def _notes(settings: RequestSettings, signing: SigV4Auth | None) -> tuple[str, ...]:
    notes = []
    if not settings.verify_tls:
        notes.append("The server's certificate is checked here, although the request's settings leave that out.")
    if settings.extra_ca:
        notes.append(f"The request trusts the CA in {settings.extra_ca} too; this does not.")
    if settings.client_certificate:
        notes.append(f"The request shows the certificate in {settings.client_certificate}; this does not.")
    if settings.proxy not in {"system", "none", ""}:
        notes.append("The request goes through a proxy of its own; this does not.")
    if signing is not None and signing.fixed_date:
        notes.append(f"The request is signed for {signing.fixed_date}; this signs for the present time.")
    return tuple(notes)
