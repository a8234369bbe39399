"""A benchmark whose ratio got worse is told; one that only drifts is not."""

from datetime import date

import pytest

from bench import baseline
from bench.harness import Goal, Result

pytestmark = pytest.mark.once
AT_LEAST, AT_MOST = Goal("ratio", ">=", 1), Goal("ratio", "<=", 1)


def result(ratio, goal, name="lists_home"):
    return Result(name, ratio * 10, "ms", goal, yardstick=10)


@pytest.mark.parametrize(
    ("goal", "ratio", "is_worse"),
    [(AT_LEAST, 0.6, True), (AT_LEAST, 0.7, False), (AT_LEAST, 5, False),
     (AT_MOST, 1.6, True), (AT_MOST, 1.4, False), (AT_MOST, 0.1, False)],
)  # fmt: skip
def test_worse_is_judged_by_what_the_goal_asks(goal, ratio, is_worse):
    kept = {"lists_home": {"ratio": 1.0, "measured": "2026-11-25"}}
    assert bool(baseline.worse([result(ratio, goal)], kept)) == is_worse


def test_what_nothing_was_kept_of_and_what_has_no_ratio_is_not_judged():
    plain = Result("sla_rows", 5, "rows", Goal("value", "==", 5))
    assert baseline.worse([result(99, AT_MOST), plain], {}) == []


def test_new_ratios_are_kept_and_others_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(baseline, "FILE", tmp_path / "baseline.json")
    baseline.keep([result(1, AT_MOST, "a"), result(1, AT_MOST, "b")], date(2026, 11, 24))
    baseline.keep([result(2, AT_MOST, "b")], date(2026, 11, 25))
    assert baseline.read() == {
        "a": {"ratio": 1.0, "measured": "2026-11-24"},
        "b": {"ratio": 2.0, "measured": "2026-11-25"},
    }


def test_what_was_kept_can_be_held_against_a_run():
    kept = baseline.read()
    assert {name.split("_")[0] for name in kept} >= {"receive", "transition", "intake", "sla", "live"}
    same = [Result(name, row["ratio"], "", AT_LEAST, yardstick=1) for name, row in kept.items()]
    assert baseline.worse(same, kept) == []
