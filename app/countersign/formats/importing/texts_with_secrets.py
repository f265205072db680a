"""Secrets within texts of some form: members of JSON, elements of XML, the user before a host."""

from __future__ import annotations

import re
from urllib.parse import unquote

from countersign.formats.importing.secrets_found import SecretsFound, is_literal, is_sensitive

_JSON_MEMBER = re.compile(
    r'("(?P<name>[^"\\\r\n]{1,80})"\s{0,20}:\s{0,20}")(?P<value>[^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL
)
_XML_ELEMENT = re.compile(r"(<(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,80})(?:\s[^<>]{0,500})?>)(?P<value>[^<>]+)(?=</)")
_USERINFO = re.compile(
    r"^(?P<scheme>\s*(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://)?)(?P<user>[^/?#\s]*)@(?P<rest>.*)$", re.DOTALL
)


def protect_members(text: str, secrets: SecretsFound, place: str) -> str:
    """Return JSON, XML or other text without the values of sensitive members and what has a secret's shape.

    Of JSON the variable holds the text between the quotes as it was written, escapes included.
    """

    for pattern in (_JSON_MEMBER, _XML_ELEMENT):
        text = _without_members(text, pattern, secrets, place)
    return secrets.protect_text(text, place)


def _without_members(text: str, pattern: re.Pattern[str], secrets: SecretsFound, place: str) -> str:
    pieces, start = [], 0
    for match in pattern.finditer(text):
        name, value = match["name"], match["value"]
        if name.lower() != "key" and is_sensitive(name) and is_literal(value):
            at, end = match.span("value")
            pieces += [text[start:at], secrets.variable_for(value, name, place)]
            start = end
    return "".join([*pieces, text[start:]]) if pieces else text


def split_userinfo(url: str) -> tuple[str, tuple[str, str] | None]:
    """Return a URL without the user name and password before its host, and both, None without any."""
    match = _USERINFO.match(url)
    if match is None or not match["scheme"].strip():
        return url, None
    user, _, password = match["user"].partition(":")
    return match["scheme"] + match["rest"], (unquote(user), unquote(password))


def protect_userinfo(url: str, secrets: SecretsFound, place: str) -> str:
    """Return the URL of a proxy without its literal password."""
    match = _USERINFO.match(url)
    if match is None:
        return url
    user, colon, password = match["user"].partition(":")
    if colon and is_literal(password):
        password = secrets.variable_for(password, "proxy password", place)
    return f"{match['scheme']}{user}{colon}{password}@{match['rest']}"
