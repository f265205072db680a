"""What AWS answers in place of a result: a code and a sentence, wherever they stand.

Source: "AWS restJson1 protocol", Smithy specification, operation errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from countersign.kvs.json_reading import clean_text, one_line, read_json
from countersign.model.exchange import Response

Scrub = Callable[[str], str]

_LONGEST_BODY = 64 * 1024
_NOT_ALLOWED = re.compile(
    r"not authorized to perform:?\s*(?P<permission>[\w-]+:\w+)(?:\s+on resource:?\s*(?P<on>\S+))?"
)


@dataclass(frozen=True, slots=True)
class AwsWords:
    """Hold a refusal as AWS put it, without secrets; "" where AWS did not say."""

    code: str = ""
    message: str = ""

    @property
    def detail(self) -> str:
        """Return both in one line."""
        return ": ".join(part for part in (self.code, self.message) if part)

    @property
    def permission(self) -> str:
        """Return the permission whose lack the message names."""
        match = _NOT_ALLOWED.search(self.message)
        return match["permission"] if match else ""

    @property
    def is_explicit_deny(self) -> bool:
        """Tell whether a policy forbids it, so that allowing it elsewhere does not help."""
        return "explicit deny" in self.message

    def says(self, *words: str) -> bool:
        """Tell whether code or message hold one of these words, given in lower case."""
        text = f"{self.code} {self.message}".lower()
        return any(word in text for word in words)


def aws_words(response: Response, scrub: Scrub) -> AwsWords:
    """Return code and message of a refusal; `scrub` takes the secrets out, since AWS repeats what it was sent."""
    body = response.body.read(_LONGEST_BODY)
    content = read_json(body).value
    fields = {name.lower(): value for name, value in content.items()} if isinstance(content, dict) else {}
    code = response.header("x-amzn-errortype") or clean_text(fields.get("__type")) or clean_text(fields.get("code"))
    message = clean_text(fields.get("message"))
    if not isinstance(content, dict):
        message = body.decode("utf-8", "replace")
    # The code may come as NAMESPACE#CODE and as CODE:URL.
    short_code = code.rpartition("#")[2].partition(":")[0]
    return AwsWords(one_line(scrub(short_code), 80), one_line(scrub(message), 500))
