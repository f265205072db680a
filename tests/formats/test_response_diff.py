"""Two responses side by side: what differs is said, in status, headers and body."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.response_diff import ComparedResponse, DiffRow, compare_entries, compare_responses
from countersign.model.history import HistoryEntry, HistoryRow, KeptBody


def response(body=b"", status=200, reason="OK", headers=(), **rest):
    return ComparedResponse(status, reason, headers, KeptBody(body, len(body), **rest))


def changes(rows):
    return [(row.change, row.left, row.right) for row in rows if row.change != "same"]


def test_the_same_response_has_no_difference():
    one = response(b'{"a": 1}', headers=(("A", "1"),))
    diff = compare_responses(one, one)
    assert (diff.differences, diff.notes) == (0, ())
    assert [row.change for row in diff.body] == ["same", "same", "same"]


def test_the_status_and_its_reason_are_compared():
    diff = compare_responses(response(), response(status=404, reason="Not Found"))
    assert changes([diff.status]) == [("changed", "200 OK", "404 Not Found")]
    failed = compare_responses(response(), response(status=None, reason="It was reset."))
    assert failed.status.right == "No response It was reset."


def test_headers_are_held_together_by_name_and_by_their_order():
    left = (("Date", "1"), ("Set-Cookie", "a"), ("SET-COOKIE", "b"), ("Server", "x"))
    right = (("set-cookie", "a"), ("date", "2"), ("Set-Cookie", "c"), ("Via", "y"))
    diff = compare_responses(response(headers=left), response(headers=right))
    assert changes(diff.headers) == [
        ("changed", "date: 1", "date: 2"),
        ("changed", "set-cookie: b", "set-cookie: c"),
        ("removed", "server: x", None),
        ("added", None, "via: y"),
    ]


def test_json_is_laid_out_before_it_is_compared():
    diff = compare_responses(response(b'{"a":1,"b":[1,2]}'), response(b'{ "a": 1, "b": [1, 3] }'))
    assert changes(diff.body) == [("changed", "    2", "    3")]
    assert diff.body[4] == DiffRow("changed", "    2", "    3", 5, 5, (4, 5), (4, 5))


def test_members_can_be_put_in_order_first():
    left, right = response(b'{"a": 1, "b": 2}'), response(b'{"b": 2, "a": 1}')
    assert compare_responses(left, right).differences > 0
    assert compare_responses(left, right, sort_keys=True).differences == 0


def test_json_that_is_cut_off_is_compared_as_text():
    diff = compare_responses(response(b'{"a": 1, "b'), response(b'{"a": 2, "b'), sort_keys=True)
    assert changes(diff.body) == [("changed", '{"a": 1, "b', '{"a": 2, "b')]
    assert (diff.body[0].left_span, diff.body[0].right_span) == ((6, 7), (6, 7))


def test_lines_that_one_side_lacks_have_a_number_on_the_other_only():
    diff = compare_responses(response(b"a\nb\nc"), response(b"a\nc\nd"))
    assert diff.body == (
        DiffRow("same", "a", "a", 1, 1),
        DiffRow("removed", "b", None, 2, 0),
        DiffRow("same", "c", "c", 3, 2),
        DiffRow("added", None, "d", 0, 3),
    )


def test_bytes_are_compared_in_hex():
    diff = compare_responses(
        response(bytes(range(20)), is_text=False), response(bytes(range(16)) + b"\xff", is_text=False)
    )
    assert changes(diff.body) == [("changed", "10 11 12 13", "ff")]


def test_what_was_not_kept_and_what_is_too_long_is_said():
    diff = compare_responses(response(b"a", note="Only a part."), response(b"\n" * 30_000))
    assert diff.notes == (
        "The left body: Only a part.",
        "Only the first 20,000 lines of the right body are compared.",
    )
    assert len(diff.body) == 20_000


def test_bodies_that_differ_too_much_say_so():
    diff = compare_responses(response(b"a\nb\n" * 400 + b"x"), response(b"b\na\nc\n" * 400 + b"y"))
    assert "differ too much" in diff.notes[0]
    assert all(row.change != "same" or row.left == row.right for row in diff.body)


def test_two_entries_are_compared_with_their_rows():
    rows = [HistoryRow(datetime.now(UTC), "GET", "https://x", status=status, id=status) for status in (200, 500)]
    failed = HistoryRow(datetime.now(UTC), "GET", "https://x", failure="It was reset.")
    comparison = compare_entries(HistoryEntry(rows[0], reason="OK"), HistoryEntry(rows[1]))
    assert (comparison.left.id, comparison.right.id) == (200, 500)
    assert (comparison.diff.status.left, comparison.diff.status.right) == ("200 OK", "500")
    assert (
        compare_entries(HistoryEntry(rows[0]), HistoryEntry(failed)).diff.status.right == "No response It was reset."
    )


BODIES = st.binary(max_size=200) | st.text(alphabet='{}[]",:ab1 \n', max_size=100).map(str.encode)


@pytest.mark.parametrize("sort_keys", [False, True])
@given(left=BODIES, right=BODIES)
def test_any_two_bodies_can_be_compared(sort_keys, left, right):
    diff = compare_responses(response(left), response(right), sort_keys=sort_keys)
    for row in diff.body:
        assert (row.change == "same") == (row.left == row.right)
        if row.change == "changed":
            assert row.left[: row.left_span[0]] == row.right[: row.right_span[0]]
            assert row.left[row.left_span[1] :] == row.right[row.right_span[1] :]
