"""Values that a person is asked for before a send: `{{?Name}}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.variables.template_syntax import prompt_question
from countersign.variables.used_names import names_in_order

ORIGIN = "your answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a person answered; `secret` masks it wherever it would be shown."""

    value: str = field(repr=False)
    secret: bool = False


def questions(value: object, scope: Scope) -> tuple[str, ...]:
    """Return what a draft or message asks, in its order, those questions left out that the scope has answers to."""
    names = (name for name in names_in_order(value, scope) if scope.lookup(name) is None)
    return tuple(dict.fromkeys(question for name in names if (question := prompt_question(name))))


def with_answers(scope: Scope, asked: Iterable[str], answers: Mapping[str, Answer]) -> Scope:
    """Return the scope with the answers to those of the questions that have one; a secret one must not be empty."""
    given = [(question, answers[question]) for question in asked if question in answers]
    if not given:
        return scope
    return scope.with_front(
        Layer(ORIGIN, tuple(Variable(f"?{question}", answer.value, answer.secret) for question, answer in given))
    )
