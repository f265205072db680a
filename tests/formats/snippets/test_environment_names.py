"""Each variable gets a name and a mark of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.snippets.environment_names import EnvironmentNames
from countersign.formats.snippets.snippet_request import FromEnvironment, SnippetRequest
from countersign.model.url import WireUrl

URL = WireUrl("https", "h.example", None, "/", None)
plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), max_size=8) | st.sampled_from(
    ["countersignq", "q", "0q", "countersignq0q", "1"]
)


def test_names_are_upper_case_and_distinct():
    names = EnvironmentNames("")
    names.marked("{{api.key}} {{api-key}} {{é}} {{api.key}}")
    assert [variable.name for variable in names.variables] == [
        "COUNTERSIGN_API_KEY",
        "COUNTERSIGN_API_KEY_2",
        "COUNTERSIGN_VALUE",
    ]


@given(st.lists(st.tuples(plain, st.sampled_from(["a", "b", "a_2", "token"])), max_size=6))
def test_a_text_comes_apart_where_its_variables_stood(parts):
    text = "".join(f"{before}{{{{{name}}}}}" for before, name in parts)
    names = EnvironmentNames(text)
    marked = names.marked(text)
    request = SnippetRequest("http", "GET", URL, variables=names.variables)
    found = "".join(
        f"<{piece.name}>" if isinstance(piece, FromEnvironment) else piece for piece in request.pieces(marked)
    )
    by_key = {variable.meaning: variable.name for variable in names.variables}
    assert found == "".join(f"{before}<{by_key[f'the value of {{{{{name}}}}}']}>" for before, name in parts)
