"""A request needs the variables in its texts, and those behind them."""

from __future__ import annotations

from countersign.model.auth import BearerAuth
from countersign.model.body import TextBody
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.variables.used_names import used_names


def test_every_text_of_a_request_counts():
    draft = RequestDraft(
        url="{{base}}/x", headers=(Header("X-{{a}}", "{{ b }}"),), body=TextBody("{{c}}"), auth=BearerAuth("{{d}}")
    )
    assert used_names(draft, Scope()) == {"base", "a", "b", "c", "d"}


def test_variables_behind_variables_count_and_circles_end():
    scope = Scope(
        (Layer("environment x", (Variable("a", "{{b}}"), Variable("b", "{{a}}{{cognito.orders.id_token}}"))),)
    )
    assert used_names(RequestDraft(url="{{a}}"), scope) == {"a", "b", "cognito.orders.id_token"}


def test_a_request_without_variables_needs_none():
    assert used_names(RequestDraft(url="https://example.com/{x}"), Scope()) == frozenset()
