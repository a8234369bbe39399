"""Forecasts of daily counts: what is counted, who is chosen, how sure the intervals are; no look-ahead."""

import json
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from reports_app.forecast.backtest import NAMES, backtest
from reports_app.forecast.candidates import CANDIDATES, cleaned
from reports_app.forecast.evaluate import evaluate
from reports_app.forecast.series import Daily, daily, without_edges
from tickets_app.demo import EXCERPT

MONDAY = date(2026, 1, 5)
WEEK = np.array([130, 110, 100, 95, 95, 15, 15])


def days(length, level=1.0, seed=1, week=WEEK):
    """Random counts of so many days from a Monday on."""
    rates = week[np.arange(length) % 7] * level
    return np.random.default_rng(seed).poisson(rates).astype(float)


def no_holidays(length):
    return np.zeros(length + 60, dtype=bool)


def test_days_without_tickets_count_as_none():
    found = daily([MONDAY, MONDAY + timedelta(days=2)])
    assert found.counts.tolist() == [1, 0, 1]
    assert found.last == MONDAY + timedelta(days=2)
    with pytest.raises(ValueError, match="no days"):
        daily([])


def test_stragglers_before_and_a_collapse_after_are_cut_off():
    counts = np.concatenate([[1, 0, 0, 0, 2, 0, 0, 0], days(40), np.tile([1, 0, 0, 0, 1, 0, 2], 20)])
    found = without_edges(Daily(MONDAY, counts))
    assert (found.first, len(found.counts)) == (MONDAY + timedelta(days=8), 40)
    # A level that falls to a third stays: it is true.
    fallen = Daily(MONDAY, np.concatenate([days(42), days(42, 0.3)]))
    assert without_edges(fallen).counts.tolist() == fallen.counts.tolist()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("week", [WEEK, np.array([30, 20, 20, 20, 20, 0, 0]), np.zeros(7), np.ones(7)])
def test_every_candidate_answers_for_any_record(name, week):
    for length in (14, 17, 60):
        ahead = CANDIDATES[name](days(length, week=week), 28)
        assert ahead.shape == (28,)
        assert np.isfinite(ahead).all()
        assert (ahead >= 0).all()


def test_a_single_odd_day_is_cleaned_and_a_new_level_is_not():
    counts = days(56)
    counts[31] = 2
    shifted = np.concatenate([days(35), days(28, 3.0)])
    assert cleaned(counts, no_holidays(56))[31] == pytest.approx(95, rel=0.25)
    assert cleaned(shifted, no_holidays(63))[40:].mean() > 2 * cleaned(shifted, no_holidays(63))[:30].mean()


def test_what_is_chosen_and_said_does_not_depend_on_later_days():
    counts = days(60)
    other = np.concatenate([counts[:40], days(20, 5.0, seed=9)])
    one, two = (backtest(series, no_holidays(60), 14) for series in (counts, other))
    known = one.origins <= 40
    assert np.array_equal(one.said[known], two.said[known])
    assert [one.chosen(k) for k in range(15, 41)] == [two.chosen(k) for k in range(15, 41)]


def test_a_doubled_level_has_a_quicker_candidate_chosen():
    counts = np.concatenate([days(50), days(40, 2.0)])
    past = backtest(counts, no_holidays(90), 14)
    assert past.said[-1, past.chosen(89), :7].mean() > 1.8 * WEEK.mean()


def test_it_beats_the_naive_and_the_interval_holds():
    found = evaluate(Daily(MONDAY, days(84)))
    assert found["origins"] == 84 - 14 - 14 + 1
    assert found["ratio"] < 0.9
    assert found["mase"] <= 1.05 * found["mase_weekday_median"]
    assert 0.7 <= found["coverage80"] <= 0.9


def test_too_short_a_record_has_no_figures():
    assert evaluate(Daily(MONDAY, days(20)))["mase"] is None
    assert evaluate(Daily(MONDAY, np.zeros(60)))["ratio"] is None


def test_the_command_evaluates_a_log_without_a_database():
    told = StringIO()
    call_command("evaluate_models", str(EXCERPT), "--json", stdout=told)
    found = json.loads(told.getvalue())["volume"]
    assert set(found) == {"origins", "mase", "mase_naive", "mase_weekday_median", "ratio", "coverage80"}
    with pytest.raises(CommandError):
        call_command("evaluate_models", __file__)


def test_the_web_process_imports_no_model():
    code = "import tts.asgi, django.urls, sys; django.urls.get_resolver().url_patterns; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    banned = ("numpy", "pandas", "scipy", "sklearn", "statsmodels", "reports_app.forecast.backtest")
    assert not [name for name in banned if f" {name} " in f" {loaded} "]
