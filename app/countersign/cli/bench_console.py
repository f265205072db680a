"""The console bench: a flood of messages into the real window, and into the websockets library alone."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from countersign.cli.bench_rows import Bound, Figure

_SIDES = ("bare", "console")
_BYTES = 200
_SIZES = (10_000, 100_000, 1_000_000)
_GOAL = 2.44  # 244,000 messages a second by the library alone, 100,000 shown


def measure_console(rounds: int) -> list[Figure | Bound]:
    """Flood both sides in turn, with three sizes; return time per message, stalls and memory."""
    figures: list[Figure | Bound] = []
    with _flood_server() as port:
        _run("console", port, _SIZES[0])  # warms up what the first run would pay for
        for size in _SIZES:
            # The largest is there for stalls and memory, which hardly vary.
            figures += _rows(port, size, rounds if size < _SIZES[-1] else min(rounds, 3))
    return figures


def _rows(port: int, count: int, rounds: int) -> list[Figure | Bound]:
    seen: dict[str, list[dict[str, float]]] = {side: [] for side in _SIDES}
    for _ in range(rounds):
        for side in _SIDES:
            seen[side].append(_run(side, port, count))
    bare, ours = (statistics.median(one["seconds"] for one in seen[side]) * 1e6 / count for side in _SIDES)
    stall = statistics.median(one["stall"] for one in seen["console"])
    memory = statistics.median(one["memory_kib"] for one in seen["console"]) / 1024
    rows: list[Figure | Bound] = [
        Figure(f"show {count:,} messages, each", "us", bare, ours, _GOAL),
        Bound("  shown a second", "messages", 1e6 / ours, 100_000, at_least=True),
        Bound("  worst stall", "ms", stall, 33 if count < _SIZES[-1] else 50),
    ]
    return [*rows, Bound("  memory", "MiB", memory, 450)] if count == _SIZES[-1] else rows


def _run(side: str, port: int, count: int) -> dict[str, float]:
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "countersign.ui.console_probe", side, str(port), str(count), str(_BYTES)]
    finished = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    report: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return report


@contextlib.contextmanager
def _flood_server() -> Iterator[int]:
    command = [sys.executable, "-m", "countersign.playground.flood_server"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()
