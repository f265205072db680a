"""The tour shows what it says, also without a display."""

from __future__ import annotations

import os
import subprocess
import sys

from PySide6.QtGui import QImageReader


def test_the_tour_shows_requests_tokens_and_a_channel_and_saves_a_picture_of_each_step(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-m", "countersign", "tour", "--pictures", str(tmp_path / "pictures")]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    lines = finished.stdout.splitlines()
    assert len(lines) == 16
    seen = (
        (3, "200 OK"),
        (5, "403 Forbidden"),
        (8, "the answer"),
        (11, "200 OK"),
        (14, "401"),
        (15, "the token has expired"),
    )
    for place, words in seen:
        assert words in lines[place]
    pictures = sorted((tmp_path / "pictures").iterdir())
    assert sorted(int(picture.name.partition("-")[0]) for picture in pictures) == list(range(1, 17))
    assert all(QImageReader(str(picture)).size().width() >= 1440 for picture in pictures)
