"""What may stand in the history: texts, headers, bodies and drafts without any secret.

Two nets lie one over the other. By value: all that the program knows as secret, and all that this one exchange
carries at a secret place. By name: headers, parameters, members of JSON and elements of XML that announce a secret,
and JSON Web Tokens wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from countersign.credentials.draft_secrets import put_secrets, take_secrets
from countersign.credentials.sensitive_names import is_literal, is_sensitive
from countersign.formats.draft_json import draft_from_json, draft_to_json
from countersign.model.drafts import Draft
from countersign.model.errors import InputError
from countersign.model.exchange import Exchange
from countersign.model.redaction import MASK, Redactor
from countersign.model.signing_record import HeaderList

Scrub = Callable[[str], str]

_AT_ONCE = 200_000  # characters: a longer pass would keep every other thread waiting
_LONGEST_SECRET = 32_000  # characters, in its longest spelling
_MOST_SEAMS_TRIED = 4
_MOST_NAMED = 100
_SCHEME = re.compile(r"(?:Basic|Bearer|Digest|Negotiate|AWS4-[A-Z0-9-]+)(?=\s)", re.IGNORECASE)
_JSON_WEB_TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+(?:\.[\w-]*+\.[\w-]*+)?")
_PARAMETER = re.compile(
    r"(?P<before>(?:^|[?&;#]|\\u0026|%26)(?P<name>[\w.~%\[\]-]{1,100})=)(?P<value>[^&;#\s\"'<>\\]+)", re.ASCII
)
_JSON_MEMBER = re.compile(
    r"(?P<before>\"(?P<name>[^\"\\]{1,100})\"\s{0,20}:\s{0,20}\")(?P<value>(?:[^\"\\]|\\.)*+)", re.DOTALL
)
_ESCAPED_MEMBER = re.compile(
    r"(?P<before>(?<!\\)(?P<quote>\\{1,8}\")(?P<name>[^\"\\]{1,100})(?P=quote)\s{0,20}:\s{0,20}(?P=quote))(?P<value>[^\"\\]*+)"
)
_XML_ELEMENT = re.compile(r"(?P<before><(?P<name>[\w:.-]{1,100})(?:\s[^<>]*)?>)(?P<value>[^<]++)(?=</)")
_IN_TEXTS = (_JSON_MEMBER, _ESCAPED_MEMBER, _XML_ELEMENT)
_NO_SECRETS_IN_TEXTS = {
    "key",
    "nexttoken",
    "pagetoken",
    "nextpagetoken",
    "continuationtoken",
    "nextcontinuationtoken",
    "tokentype",
    "tokenuse",
}


class HistorySecrets:
    """Take the secrets out of what one exchange leaves behind."""

    def __init__(self, scrub: Scrub, draft: Draft, exchange: Exchange) -> None:
        self._scrub_known = scrub
        self._own = Redactor()
        public, secrets = take_secrets(draft)
        self._public = put_secrets(public, {})
        self._own.register(_with_parts(secrets.values()))
        self._own.register(_with_parts(_wire_secrets(exchange)))
        for text in _texts(draft_to_json(self._public)):
            self.learn(text)

    def learn(self, text: str) -> None:
        """Know what a text names as secret, so that it is found again where it is only echoed."""
        named = (found["value"] for found in _named_secrets(text) if is_literal(found["value"]))
        self._own.register(value for _, value in zip(range(_MOST_NAMED), named, strict=False))

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        return self._scrubbed(_masked_by_name(text))

    def headers(self, headers: HeaderList) -> HeaderList:
        """Return headers with the values of those that carry secrets masked, but for the name of the scheme."""
        return tuple(
            (self.text(name), _masked_header(value) if is_sensitive(name) else self.text(value))
            for name, value in headers
        )

    def holds_none(self, data: bytes) -> bool:
        """Tell whether no known secret stands in bytes, plain, in Base64, in hex or in UTF-16."""
        text = data.decode("latin-1")
        return self._scrubbed(text) == text and self._holds_none_as_text(data)

    def draft(self) -> Draft | None:
        """Return the draft without its secrets, their places empty; None where it cannot be told apart from them."""
        try:
            return draft_from_json(self._clean(draft_to_json(self._public)))
        except InputError:  # a secret that is one of the program's own words, such as the kind of a body
            return None

    def _holds_none_as_text(self, data: bytes) -> bool:
        """Look at the bytes as UTF-8 too: a secret beyond Latin-1 stands in them as other characters."""
        text = data.decode("utf-8", "replace")
        return text.isascii() or self._scrubbed(text) == text

    def _clean(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value)
            case list():
                return [self._clean(one) for one in value]
            case dict():
                return {key: one if key == "type" else self._clean(one) for key, one in value.items()}
            case _:
                return value

    def _scrubbed(self, text: str) -> str:
        return "".join(self._scrub(piece) for piece in _pieces(text, self._scrub))

    def _scrub(self, text: str) -> str:
        return self._own.scrub(self._scrub_known(text))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (text for one in value for text in _texts(one))
        case dict():
            yield from (text for one in value.values() for text in _texts(one))


def _pieces(text: str, scrub: Scrub) -> Iterator[str]:
    """Yield a text in pieces such that no secret reaches from one into the next."""
    start = 0
    while len(text) - start > 2 * _AT_ONCE:
        end = _seam(text, start + _AT_ONCE, scrub)
        yield text[start:end]
        start = end
    yield text[start:]


def _seam(text: str, wanted: int, scrub: Scrub) -> int:
    """Return a place at which the text can be cut: both sides scrubbed alone say the same as scrubbed together."""
    for attempt in range(_MOST_SEAMS_TRIED):
        place = wanted + attempt * _LONGEST_SECRET
        left, right = text[place - _LONGEST_SECRET : place], text[place : place + _LONGEST_SECRET]
        if scrub(left + right) == scrub(left) + scrub(right):
            return place
    return len(text)


def _masked_by_name(text: str) -> str:
    text = _JSON_WEB_TOKEN.sub(MASK, text)
    text = _PARAMETER.sub(_masked_parameter, text)
    for pattern in _IN_TEXTS:
        text = pattern.sub(_masked_member, text)
    return text


def _masked_parameter(found: re.Match[str]) -> str:
    return f"{found['before']}{MASK}" if is_sensitive(found["name"]) and is_literal(found["value"]) else found[0]


def _masked_member(found: re.Match[str]) -> str:
    return f"{found['before']}{MASK}" if _is_secret_member(found) else found[0]


def _is_secret_member(found: re.Match[str]) -> bool:
    name = found["name"]
    plain = re.sub(r"[-_:.]", "", name).lower()
    return plain not in _NO_SECRETS_IN_TEXTS and is_sensitive(name) and is_literal(found["value"])


def _masked_header(value: str) -> str:
    if not is_literal(value):
        return value
    scheme = _SCHEME.match(value)
    return f"{scheme[0]} {MASK}" if scheme else MASK


def _named_secrets(text: str) -> Iterator[re.Match[str]]:
    for pattern in _IN_TEXTS:
        yield from filter(_is_secret_member, pattern.finditer(text))
    yield from (found for found in _PARAMETER.finditer(text) if is_sensitive(found["name"]))


def _wire_secrets(exchange: Exchange) -> Iterator[str]:
    """Yield what stands at the secret places of request and response."""
    request, response = exchange.request, exchange.response
    headers = (*(request.headers if request else ()), *(response.headers if response else ()))
    yield from (value for name, value in headers if is_sensitive(name))
    if request is not None:
        target = request.url.target
        yield from (found["value"] for found in _PARAMETER.finditer(target) if is_sensitive(found["name"]))


def _with_parts(values: Iterable[str]) -> Iterator[str]:
    """Yield values, what follows the name of a scheme, and the values of cookies."""
    for value in values:
        yield value
        yield value.partition(" ")[2].strip()
        for pair in value.split(";"):
            name, sign, part = pair.partition("=")
            if sign and name.strip().lower() not in {"path", "domain", "expires", "max-age", "samesite"}:
                yield part.strip().strip('"')
