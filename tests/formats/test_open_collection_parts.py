"""Headers, parameters and variables are read from a document and listed in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_parts import (
    entry_document,
    note_difference,
    params_of,
    read_headers,
    read_parameter,
    read_variables,
    variable_document,
)
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter
from countersign.model.workspace import Variable

OFF = Parameter("off", "", enabled=False)


@pytest.mark.parametrize(
    ("entry", "document"),
    [
        (Header("A", "1"), {"name": "A", "value": "1"}),
        (
            Header("A", "", enabled=False, description="d"),
            {"name": "A", "value": "", "description": "d", "disabled": True},
        ),
    ],
)
def test_a_header_is_listed_and_read(entry, document):
    assert entry_document(entry) == document
    assert read_headers(Fields({"headers": [document]}, "", [])) == (entry,)


def test_a_parameter_without_a_value_is_listed_with_an_empty_one():
    assert entry_document(Parameter("flag", None)) == {"name": "flag", "value": ""}
    assert read_parameter(Fields({"name": "flag", "value": ""}, "", [])) == Parameter("flag", "")


@pytest.mark.parametrize(
    ("listed", "params", "differ"),
    [
        ((), (Parameter("a", "1"), Parameter("flag", None)), False),
        ((OFF,), (Parameter("a", "1"), Parameter("flag", None), OFF), False),
        (
            (Parameter("a", "1", description="d"), OFF, Parameter("flag", "")),
            (Parameter("a", "1", description="d"), OFF, Parameter("flag", None)),
            False,
        ),
        ((Parameter("b", "2"),), (Parameter("a", "1"), Parameter("flag", None)), True),
    ],
)
def test_the_url_says_which_parameters_there_are_and_the_list_describes_them(listed, params, differ):
    problems: list[str] = []
    note_difference("wss://x/?a=1&flag", listed, Fields({}, "", problems))
    assert params_of("wss://x/?a=1&flag", listed) == params
    assert bool(problems) == differ


def test_variables_are_read_with_their_types_and_secret_ones_have_no_value():
    entries = [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "2", "disabled": True},
        {"name": "c", "value": "3", "secret": True, "type": "number"},
        {"name": "d", "value": {"type": "object", "data": "{}"}},
    ]
    found = read_variables(Fields({"variables": entries}, "", []))
    assert found == (
        Variable("a", "1"),
        Variable("b", "2", enabled=False),
        Variable("c", "", secret=True, type="number"),
        Variable("d", "{}", type="object"),
    )


def test_a_type_that_nobody_knows_is_named():
    with pytest.raises(InputError, match=r"variables\[0\].value.type is not one of"):
        read_variables(Fields({"variables": [{"name": "a", "value": {"type": "date", "data": "1"}}]}, "", []))


variables = st.builds(
    Variable,
    name=st.text(min_size=1, max_size=5),
    value=st.text(max_size=5),
    type=st.sampled_from(("", "string", "number", "boolean", "null", "object")),
    enabled=st.booleans(),
)
secrets = st.builds(Variable, name=st.text(min_size=1, max_size=5), value=st.just(""), secret=st.just(True))


@given(st.lists(variables | secrets, max_size=4).map(tuple))
def test_written_variables_fit_the_schema_and_are_read_back(schema, written):
    documents = [variable_document(variable) for variable in written]
    assert schema.errors({"name": "e", "variables": documents}, "Environment") == []
    assert read_variables(Fields({"variables": documents}, "", [])) == written


def test_the_value_of_a_secret_variable_is_never_written():
    assert "hush" not in str(variable_document(Variable("a", "hush", secret=True)))
