"""Client, recipient and correlation IDs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from countersign.kvs.client_ids import (
    check_client_id,
    check_correlation_id,
    check_recipient,
    new_client_id,
    new_correlation_id,
)
from countersign.model.errors import InputError


def test_new_ids_are_usable_and_differ():
    ids = {new_client_id() for _ in range(500)}
    assert len(ids) == 500
    for client_id in ids:
        check_client_id(client_id)
        assert client_id.startswith("viewer-")
    check_correlation_id(new_correlation_id())


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (check_client_id, "Signaling client ID"),
        (check_recipient, "Recipient client ID"),
        (check_correlation_id, "Correlation ID"),
    ],
)
@pytest.mark.parametrize("text", ["", "a b", "x" * 257, "ä", "a\n", "a/b"])
def test_ids_that_aws_refuses_are_refused_with_their_field(check: Callable[[str], None], field: str, text: str):
    with pytest.raises(InputError) as refused:
        check(text)
    assert refused.value.failure.field == field


@pytest.mark.parametrize("text", ["a", "Viewer_1.2-3", "x" * 256, "XAWS_1"])
def test_ids_that_aws_takes_pass(text: str):
    check_client_id(text)
    check_recipient(text)
    check_correlation_id(text)


@pytest.mark.parametrize("text", ["AWS_viewer", "aws_viewer", "Aws_"])
def test_a_viewer_cannot_call_itself_as_aws_does_but_can_be_written_to(text: str):
    with pytest.raises(InputError, match="AWS_"):
        check_client_id(text)
    check_recipient(text)
