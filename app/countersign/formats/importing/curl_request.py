"""What a curl command line asks for, as drafts."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from countersign.formats.importing.authorization_header import split_authorization
from countersign.formats.importing.curl_command import CurlCommand, DataPiece
from countersign.formats.importing.importer import checked_url
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys
from countersign.model.auth import Auth, BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.body import Body, FileBody, FormBody, FormField, MultipartBody, NoBody, TextBody
from countersign.model.drafts import Draft
from countersign.model.request import Header, RequestDraft, RequestSettings
from countersign.model.socket import SocketDraft
from countersign.variables.query_text import join_query, split_query
from countersign.variables.template_syntax import VARIABLE, find_outside, variable_name

_FORM_TYPE = "application/x-www-form-urlencoded"
_ENVIRONMENT = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|\{\{")
_GLOB = re.compile(r"(?<!\{)\{[^{}]*,[^{}]*\}(?!\})|\[[0-9A-Za-z]+-[0-9A-Za-z]+(?::\d+)?\]")


def curl_drafts(command: CurlCommand, secrets: SecretsFound) -> list[Draft]:
    """Return one draft for each URL of a command."""
    body = _body(command)
    headers = list(command.headers)
    if command.is_json:
        _add_unless_there(headers, "Content-Type", "application/json")
        _add_unless_there(headers, "Accept", "application/json")
    elif command.data and not command.in_query and isinstance(body, TextBody):
        _add_unless_there(headers, "Content-Type", _FORM_TYPE)
    auth = _own_auth(command, headers, secrets)
    draft = RequestDraft(method=_method(command), headers=tuple(headers), body=body, settings=_settings(command))
    return [_with_url(command, draft, auth, url) for url in command.urls]


def _with_url(command: CurlCommand, draft: RequestDraft, auth: Auth | None, url: str) -> Draft:
    url = checked_url(url.strip())
    if _GLOB.search(url):
        command.notes.changed(
            command.place, "curl would make several URLs of braces or brackets; they stay as they are."
        )
    url = url if _SCHEME.match(url) else f"http://{url}"
    url = _with_query(url, command)
    name, headers = _name_of(url), draft.headers
    if auth is None:
        base, params = split_query(url)
        auth, headers, left = split_authorization(headers, params, NoAuth())
        if isinstance(auth, SigV4Auth):
            url = join_query(base, left)
            command.notes.changed(command.place, "The old signature was taken out; the request is signed anew.")
    if re.match(r"wss?://", url, re.IGNORECASE):
        return SocketDraft(name=name, url=url, headers=headers, auth=auth, settings=draft.settings)
    return replace(draft, name=name, url=url, headers=headers, auth=auth)


def _name_of(url: str) -> str:
    rest = url.split("://", 1)[-1]
    end = find_outside(rest, "?#")
    host, slash, path = (rest if end < 0 else rest[:end]).rpartition("@")[2].partition("/")
    return (f"/{path}" if slash and path else host)[:100] or "curl"


def _with_query(url: str, command: CurlCommand) -> str:
    pieces = [*command.query]
    if command.in_query:
        pieces += [piece.text for piece in command.data if piece.text]
        for piece in command.data:
            if piece.file_path:
                command.notes.file_named(command.place, piece.file_path)
    if not pieces:
        return url
    mark = find_outside(url, "#")
    base, fragment = (url, "") if mark < 0 else (url[:mark], url[mark:])
    joint = "?" if find_outside(base, "?") < 0 else "" if base.endswith(("?", "&")) else "&"
    return f"{base}{joint}{'&'.join(pieces)}{fragment}"


def _method(command: CurlCommand) -> str:
    if command.method:
        return command.method
    if command.head:
        return "HEAD"
    if command.upload:
        return "PUT"
    return "POST" if command.parts or (command.data and not command.in_query) else "GET"


def _body(command: CurlCommand) -> Body:
    if command.upload:
        return FileBody(command.upload)
    if command.parts:
        return MultipartBody(tuple(command.parts))
    if not command.data or command.in_query:
        return NoBody()
    content_type = _content_type(command.headers)
    files = [piece.file_path for piece in command.data if piece.file_path]
    for path in files:
        command.notes.file_named(command.place, path)
    if files and len(command.data) == 1:
        return FileBody(files[0], content_type or ("application/json" if command.is_json else _FORM_TYPE))
    if files:
        command.notes.left_out(command.place, "The data of files beside data of the command line.")
    return _text_body(_joined(command.data), content_type, is_json=command.is_json)


def _joined(pieces: list[DataPiece]) -> str:
    text = ""
    for piece in pieces:
        text += ("&" if text and piece.joined else "") + piece.text
    return text


def _text_body(text: str, content_type: str, *, is_json: bool) -> Body:
    kind = content_type.lower()
    if not is_json and kind.partition(";")[0].strip() in {"", _FORM_TYPE}:
        form = _form(text)
        if form is not None:
            return form
    if is_json or "json" in kind or (not kind and text.lstrip()[:1] in {"{", "["}):
        return TextBody(text, "json")
    return TextBody(text, "xml" if "xml" in kind else "text")


def _form(text: str) -> FormBody | None:
    """Return the fields of a form, None for a text that is not one, or that would be sent as another one."""
    if not text or re.search(r"[\s\"<>]|^[\[{](?!\{)", text):
        return None
    pairs = [piece.split("=", 1) for piece in text.split("&")]
    if not all(len(pair) == 2 and pair[0] for pair in pairs):
        return None
    try:
        fields = [
            FormField(unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict"))
            for name, value in pairs
        ]
    except UnicodeDecodeError:
        return None
    return FormBody(tuple(fields))


def _own_auth(command: CurlCommand, headers: list[Header], secrets: SecretsFound) -> Auth | None:
    """Return the auth that the options ask for, None where they ask for none."""
    user, colon, password = command.user.partition(":")
    if command.sigv4 is not None:
        return _sigv4(command, headers, secrets)
    if command.bearer:
        return BearerAuth(command.bearer)
    if not command.user:
        return None
    if not colon:
        command.notes.left_out(command.place, "The password, which curl would ask for.")
    return BasicAuth(user, password)


def _sigv4(command: CurlCommand, headers: list[Header], secrets: SecretsFound) -> SigV4Auth:
    parts = [*(command.sigv4 or "").split(":"), "", "", "", ""]
    if parts[0].lower() not in {"aws", ""}:
        command.notes.changed(command.place, f"The signature of “{parts[0][:40]}” became one of AWS.")
    key, _, secret = command.user.partition(":")
    token = next((header.value for header in headers if header.name.lower() == "x-amz-security-token"), "")
    headers[:] = [header for header in headers if header.name.lower() != "x-amz-security-token"]
    keys = AwsKeys(key, secret, token)
    names = {variable_name(match) for text in keys for match in VARIABLE.finditer(text)}
    if names and names <= _ENVIRONMENT:
        command.notes.changed(
            command.place, "The AWS keys come from the environment that this program was started in."
        )
        return SigV4Auth(source="environment", region=parts[2], service=parts[3])
    return auth_from_keys(
        keys, region=parts[2], service=parts[3], place=command.place, notes=command.notes, secrets=secrets
    )


def _settings(command: CurlCommand) -> RequestSettings:
    scheme, mark, rest = command.settings.proxy.partition("://")
    if not mark or not command.proxy_user:
        return command.settings
    return replace(command.settings, proxy=f"{scheme}://{command.proxy_user}@{rest.rpartition('@')[2]}")


def _content_type(headers: list[Header]) -> str:
    return next((header.value for header in headers if header.name.lower() == "content-type"), "")


def _add_unless_there(headers: list[Header], name: str, value: str) -> None:
    if all(header.name.lower() != name.lower() for header in headers):
        headers.append(Header(name, value))
