"""Tests of noticing changes on the disk."""

from __future__ import annotations

import os

from countersign.storage.atomic_file import write_atomically
from countersign.storage.collection_watch import take_snapshot


def test_new_changed_and_deleted_files_are_told_and_others_are_not(tmp_path):
    for name in ("same.yml", "changed.yml", "gone.yml"):
        (tmp_path / name).write_text("a: 1\n")
    (tmp_path / "inner").mkdir()
    before = take_snapshot(tmp_path)
    (tmp_path / "changed.yml").write_text("a: 22\n")
    (tmp_path / "gone.yml").unlink()
    (tmp_path / "inner" / "new.yml").write_text("b: 1\n")
    (tmp_path / "notes.txt").write_text("nothing of ours")
    assert take_snapshot(tmp_path).changed_since(before) == {"changed.yml", "gone.yml", "inner/new.yml"}
    assert take_snapshot(tmp_path).changed_since(take_snapshot(tmp_path)) == frozenset()


def test_an_atomic_save_of_the_same_size_and_time_is_noticed(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text("a: 1\n")
    before, status = take_snapshot(tmp_path), file.stat()
    write_atomically(file, b"a: 2\n")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert take_snapshot(tmp_path).changed_since(before) == {"a.yml"}


def test_version_control_and_linked_folders_are_not_walked(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yml").write_text("")
    folder = tmp_path / "folder"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "x.yml").write_text("")
    (folder / "link").symlink_to(outside)
    assert take_snapshot(folder).stamps == {}


def test_a_folder_that_is_gone_has_no_files(tmp_path):
    assert take_snapshot(tmp_path / "nowhere").stamps == {}
