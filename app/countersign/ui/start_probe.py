"""Tells a bench how long the window took to its first paint, and how much memory it holds once all is loaded."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


def main(kind: str) -> None:
    """Show the window, or a bare one, print when it was painted and what memory it takes, and end."""
    if kind == "bare":
        application = QApplication([])
        window = QMainWindow()
        window.resize(1440, 900)
        probe = _FirstPaint(window, lambda: _report_and_quit(application))
        window.show()
        application.exec()
        del probe
        return
    from countersign.ui.window import set_stage, start_after_paint

    stage = set_stage(os.environ)
    painted: list[float] = []

    def after_paint() -> None:
        painted.append(time.monotonic())
        start_after_paint(stage, playground=False, workspace=None, finished=finish)

    def finish() -> None:
        _report(painted[0])
        stage.qt.quit()

    probe = _FirstPaint(stage.window, after_paint)
    stage.window.show()
    stage.qt.exec()
    stage.close()
    del probe


class _FirstPaint(QObject):
    """Call back once the first paint of a window has reached the screen."""

    def __init__(self, window: QWidget, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call: Callable[[], None] | None = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint, and then for the event loop to be free again."""
        if event.type() is QEvent.Type.Paint and self._call is not None:
            QTimer.singleShot(0, self._call)
            self._call = None
        return super().eventFilter(watched, event)


def _report_and_quit(application: QApplication) -> None:
    _report(time.monotonic())
    application.quit()


def _report(painted: float) -> None:
    print(json.dumps({"painted": painted, "memory_kib": memory_kib()}), flush=True)


def memory_kib() -> int:
    """Return the resident set size, in KiB (proc(5), VmRSS)."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


if __name__ == "__main__":
    main(sys.argv[1])
