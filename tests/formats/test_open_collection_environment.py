"""An environment's document fits the schema and holds no secret."""

from __future__ import annotations

from dataclasses import replace

from countersign.formats.open_collection import read_environment
from countersign.formats.open_collection_environment import environment_document
from countersign.model.workspace import Environment, Variable

STAGING = Environment(
    "staging",
    (Variable("a", "1"), Variable("n", "2", type="number", enabled=False), Variable("key", "", secret=True)),
    dotenv_path="local.env",
)


def test_it_is_read_back_as_it_was(schema):
    document = environment_document(STAGING)
    assert schema.errors(document, "Environment") == []
    assert read_environment(document, "x") == (STAGING, ())


def test_no_secret_value_is_written():
    filled = replace(
        STAGING,
        variables=(Variable("key", "hush", secret=True),),
        dotenv=(Variable("db", "hush", secret=True),),
    )
    assert "hush" not in str(environment_document(filled))
