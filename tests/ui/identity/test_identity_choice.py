"""A choice among identities."""

from __future__ import annotations

import pytest

from countersign.model.credentials import Identity
from countersign.ui.identity.identity_choice import ChoiceWords, IdentityChoice

PROFILES = (
    Identity("dev", "profile", detail="SSO", account="123456789012", needs="sign-in"),
    Identity("ops", "profile", detail="role", arn="arn:aws:iam::123456789012:role/Ops"),
)


@pytest.fixture
def choice(qtbot, theme):
    choice = IdentityChoice(ChoiceWords("AWS profile", "Choose a profile", "No profiles", "not here"))
    qtbot.addWidget(choice)
    choice.resize(500, 30)
    return choice


def offered(choice):
    return [choice.itemText(row) for row in range(choice.count())]


def test_it_says_what_there_is(choice):
    assert offered(choice) == ["No profiles"]
    choice.offer(PROFILES)
    assert offered(choice) == ["Choose a profile", "dev", "ops"]
    assert choice.identity() is None


def test_a_choice_is_told_and_the_prompt_goes_away_with_the_next_list(qtbot, choice):
    choice.offer(PROFILES)
    with qtbot.waitSignal(choice.chosen):
        choice.setCurrentIndex(1)
    assert choice.identity() is PROFILES[0]
    choice.show()
    assert choice.chips() == ["SSO", "sign-in needed", "123456789012"]
    choice.offer(PROFILES[:1])
    assert offered(choice) == ["dev"]


def test_what_the_program_chooses_is_not_told(qtbot, choice):
    choice.offer(PROFILES)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_name("ops")
        choice.offer(PROFILES[1:])
    assert choice.name == "ops"
    assert choice.chips() == ["role", "arn:…:role/Ops"]


def test_a_name_that_is_gone_is_kept(choice):
    choice.offer(PROFILES)
    choice.set_name("old")
    assert choice.currentText() == "old (not here)"
    assert (choice.name, choice.identity()) == ("old", None)
