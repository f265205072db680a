"""A budget of characters is used up once and for all."""

from __future__ import annotations

from countersign.formats.importing.text_budget import TextBudget


def test_texts_are_taken_until_nothing_is_left():
    budget = TextBudget(5)
    assert (budget.take("abc"), budget.is_used_up) == ("abc", False)
    assert (budget.take("defg"), budget.is_used_up) == ("", True)
    assert budget.take("") == ""
