"""Headers, parameters and variables are read from a document and listed in one."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_parts import (
    entry_document,
    note_difference,
    params_of,
    read_headers,
    read_parameter,
    read_variables,
)
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


def test_variables_that_are_switched_off_are_left_out_and_secret_ones_have_no_value():
    entries = [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "2", "disabled": True},
        {"name": "c", "value": "3", "secret": True},
    ]
    found = read_variables(Fields({"variables": entries}, "", []))
    assert found == (Variable("a", "1"), Variable("c", "", secret=True))
