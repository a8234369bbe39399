"""Benchmarks are measured in turn and judged by their goals."""

import psycopg
import pytest

from bench.harness import Goal, Result, interleaved, per_second
from bench.yardstick import NotDurable, bare_inserts
from tests import services


def result(**fields):
    return Result(**{"name": "area_thing", "value": 50, "unit": "1/s", "yardstick": 200, **fields})


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (Goal("ratio", ">=", 0.25), True),
        (Goal("ratio", ">=", 0.26), False),
        (Goal("value", "<=", 50), True),
        (Goal("value", "==", 49), False),
    ],
)
def test_a_goal_is_met_or_not(goal, met):
    assert result(goal=goal).met is met


def test_a_result_says_everything_in_its_data():
    data = result(goal=Goal("ratio", ">=", 0.2)).as_data()
    assert data == {
        "name": "area_thing",
        "value": 50,
        "unit": "1/s",
        "yardstick": 200,
        "ratio": 0.25,
        "goal": "ratio >= 0.2",
        "met": True,
    }


def test_a_goal_for_a_ratio_needs_a_yardstick():
    with pytest.raises(ValueError, match="yardstick"):
        result(goal=Goal("ratio", ">=", 1), yardstick=None)


def test_an_unknown_comparison_is_refused():
    with pytest.raises(ValueError, match="not a goal"):
        Goal("ratio", "above", 1)


def test_candidate_and_yardstick_take_turns_and_the_median_counts():
    calls = []

    def measure(name, figures):
        def repetition():
            calls.append(name)
            return figures.pop()

        return repetition

    # The last figure is the warm-up's, since figures are taken from the end.
    medians = interleaved(measure("candidate", [9, 1, 2, 3, 4, 99]), measure("yardstick", [7, 7, 8, 9, 9, 0]))
    assert medians == (3, 8)
    assert calls == ["candidate", "yardstick"] * 6


@pytest.mark.postgresql
def test_the_yardstick_inserts_and_leaves_nothing(monkeypatch):
    with services.postgresql() as url:
        monkeypatch.setenv("DATABASE_URL", url)
        with bare_inserts() as insert_ticket:
            assert per_second(insert_ticket, 3) > 0
            assert count_of_yardstick_tables(url) == 5
        assert count_of_yardstick_tables(url) == 0


@pytest.mark.postgresql
def test_the_yardstick_measures_nothing_that_is_not_written_to_disk(monkeypatch):
    with services.postgresql(durable=False) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(NotDurable, match="fsync is off"), bare_inserts():
            pass
        assert count_of_yardstick_tables(url) == 0


def count_of_yardstick_tables(url):
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'bench_yardstick'")
        return rows.fetchone()[0]
