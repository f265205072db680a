"""Which names announce a secret, and which values hold none."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

_PARTS = (
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "accesskey",
    "privatekey",
    "signature",
    "credential",
    "authorization",
    "assertion",
    "cookie",
    "sessionid",
    "jwt",
)
_WHOLE = {"auth", "key", "pass", "pwd", "sig"}
_SEPARATORS = re.compile(r"[-_.\s\[\]]+")
_VARIABLE = re.compile(r"\{\{[^{}]+\}\}")
_SCHEME_WORDS = re.compile(r"(?:\s|\b(?:bearer|basic|token|apikey|api-key|key)\b)*", re.IGNORECASE)


def is_sensitive(name: str) -> bool:
    """Tell whether a header, parameter or field of this name carries a secret; percent-encoded names too."""
    plain = _SEPARATORS.sub("", unquote_plus(name)).lower()
    return plain in _WHOLE or any(part in plain for part in _PARTS)


def is_literal(value: str) -> bool:
    """Tell whether a value holds text of its own, beyond variables and the name of an authentication scheme."""
    rest, variables = _VARIABLE.subn("", value)
    if variables == 0:
        return value != ""
    return _SCHEME_WORDS.fullmatch(rest) is None
