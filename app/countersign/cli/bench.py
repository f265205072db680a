"""`countersign bench`: figures of this program beside a floor measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from countersign.cli.bench_console import measure_console
from countersign.cli.bench_rows import Bound, Figure
from countersign.cli.commands import DONE, REFUSED

_SIDES = ("bare", "countersign")


def run_bench(options: argparse.Namespace) -> int:
    """Measure, print a table or JSON; 1 when a goal is missed."""
    figures = _BENCHES[options.name](options.rounds)
    if options.json:
        rows = [_document(figure) for figure in figures]
        print(json.dumps({"bench": options.name, "rounds": options.rounds, "figures": rows}, indent=2))
    else:
        print(f"Medians of {options.rounds} interleaved rounds; {_FLOORS[options.name]}.")
        for figure in figures:
            print(figure.line())
    return DONE if all(figure.is_met for figure in figures) else REFUSED


def _document(figure: Figure | Bound) -> dict[str, Any]:
    ratio = {"ratio": figure.ratio} if isinstance(figure, Figure) else {}
    return {**asdict(figure), **ratio, "met": figure.is_met}


def measure_start(rounds: int) -> list[Figure | Bound]:
    """Start both windows in turn, after one round that is not counted; return time to first paint and memory."""
    paint: dict[str, list[float]] = {side: [] for side in _SIDES}
    memory: dict[str, list[float]] = {side: [] for side in _SIDES}
    for round_number in range(rounds + 1):
        for side in _SIDES:
            milliseconds, mebibytes = _start_once(side)
            if round_number:
                paint[side].append(milliseconds)
                memory[side].append(mebibytes)
    return [
        _figure("start to first paint", "ms", paint, 1.6),
        # The goal of 110 MiB idle, as a multiple of the 44 MiB that a bare window was measured to take.
        _figure("memory, idle, all imported", "MiB", memory, 110 / 44),
    ]


def _figure(name: str, unit: str, values: dict[str, list[float]], goal: float) -> Figure:
    bare, ours = (statistics.median(values[side]) for side in _SIDES)
    return Figure(name, unit, bare, ours, goal)


def _start_once(side: str) -> tuple[float, float]:
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "countersign.ui.start_probe", side]
    begun = time.monotonic()
    finished = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    report = json.loads(finished.stdout.splitlines()[-1])
    return (report["painted"] - begun) * 1000, report["memory_kib"] / 1024


_BENCHES: dict[str, Callable[[int], list[Figure | Bound]]] = {"start": measure_start, "console": measure_console}
_FLOORS = {
    "start": "the floor is a bare PySide6 window of the same size",
    "console": "the floor is the websockets library alone, receiving the same flood",
}
