"""What is wrong with a client ID while it is being typed."""

from __future__ import annotations

from collections.abc import Callable

from countersign.kvs.client_ids import check_client_id
from countersign.model.errors import Failure, InputError

# Returns what is wrong with a client ID, None for nothing; one that is empty or holds variables is asked about too.
CheckClientId = Callable[[str], Failure | None]


def client_id_failure(text: str) -> Failure | None:
    """Return what is wrong with a client ID as typed; an empty one, or one with variables, is judged at connect."""
    if not text or "{{" in text:
        return None
    try:
        check_client_id(text)
    except InputError as error:
        return error.failure
    return None
