"""Options that several commands share, read into the model."""

from __future__ import annotations

from countersign.model.errors import Failure, InputError
from countersign.model.request import Header


def header_option(text: str) -> Header:
    """Read `Name: value`; raise `InputError` for a text without a colon."""
    name, colon, value = text.partition(":")
    if not colon:
        raise InputError(
            Failure(
                "request.header-form",
                f"“{name}” is not a header.",
                "Write it as 'Name: value'.",
                field="Request headers",
            )
        )
    return Header(name.strip(), value.strip())
