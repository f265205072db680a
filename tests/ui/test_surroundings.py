"""What surrounds a request: variables of the active environment, their secret values, and answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.workspace import Environment, Folder, Variable, Workspace
from countersign.ui.surroundings import Surroundings
from countersign.variables.prompts import Answer

STAGING = Environment(
    "staging", (Variable("key", "", secret=True),), dotenv=(Variable("db", "from dotenv", secret=True),)
)
WORKSPACE = Workspace("Orders", Folder("Orders", ""), (STAGING,), folder="/home/me/orders")


@pytest.fixture
def surroundings(qapp):
    found = Surroundings("staging", "")
    found.set_workspace(WORKSPACE)
    return found


def value(surroundings, name):
    found = surroundings.scope("").lookup(name)
    return None if found is None else found.value


def test_secrets_of_the_active_environment_are_filled_in(surroundings, qtbot):
    assert value(surroundings, "key") == ""
    with qtbot.waitSignal(surroundings.changed):
        surroundings.set_secrets("/home/me/orders", "staging", {"key": "hush"})
    assert value(surroundings, "key") == "hush"
    assert value(surroundings, "db") == "from dotenv"


def test_a_workspace_in_another_folder_gets_none(surroundings):
    surroundings.set_secrets("/home/me/orders", "staging", {"key": "hush"})
    surroundings.set_workspace(replace(WORKSPACE, folder="/home/me/downloads/orders"))
    assert value(surroundings, "key") == ""


def test_answers_are_remembered_until_they_are_forgotten(surroundings):
    surroundings.add_answers({"Customer": Answer("7")})
    surroundings.add_answers({"Region": Answer("eu")})
    assert (value(surroundings, "?Customer"), value(surroundings, "?Region")) == ("7", "eu")
    surroundings.forget_answers()
    assert value(surroundings, "?Customer") is None


def test_a_playgrounds_variables_come_first(surroundings):
    surroundings.set_playground((Variable("key", "played"),))
    assert value(surroundings, "key") == "played"
