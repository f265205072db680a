"""Why a request cannot be signed: one sentence and one action for each cause."""

from __future__ import annotations

from countersign.model.errors import Failure, SigningError


def header_refusal(failure_id: str, sentence: str, action: str) -> SigningError:
    """Blame the request headers."""
    return SigningError(Failure(f"signing.{failure_id}", sentence, action, field="Request headers"))


def url_refusal(failure_id: str, sentence: str, action: str) -> SigningError:
    """Blame the URL."""
    return SigningError(Failure(f"signing.{failure_id}", sentence, action, field="Request URL"))


def field_refusal(field: str, failure_id: str, sentence: str, action: str) -> SigningError:
    """Blame the control whose accessible name is `field`."""
    return SigningError(Failure(f"signing.{failure_id}", sentence, action, field=field))


def shown(text: str) -> str:
    """Return a name or value as it can stand in a sentence: short, on one line."""
    one_line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return one_line if len(one_line) <= 60 else one_line[:59] + "…"
