"""Headers as a signature reads them: which are signed, and in which form."""

from __future__ import annotations

import re
from functools import lru_cache

from countersign.model.signing_record import HeaderList
from countersign.signing.refusals import header_refusal, shown
from countersign.signing.signing_options import SigningOptions

_FIELD_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_SIGNING_FIELDS = frozenset(
    {
        "authorization",
        "x-amz-algorithm",
        "x-amz-content-sha256",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-region-set",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-signedheaders",
    }
)
# Hop-by-hop fields (RFC 9110, section 7.6.1), what proxies and load balancers write, and the fields of the WebSocket
# handshake, which the transport fills in after the signature.
_CHANGED_ON_THE_WAY = frozenset(
    {
        "connection",
        "expect",
        "forwarded",
        "keep-alive",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-protocol",
        "sec-websocket-version",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
        "x-amzn-trace-id",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
    }
)
# OpenSearch Serverless answers 403 to a signature over Content-Length.
_CHANGED_BEFORE_AOSS = _CHANGED_ON_THE_WAY | {"content-length"}


def canonical_headers(headers: HeaderList, options: SigningOptions) -> dict[str, str]:
    """Return lower-case names and canonical values of the headers to sign, Host among them if it is given.

    Repeated headers are joined by commas in their order. Raises `SigningError` for a header that cannot be sent or
    that belongs to the signature itself.
    """
    unsigned = _CHANGED_BEFORE_AOSS if options.service == "aoss" else _CHANGED_ON_THE_WAY
    required_only = options.signed_headers == "required"
    lines: dict[str, str] = {}
    for name, value in headers:
        key = _field_name(name)
        text = _canonical_value(name, value)
        if key in unsigned or (required_only and not _is_required(key)):
            continue
        if key not in lines:
            lines[key] = text
        elif key == "host":
            raise header_refusal("host-repeated", "There is more than one Host header.", "Keep one of them.")
        else:
            lines[key] = f"{lines[key]},{text}"
    if lines.get("host") == "":
        raise header_refusal("host-empty", "The Host header is empty.", "Fill it in, or remove it.")
    return lines


def _is_required(key: str) -> bool:
    return key in ("host", "content-type") or key.startswith("x-amz-")


@lru_cache(maxsize=512)
def _field_name(name: str) -> str:
    if not _FIELD_NAME(name):
        raise header_refusal(
            "header-name",
            f"“{shown(name)}” is not a header name.",
            "Use letters, digits and hyphens.",
        )
    key = name.lower()
    if key in _SIGNING_FIELDS:
        raise header_refusal(
            "header-already-signed",
            f"The header {name} belongs to the signature, but the request already has one.",
            "Remove it, or choose another auth type.",
        )
    return key


def _canonical_value(name: str, value: str) -> str:
    # A printable value holds no tab, no line break and no other white space than the space.
    if value.isprintable() and "  " not in value and value[:1] != " " and value[-1:] != " ":
        return value
    if any(_cannot_be_sent(character) for character in value):
        raise header_refusal(
            "header-value",
            f"The header {shown(name)} holds a line break or another control character.",
            "Write its value on one line.",
        )
    return " ".join(piece for piece in value.replace("\t", " ").split(" ") if piece)


def _cannot_be_sent(character: str) -> bool:
    code = ord(character)
    return (code < 0x20 and character != "\t") or code == 0x7F or 0xD800 <= code <= 0xDFFF
