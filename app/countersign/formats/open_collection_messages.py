"""Messages of websocket items in OpenCollection documents, both ways.

A document holds either one message or variants with titles, one of which may be selected. To us the variants are the
saved messages, and what is selected, or the one message, stands in the composer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from countersign.formats.document_fields import Fields
from countersign.model.socket import MessageKind, SavedMessage


def read_variants(details: Fields) -> tuple[tuple[SavedMessage, ...], int | None]:
    """Return the variants, none for a single message, and the place of the one that is selected."""
    if not isinstance(details.raw("message"), list):
        return (), None
    variants = list(details.each("message"))
    chosen = (at for at, variant in enumerate(variants) if variant.flag("selected"))
    return tuple(read_message(entry.fields("message"), entry.text("title")) for entry in variants), next(chosen, None)


def read_single(details: Fields) -> SavedMessage | None:
    """Return the message that stands alone, None for none and for variants."""
    return read_message(details.fields("message")) if isinstance(details.raw("message"), dict) else None


def read_message(fields: Fields, title: str = "") -> SavedMessage:
    """Return one message."""
    kind = cast("MessageKind", fields.choice("type", get_args(MessageKind), "text"))
    return SavedMessage(title, kind, fields.text("data"))


def variants_document(messages: Sequence[SavedMessage], selected: int | None) -> list[dict[str, Any]]:
    """Return messages as variants."""
    return [
        {
            "title": message.title,
            **({"selected": True} if at == selected else {}),
            "message": message_document(message),
        }
        for at, message in enumerate(messages)
    ]


def message_document(message: SavedMessage) -> dict[str, Any]:
    """Return one message without its title."""
    return {"type": message.kind, "data": message.data}
