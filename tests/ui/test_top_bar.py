"""The identity chip and its menu."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from countersign.model.credentials import Identity
from countersign.model.workspace import Environment
from countersign.ui.top_bar import TopBar

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROLE = Identity("orders", "role", "ASIA", True, AT + timedelta(minutes=47), account="123456789012")
IDENTITIES = (
    Identity("admin", "keyring", "AKID"),
    Identity("R&D", "memory", "AKID2", note="Kept until the window closes"),
    Identity("dev", "profile", detail="SSO", needs="sign-in", arn="arn:aws:iam::123456789012:role/Dev"),
    ROLE,
    Identity("guest", "cognito", detail="guest"),
    Identity("environment", "environment", "AKIDENV"),
)


class Clock:
    def __init__(self):
        self.at = AT

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bar(qtbot, theme, clock):
    bar = TopBar(theme, clock=clock)
    qtbot.addWidget(bar)
    bar.resize(1200, 44)
    bar.show()
    return bar


def entries(bar):
    return [action.text() for action in bar.identity.menu().actions() if not action.isSeparator()]


def entry(bar, beginning):
    return next(action for action in bar.identity.menu().actions() if action.text().startswith(beginning))


def chip(bar):
    return bar.identity.toolTip()


def test_identities_stand_under_their_kind_with_what_is_known(bar):
    bar.show_identities(IDENTITIES, "orders")
    assert entries(bar) == [
        "Keyring",
        "admin",
        "R&&D\tmemory only",
        "AWS profiles",
        "dev\tSSO, sign-in needed",
        "Assumed roles",
        "orders\trole, 47 min left, 123456789012",
        "Cognito identities",
        "guest\tguest",
        "Environment",
        "environment",
        "Add an identity",
    ]
    assert entry(bar, "orders").isChecked()
    assert not entry(bar, "Assumed").isEnabled()
    assert entry(bar, "R&&D").toolTip() == "Kept until the window closes"
    assert entry(bar, "dev").toolTip() == "arn:aws:iam::123456789012:role/Dev"


def test_kinds_without_identities_are_left_out(bar):
    bar.show_identities(IDENTITIES[:1], "")
    assert entries(bar) == ["Keyring", "admin", "Add an identity"]


def test_a_choice_tells_the_name_as_it_is(qtbot, bar):
    bar.show_identities(IDENTITIES, "admin")
    with qtbot.waitSignal(bar.identity_chosen) as chosen:
        entry(bar, "R&&D").trigger()
    assert chosen.args == ["R&D"]
    with qtbot.waitSignal(bar.add_identity_requested):
        entry(bar, "Add").trigger()


def test_the_chip_says_who_and_how_long_and_warns_near_the_end(qtbot, bar, clock, theme):
    bar.show_identities(IDENTITIES, "orders")
    assert chip(bar) == "orders role session, 47 min left"
    assert bar.identity._dot == theme.colour("ok")
    clock.at += timedelta(minutes=42, seconds=1)
    qtbot.waitUntil(lambda: chip(bar) == "orders role session, 4 min 59 s left", timeout=3000)
    assert bar.identity._dot == theme.colour("warn")


def test_the_clock_runs_only_while_something_ends_on_screen(bar):
    bar.show_identities(IDENTITIES, "admin")
    assert not bar._seconds.isActive()
    bar.show_identities(IDENTITIES, "orders")
    assert bar._seconds.isActive()
    bar.hide()
    assert not bar._seconds.isActive()


def test_the_chip_warns_when_something_is_needed_or_nobody_is_chosen(bar, theme):
    bar.show_identities(IDENTITIES, "dev")
    assert chip(bar) == "dev SSO session, sign-in needed"
    assert bar.identity._dot == theme.colour("warn")
    bar.show_identities((), "")
    assert chip(bar) == "No identity"
    assert bar.identity._dot == theme.colour("warn")


def test_the_dot_follows_the_theme(bar, theme):
    bar.show_identities(IDENTITIES, "admin")
    dark = theme.colour("ok")
    theme.set_mode("light")
    assert bar.identity._dot == theme.colour("ok") != dark
    theme.set_mode("dark")


def test_the_chip_is_wide_enough_for_its_words(qtbot, bar):
    bar.show_identities(IDENTITIES, "orders")
    words = [text for text, _font, _role in bar.identity._parts()]
    assert words == ["orders", "· role session, 47 min left"]
    qtbot.waitUntil(lambda: bar.identity.width() == bar.identity.sizeHint().width())


def test_environments_are_offered_with_none_first(qtbot, bar):
    bar.show_environments((Environment("dev"), Environment("R&D")), "dev")
    texts = [action.text() for action in bar.environment.menu().actions()]
    assert texts == ["No environment", "dev", "R&&D", "", "Edit environments"]
    with qtbot.waitSignal(bar.environment_chosen) as chosen:
        bar.environment.menu().actions()[2].trigger()
    assert chosen.args == ["R&D"]
    with qtbot.waitSignal(bar.environment_chosen) as chosen:
        bar.environment.menu().actions()[0].trigger()
    assert chosen.args == [""]
    with qtbot.waitSignal(bar.edit_environments_requested):
        bar.environment.menu().actions()[-1].trigger()
