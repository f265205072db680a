"""The theme of every widget under test."""

from __future__ import annotations

import pytest

from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import install_choice_faces


@pytest.fixture(scope="session", autouse=True)
def choice_faces(qapp) -> None:
    """Let combo boxes show their own face, as the program does."""
    install_choice_faces()


@pytest.fixture
def theme(qapp) -> Theme:
    theme = Theme(qapp)
    theme.set_mode("dark")
    return theme
