"""Tells a bench how fast a console shows what pours in, and how late the window gets meanwhile.

`python -m countersign.ui.console_probe SIDE PORT COUNT SIZE` connects to a flood server and prints one line of JSON:
seconds for all messages, the worst stall in milliseconds, memory in KiB. SIDE is "console", the real window, or
"bare", the websockets library alone.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from countersign.ui.start_probe import memory_kib

if TYPE_CHECKING:
    from countersign.ui.socket_tab import SocketTab

_PROBE_MS = 5
_SETTLE_MS = 300


def main(side: str, port: int, count: int, size: int) -> None:
    """Run one side and print what was measured."""
    url = f"ws://127.0.0.1:{port}/{count}/{size}"
    report = _bare(url, count) if side == "bare" else _console(url, count)
    print(json.dumps(report), flush=True)


def _bare(url: str, count: int) -> dict[str, float]:
    import asyncio

    from websockets.asyncio.client import connect

    async def read() -> float:
        async with connect(url, compression=None, max_size=None) as socket:
            begun = time.perf_counter()
            for _ in range(count):
                await socket.recv()
            return time.perf_counter() - begun

    return {"seconds": asyncio.run(read()), "stall": 0.0, "memory_kib": memory_kib()}


def _console(url: str, count: int) -> dict[str, float]:
    from PySide6.QtCore import Qt, QTimer

    from countersign.model.auth import NoAuth
    from countersign.model.socket import SocketDraft
    from countersign.ui.socket_tab import SocketTab
    from countersign.ui.window import set_stage, start_after_paint
    from countersign.workflows.application import Folders

    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as home:
        folders = Folders(Path(home, "state"), Path(home, "data"), Path(home, "cache"))
        stage = set_stage({}, folders, keyring=False)
        watch = _Watch(count)
        beat = QTimer(interval=_PROBE_MS, timerType=Qt.TimerType.PreciseTimer)

        def begin() -> None:
            stage.window.tabs.open_new(SocketDraft(url=url, auth=NoAuth(), compression=False, ping_interval=None))
            tab = stage.window.tabs.current
            assert isinstance(tab, SocketTab)
            watch.tab = tab
            beat.timeout.connect(lambda: watch.beat(stage.qt.quit))
            # What the first use of a tab costs is not what is measured here.
            QTimer.singleShot(_SETTLE_MS, tab, tab.send)
            QTimer.singleShot(_SETTLE_MS, tab, beat.start)

        stage.window.show()
        start_after_paint(stage, playground=False, workspace=None, finished=begin)
        stage.qt.exec()
        memory = memory_kib()
        stage.close()
    return {"seconds": watch.seconds, "stall": watch.stall, "memory_kib": memory}


class _Watch:
    """Notice when the messages begin, when all are shown, and how late each beat comes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._begun = 0.0
        self._last = 0.0
        self.tab: SocketTab | None = None
        self.seconds = 0.0
        self.stall = 0.0

    def beat(self, finish: Callable[[], None]) -> None:
        """Take one beat; call `finish` once every message is on the screen."""
        assert self.tab is not None
        now = time.perf_counter()
        shown = self.tab.console.table.model().rowCount()
        if self._begun:
            self.stall = max(self.stall, (now - self._last) * 1000 - _PROBE_MS)
        elif shown:
            self._begun = now
        self._last = now
        if shown >= self._count:
            self.seconds = now - self._begun
            finish()


if __name__ == "__main__":
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
