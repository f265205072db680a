"""The theme of every widget under test, and windows on stages of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shiboken6 import isValid

from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import install_choice_faces
from countersign.ui.window import Stage, set_stage, start_after_paint
from countersign.workflows.application import Folders
from tests.ui.stage import wait_for


@pytest.fixture(scope="session", autouse=True)
def choice_faces(qapp) -> None:
    """Let combo boxes show their own face, as the program does."""
    install_choice_faces()


@pytest.fixture
def theme(qapp) -> Theme:
    theme = Theme(qapp)
    theme.set_mode("dark")
    return theme


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "state", tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def open_stage(qapp, folders) -> Iterator[Callable[..., Stage]]:
    """Open windows on the same folders, one after the other; whatever is left open is closed."""
    stages = []

    def open_one(*, playground: bool = False) -> Stage:
        stage = set_stage(os.environ, folders, keyring=False)
        stage.window.show()
        finished = []
        start_after_paint(stage, playground=playground, workspace=None, finished=lambda: finished.append(True))
        stages.append(stage)
        wait_for(lambda: bool(finished))
        return stage

    yield open_one
    for stage in stages:
        if isValid(stage.window):
            stage.close()


@pytest.fixture
def stage(open_stage) -> Stage:
    """Give a window on the playground."""
    return open_stage(playground=True)
