"""Rows of a bench table: what was measured, beside what, and whether the goal is met."""

from __future__ import annotations

from dataclasses import dataclass


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

    @property
    def is_met(self) -> bool:
        """Tell whether the ratio is within the goal."""
        return self.ratio <= self.goal

    def line(self) -> str:
        """Return the row as people read it."""
        sides = f"floor {self.floor:7.1f} {self.unit:<4} ours {self.ours:7.1f} {self.unit:<4}"
        met = "met" if self.is_met else "missed"
        return f"{self.name:<28} {sides} ratio {self.ratio:5.2f}  goal <= {self.goal:.2f}  {met}"


@dataclass(frozen=True, slots=True)
class Bound:
    """Hold one row that has no floor: the median, and the most or the least that the goal allows."""

    name: str
    unit: str
    ours: float
    goal: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Tell whether the figure is within the goal."""
        return self.ours >= self.goal if self.at_least else self.ours <= self.goal

    def line(self) -> str:
        """Return the row as people read it."""
        sign, met = ">=" if self.at_least else "<=", "met" if self.is_met else "missed"
        return f"{self.name:<28} ours {self.ours:,.1f} {self.unit}  goal {sign} {self.goal:,.0f}  {met}"
