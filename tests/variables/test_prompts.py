"""A draft tells what it asks a person before the send."""

from __future__ import annotations

import pytest

from countersign.model.errors import InputError
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Variable
from countersign.variables.prompts import Answer, questions, with_answers
from countersign.variables.scopes import Layer, Scope
from countersign.variables.template import fill, fill_draft

SCOPE = Scope(
    (Layer("environment x", (Variable("auth", "Bearer {{?Token}}"), Variable("off", "{{?No}}", enabled=False))),)
)
DRAFT = RequestDraft(
    url="https://x/{{?Customer}}/{{ ? Customer }}",
    headers=(Header("Authorization", "{{auth}}"), Header("X", "{{$base64 ?Third}}")),
)


def test_questions_come_in_the_order_of_the_draft_each_once():
    assert questions(DRAFT, SCOPE) == ("Customer", "Token", "Third")
    assert questions(RequestDraft(url="{{off}}"), SCOPE) == ()


def test_answers_are_filled_in_and_not_asked_for_again():
    answers = {"Customer": Answer("7"), "Token": Answer("hush", secret=True), "Third": Answer("")}
    scope = with_answers(SCOPE, questions(DRAFT, SCOPE), answers)
    assert questions(DRAFT, scope) == ()
    filled = fill_draft(DRAFT, scope)
    assert filled.url == "https://x/7/7"
    assert [header.value for header in filled.headers] == ["Bearer hush", ""]
    found = scope.resolve("auth").found
    assert found is not None
    assert found.secret


def test_without_an_answer_the_draft_is_not_filled():
    with pytest.raises(InputError) as caught:
        fill("{{?Customer}}", SCOPE)
    assert str(caught.value) == "The question Customer was not answered. Send again and answer."
    with pytest.raises(
        InputError, match=r"The variable x is not defined .* The questions A and B were not answered\."
    ):
        fill("{{?A}}{{x}}{{?B}}", SCOPE)


def test_no_answers_change_nothing():
    assert with_answers(SCOPE, ("a",), {}) is SCOPE


def test_an_answer_does_not_show_itself():
    assert "hush" not in repr(Answer("hush"))
