"""The risk model: what it learns, that it does not see the future, and that it says how good it is."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from reports_app.risk import backtest, incident_log, landmark, log_model, rates, scores, working_hours
from reports_app.risk.spells import Cases, Columns, landmarks_of, lateness
from tickets_app.demo import EXCERPT
from tickets_app.replay.reader import Row

BEGIN = datetime(2016, 2, 29, tzinfo=UTC)
HEADER = ("category", "assignment_group", "made_sla", "reassignment_count", "closed_at", "resolved_by")


def row(number, opened, after, state, category, made_sla="true", closed_at="?"):
    """A row of a log, written `after` hours after the opening."""
    at = opened + timedelta(hours=after)
    values = (category, "G1", made_sla, "0", closed_at, "?")
    return Row(1, number, at, opened, 0, state, "Medium", "c", "g", "", HEADER, values)


def incident(number, opened, hours, category):
    """An incident resolved after `hours` and closed two days later; its target is four working days."""
    closed = hours + 48
    late = working_hours.worked(np.array([_hours(opened) + closed]))[0] - _hours_worked(opened) > 96
    made = "false" if late else "true"
    return [
        row(number, opened, 0.1, "New", category),
        row(number, opened, hours, "Resolved", category),
        row(number, opened, closed, "Closed", category, made, "9/9/2016 09:00"),
    ]


def _hours(at):
    return (at - BEGIN) / timedelta(hours=1)


def _hours_worked(at):
    return working_hours.worked(np.array([_hours(at)]))[0]


@pytest.fixture(scope="module")
def log():
    """Five weeks of incidents; of category S most take longer than they may, of F few."""
    rng = np.random.default_rng(1)
    found = []
    for index in range(700):
        opened = BEGIN + timedelta(hours=float(rng.integers(0, 5 * 168)))
        slow = rng.random() < 0.5
        hours = float(rng.gamma(2.0, 60.0 if slow else 8.0)) + 1.1
        found.append(incident(f"INC{index}", opened, hours, "S" if slow else "F"))
    return found


def test_slow_and_quick_work_are_told_apart_each_week_and_the_chances_are_true(log):
    incidents = incident_log.incidents_of(log)
    found = backtest.evaluate(incidents)
    assert [week["week"] for week in found["weeks"]] == [2, 3, 4, 5]
    assert found["pooled"]["rows"] == sum(week["rows"] for week in found["weeks"][-3:])
    assert found["pooled"]["auc"] > 0.75
    assert found["pooled"]["ece"] < 0.15


@pytest.mark.parametrize("place", [0, 40, 90])
def test_what_comes_later_than_an_hour_after_the_opening_changes_no_prediction(log, place):
    """All rows of all incidents after that moment are replaced: outcomes, states, categories and times."""
    known = sorted(rows[0].opened_at for rows in log)
    week = [at for at in known if BEGIN + timedelta(weeks=3) <= at < BEGIN + timedelta(weeks=4)]
    cut = week[place] + timedelta(hours=1)
    changed = [_with_another_future(rows, cut) for rows in log]
    before, after = (_predicted(rows, 3) for rows in (log, changed))
    np.testing.assert_array_equal(before[: place + 1], after[: place + 1])
    assert len(before) == len(week)
    assert (before[place + 5 :] != after[place + 5 :]).any()


def _with_another_future(rows, cut):
    """`rows` until `cut`, with another rest."""
    kept = [one for one in rows if one.at <= cut]
    opened = rows[0].opened_at
    later = (cut - opened) / timedelta(hours=1) + 400
    return [*kept, row(rows[0].number, opened, later, "Closed", "other", "true", "1/1/2017 00:00")]


def _predicted(rows, week):
    incidents = incident_log.incidents_of(rows)
    return next(found.predicted for found in backtest.weeks(incidents) if found.number == week + 1)


def test_the_future_written_on_every_row_is_never_read(log):
    columns = incident_log.columns_of(incident_log.incidents_of(log))
    assert {"closed_at", "resolved_at", "resolved_by", "closed_code", "made_sla"}.isdisjoint(columns.kinds)


def test_with_too_few_closed_incidents_nothing_is_claimed(log):
    incidents = incident_log.incidents_of(log[:15])
    known = incident_log.known_at(incidents, 5 * 168.0)
    assert log_model.train(known, incident_log.columns_of(incidents), 5 * 168.0) is None


def test_limit_and_wait_are_those_that_the_log_lives_by(log):
    incidents = incident_log.incidents_of(log)
    now = 8 * 168.0
    known = incident_log.known_at(incidents, now)
    model = log_model.train(known, incident_log.columns_of(incidents), now)
    assert model.limits.wait == pytest.approx(48, abs=0.1)
    assert model.limits.limit == pytest.approx(96, abs=3)


def test_open_cases_say_what_they_have_behind_them():
    cases = Cases(np.array([0.1, 0.5, 0.3, 2.0]), np.array([True, True, False, False]), np.ones(4))
    late = lateness(cases)
    assert late[0] == late[1] == 0
    assert late[3] == 1
    assert 0 < late[2] < 1
    entered = landmarks_of(cases)
    assert [int((entered.case == case).sum()) for case in range(4)] == [3, 5, 4, 6]


def test_a_case_that_has_used_more_of_its_time_is_likelier_late():
    rng = np.random.default_rng(2)
    share = rng.exponential(0.5, 500)
    cases = Cases(np.minimum(share, 1.1), share <= 1.1, np.ones(500))
    marks = landmarks_of(cases)
    columns = Columns({}, {"size": rng.normal(size=500)})
    model = landmark.fit(cases, marks, columns.take(marks.case))
    used = np.array([0.0, 0.1, 0.35, 0.6, 0.99])
    late = model.late(columns.take(np.zeros(5, int)), used)
    assert (np.diff(late) > 0).all()
    np.testing.assert_allclose(late[:4], np.exp(-2 * (1 - used[:4])), atol=0.08)


def test_a_rate_of_few_cases_is_drawn_to_that_of_all():
    texts = np.array(["a"] * 100 + ["b"])
    learned = rates.learn(texts, np.array([0.0] * 100 + [1.0]), np.ones(101))
    rate, count = learned.of("b")
    assert count == 1
    assert rate < 0.15
    assert learned.of("never seen") == (pytest.approx(1 / 101), 0)


def test_own_outcome_does_not_show_in_the_rate_that_a_case_learns_from():
    late = np.zeros(50)
    late[7] = 1
    column = rates.column_without_own(np.array(["x"] * 50), late, np.ones(50), np.arange(50))
    others = [index for index in range(50) if index % rates.FOLDS != 7 % rates.FOLDS]
    assert column[7] <= column[others].min()


def test_the_command_reports_each_week_and_the_last_ones_together():
    told = StringIO()
    call_command("evaluate_models", str(EXCERPT), "--json", stdout=told)
    found = json.loads(told.getvalue())["risk"]
    assert set(found) == {"weeks", "pooled"}
    assert {name for week in found["weeks"] for name in week} <= {"week", "rows", "auc", "ece"}
    assert set(found["pooled"]) == {"rows", "auc", "ece"}


def test_scores():
    truth, predicted = np.array([False, True, True, False]), np.array([0.1, 0.9, 0.4, 0.4])
    assert scores.auc(truth, predicted) == pytest.approx(0.875)
    assert scores.auc(truth[:1], predicted[:1]) is None
    assert scores.ece(truth, predicted) == pytest.approx((0.1 + 0.1 + 2 * 0.1) / 4)
    assert scores.ece(truth[:0], predicted[:0]) is None
    assert [point.count for point in scores.curve(truth, predicted)] == [1, 2, 1]


def test_working_hours_pass_over_weekends():
    hours = np.array([0.0, 119.0, 130.0, 168.0, 200.0])
    assert working_hours.worked(hours).tolist() == [0, 119, 120, 120, 152]
    assert working_hours.moment(np.array([0.0, 119.0, 152.0])).tolist() == [0, 119, 200]
