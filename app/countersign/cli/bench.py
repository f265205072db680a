"""`countersign bench`: figures of this program beside a floor measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from countersign.cli.commands import DONE, REFUSED

_SIDES = ("bare", "countersign")


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one row: the medians of both sides in the row's unit, their ratio, and the goal for it."""

    name: str
    unit: str
    floor: float
    ours: float
    goal: float

    @property
    def ratio(self) -> float:
        """Return ours as a multiple of the floor."""
        return self.ours / self.floor

    def line(self) -> str:
        """Return the row as people read it."""
        sides = f"floor {self.floor:7.1f} {self.unit:<4} ours {self.ours:7.1f} {self.unit:<4}"
        met = "met" if self.ratio <= self.goal else "missed"
        return f"{self.name:<28} {sides} ratio {self.ratio:5.2f}  goal <= {self.goal:.2f}  {met}"


def run_bench(options: argparse.Namespace) -> int:
    """Measure, print a table or JSON; 1 when a goal is missed."""
    figures = measure_start(options.rounds)
    if options.json:
        rows = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
        print(json.dumps({"rounds": options.rounds, "figures": rows}, indent=2))
    else:
        print(f"Medians of {options.rounds} interleaved rounds; the floor is a bare PySide6 window of the same size.")
        for figure in figures:
            print(figure.line())
    return DONE if all(figure.ratio <= figure.goal for figure in figures) else REFUSED


def measure_start(rounds: int) -> list[Figure]:
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
