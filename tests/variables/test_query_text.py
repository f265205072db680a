"""A query is taken apart and put together again without losing a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.request import Parameter
from countersign.variables.query_text import join_query, split_query

url_texts = st.lists(
    st.sampled_from(["https://x", "{{a}}", "{{", "}}", "{{q?&=#}}", "?", "&", "=", "#", "a", " ", "%2f", "é", "\n"]),
    max_size=14,
).map("".join)


@given(url_texts | st.text())
def test_joining_what_was_split_gives_the_same_text(text):
    assert join_query(*split_query(text)) == text


@given(
    st.lists(
        st.builds(Parameter, st.text("a&=#?{} é", max_size=5), st.none() | st.text("a&=#?{} é", max_size=5)),
        min_size=1,
        max_size=4,
    )
)
def test_joining_keeps_the_number_of_parameters_whatever_they_hold(params):
    base, found = split_query(join_query("https://x/y#z", params))
    assert base == "https://x/y#z"
    assert len(found) == len(params)
    assert [param.value is None for param in found] == [param.value is None for param in params]


@pytest.mark.parametrize(
    ("text", "base", "pairs"),
    [
        ("https://x/y", "https://x/y", []),
        ("https://x/y?", "https://x/y", [("", None)]),
        ("https://x/y?a", "https://x/y", [("a", None)]),
        ("https://x/y?a=", "https://x/y", [("a", "")]),
        ("https://x/y?a=1&a=2&b==c", "https://x/y", [("a", "1"), ("a", "2"), ("b", "=c")]),
        ("https://x/y?a=%2f+%20&q=blue shoes", "https://x/y", [("a", "%2f+%20"), ("q", "blue shoes")]),
        ("https://x/y?a=1#frag?b=2", "https://x/y#frag?b=2", [("a", "1")]),
        ("{{u?x}}/y?{{n=v}}={{a&b}}&c#{{f}}", "{{u?x}}/y#{{f}}", [("{{n=v}}", "{{a&b}}"), ("c", None)]),
        ("x?a&&b", "x", [("a", None), ("", None), ("b", None)]),
        ("x?a=b?c=d", "x", [("a", "b?c=d")]),
    ],
)
def test_a_query_is_split_as_written(text, base, pairs):
    found_base, params = split_query(text)
    assert found_base == base
    assert [(param.name, param.value) for param in params] == pairs


def test_only_enabled_parameters_are_joined_and_the_fragment_stays_last():
    params = (Parameter("a", "1"), Parameter("b", "2", enabled=False), Parameter("c", None))
    assert join_query("https://x#end", params) == "https://x?a=1&c#end"
    assert join_query("https://x#end", params[1:2]) == "https://x#end"


def test_a_value_that_would_end_its_parameter_is_encoded():
    assert join_query("x", (Parameter("a=b", "1&2#3=4"),)) == "x?a%3Db=1%262%233=4"


def test_braces_that_would_swallow_the_next_parameter_are_encoded():
    assert join_query("x", (Parameter("a", "{{b"), Parameter("c}}", "d"))) == "x?a=%7B%7Bb&c%7D%7D=d"


def test_a_thousand_parameters_are_split_in_no_time():
    text = "x?" + "&".join(f"{{{{a{number}}}}}={number}" for number in range(5000))
    assert len(split_query(text)[1]) == 5000
