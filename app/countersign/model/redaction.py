"""Known secret values, and how they are kept out of every text that is logged, shown or written.

Names cannot tell a secret reliably (a presigned URL, a bearer value in an exception), so the scrubber goes by
value: whatever was registered is replaced, in its plain, percent-encoded and base64 forms.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "•••"
_SHORTEST = 6
_LOGGERS = ("", "httpx", "httpcore", "websockets", "botocore", "urllib3", "asyncio", "hpack")


class Redactor:
    """Replace registered secrets in texts. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def register(self, secrets: Iterable[str]) -> None:
        """Add secret values; those under six characters are left out, they would hide ordinary words."""
        forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
        with self._lock:
            if forms <= self._forms:
                return
            self._forms |= forms
            longest_first = sorted(self._forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def scrub(self, text: str) -> str:
        """Return the text with every registered secret replaced by a mask."""
        pattern = self._pattern
        return text if pattern is None else pattern.sub(MASK, text)


class RedactingFilter(logging.Filter):
    """Scrub a log record: message, arguments and traceback."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg = self._redactor.scrub(record.getMessage())
        record.args = None
        if record.exc_info:
            record.exc_text = self._redactor.scrub(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


def install_redaction(redactor: Redactor) -> None:
    """Put the filter on the root, httpx, httpcore, websockets and botocore loggers and on the root's handlers."""
    redacting = RedactingFilter(redactor)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(redacting)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redacting)


def _forms(secret: str) -> Iterable[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(raw).decode().rstrip("=")
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")
    yield raw.hex()
