"""The bench starts both sides and tells the ratio and whether the goal is met."""

from __future__ import annotations

import json

import pytest

from countersign.__main__ import main
from countersign.cli.bench_rows import Bound, Figure


def test_a_figure_is_met_when_its_ratio_is_within_the_goal():
    assert Figure("start", "ms", 100.0, 150.0, 1.6).line().endswith("ratio  1.50  goal <= 1.60  met")
    assert Figure("start", "ms", 100.0, 170.0, 1.6).line().endswith("ratio  1.70  goal <= 1.60  missed")


def test_a_bound_is_met_on_its_own_side():
    assert Bound("stall", "ms", 20.0, 33).line() == "stall                        ours 20.0 ms  goal <= 33  met"
    assert not Bound("rate", "messages", 90_000.0, 100_000, at_least=True).is_met
    assert Bound("rate", "messages", 130_000.0, 100_000, at_least=True).is_met


def test_one_round_measures_both_windows(capsys):
    status = main(["bench", "start", "--rounds", "1", "--json"])
    document = json.loads(capsys.readouterr().out)
    start, memory = document["figures"]
    assert start["ours"] > start["floor"] > 0
    assert memory["ours"] > memory["floor"] > 10
    assert start["ratio"] == pytest.approx(start["ours"] / start["floor"])
    missed = any(figure["ratio"] > figure["goal"] for figure in document["figures"])
    assert status == (1 if missed else 0)
