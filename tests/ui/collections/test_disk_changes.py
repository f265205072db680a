"""Tests of what a change on the disk means for a tab."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.workspace import Folder, SavedRequest
from countersign.ui.collections.disk_changes import by_path, disk_change, with_mine, with_theirs

SAVED = RequestDraft(name="A", url="https://a.example")
MINE = replace(SAVED, method="PUT")
THEIRS = replace(SAVED, method="DELETE")
TAB = TabState("1", SAVED, SAVED, "A.yml")


@pytest.mark.parametrize(
    ("tab", "disk", "meaning"),
    [
        (TAB, SAVED, "same"),
        (TAB, THEIRS, "taken-in"),
        (replace(TAB, draft=MINE), SAVED, "same"),
        (replace(TAB, draft=MINE), THEIRS, "conflict"),
        (replace(TAB, draft=MINE), MINE, "taken-in"),
        (replace(TAB, draft=MINE), None, "gone"),
        (TabState("2", MINE), THEIRS, "same"),
    ],
)
def test_an_edit_is_never_given_up_without_asking(tab, disk, meaning):
    files = {} if disk is None else {"A.yml": SavedRequest("A.yml", disk)}
    assert disk_change(tab, files).meaning == meaning


def test_mine_keeps_the_edit_and_theirs_takes_the_file():
    change = disk_change(replace(TAB, draft=MINE), {"A.yml": SavedRequest("A.yml", THEIRS)})
    assert with_mine(change) == replace(TAB, draft=MINE, saved=THEIRS)
    assert with_theirs(change) == replace(TAB, draft=THEIRS, saved=THEIRS)


def test_every_request_is_found_by_its_path():
    inner = Folder("In", "In", (SavedRequest("In/B.yml", THEIRS),))
    assert list(by_path(Folder("", "", (SavedRequest("A.yml", SAVED), inner)))) == ["A.yml", "In/B.yml"]
