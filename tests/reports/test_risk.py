"""The risk of tickets: the nightly training, what it stores, and who is shown it."""

import re
from datetime import timedelta

import numpy as np
import pytest

from reports_app.models import RiskModel, TicketRisk
from reports_app.risk import choosing, records, words
from reports_app.risk.training import train
from tests.api import Api
from tests.factories import HOUR, make_ticket, make_user
from tickets_app.models import Task, TaskItem, Ticket

pytestmark = pytest.mark.django_db
SPAN = 24 * HOUR


@pytest.fixture
def past(version, roles, now):
    """A function: so many tickets of the last 60 days; of category Hard most were late, of Easy few."""

    def make(count):
        rng = np.random.default_rng(3)
        hard = rng.random(count) < 0.5
        took = np.where(hard, rng.gamma(2, 16, count), rng.gamma(2, 4, count))
        begins = [now - timedelta(hours=float(h)) for h in np.sort(rng.uniform(60, 1440, count))[::-1]]
        tickets = Ticket.objects.bulk_create(
            Ticket(
                number=f"OLD-{n}", subject="Old", department="IT", category="Hard" if hard[n] else "Easy",
                status="Resolved", created_at=at, updated_at=at,
            )
            for n, at in enumerate(begins)
        )  # fmt: skip
        rows = zip(tickets, begins, took, strict=True)
        tasks = Task.objects.bulk_create(
            Task(
                ticket=ticket, workflow=version.workflow, version=version, status="completed", started_at=at,
                completed_at=at + float(hours) * HOUR, target_resolution=at + SPAN,
                breached_at=at + SPAN if hours > 24 else None,
            )
            for ticket, at, hours in rows
        )  # fmt: skip
        TaskItem.objects.bulk_create(
            TaskItem(
                task=task, role=roles["Agent"], step_id=1, step_name="Triage", status="resolved",
                created_at=task.started_at, clock_started_at=task.started_at,
                began_at=task.started_at + HOUR, closed_at=task.completed_at,
            )
            for task in tasks
        )  # fmt: skip

    return make


def still_open(category, **more):
    """An open ticket of that category with a day or more to go."""
    ticket = make_ticket(priority="Medium", **more)
    Ticket.objects.filter(pk=ticket.pk).update(category=category)
    return ticket


def test_hard_tickets_are_riskier_and_it_says_why_and_how_good_it_is(past, agent):
    past(400)
    hard, easy = still_open("Hard"), still_open("Easy")
    model = train()
    assert (model.method, model.learned_from, model.done) == ("regression", 402, 2)
    assert model.finished_at
    assert model.auc > 0.75
    assert model.error < model.table_error
    assert sum(point["count"] for point in model.curve) == model.tested
    risks = {risk.ticket_id: risk.probability for risk in TicketRisk.objects.all()}
    assert risks[hard.pk] > 0.4
    assert risks[easy.pk] < 0.3
    told = words.reasons(TicketRisk.objects.get(ticket=hard))
    counted = Ticket.objects.filter(category="Hard").count()
    wording = rf"Category Hard: about \d\d % late, judged by {counted} before\."
    assert any(re.fullmatch(wording, line) for line in told)
    assert told[-1] == "0 % of its time was used."


def test_with_few_tickets_a_table_serves_and_says_so(past, agent):
    past(80)
    ticket = still_open("Hard")
    model = train()
    assert (model.method, model.tested) == ("table", 0)
    risk = TicketRisk.objects.get(ticket=ticket)
    assert [reason["column"] for reason in risk.reasons] == ["workflow and priority"]
    assert "too few tickets to train" in words.method(model)


def test_with_next_to_nothing_no_chance_is_claimed(past, agent):
    past(10)
    still_open("Hard")
    assert train().method == "none"
    assert not TicketRisk.objects.exists()


def test_only_open_tickets_before_their_target_are_scored_and_the_last_training_serves(past, agent, now):
    past(80)
    ahead, overdue = still_open("Hard"), still_open("Hard", at=now - 30 * HOUR)
    first, second = train(), train()
    assert [risk.ticket_id for risk in TicketRisk.objects.all()] == [ahead.pk]
    assert TicketRisk.objects.get().model_id == second.pk != first.pk
    Task.objects.filter(ticket=ahead).update(status="on_hold", target_resolution=None)
    train()
    assert not TicketRisk.objects.exists()
    assert overdue.task.breached_at is None


def test_what_happens_after_the_cut_changes_nothing_that_was_learned_before(past, now):
    """All that ended or was assigned after the cut is moved further on."""
    past(200)
    cut = now - timedelta(days=20)
    before = _learned_at(cut)
    Task.objects.filter(completed_at__gt=cut).update(completed_at=now, status="cancelled")
    TaskItem.objects.filter(created_at__gt=cut).update(created_at=now)
    TaskItem.objects.filter(closed_at__gt=cut).update(closed_at=now + HOUR)
    np.testing.assert_allclose(_learned_at(cut), before)


def _learned_at(cut):
    found = [one for one in records.records(Task.objects.order_by("pk")) if one.begin < records.hours(cut)]
    loads = records.Loads()
    model = choosing.regression(found, records.hours(cut), loads)
    asked = records.columns_at(found, np.array([one.begin for one in found]), loads)
    return model.late(asked)


def test_staff_see_the_risk_on_the_ticket_and_its_requester_does_not(past, client, agent, requester):
    past(400)
    ticket = still_open("Hard", requester=requester)
    train()
    client.force_login(agent)
    assert "Risk of being late" in client.get(f"/ticket/{ticket.number}/").text
    client.force_login(requester)
    assert "Risk of being late" not in client.get(f"/ticket/{ticket.number}/").text


def test_rest_answers_chances_for_those_who_oversee_by_department(past, analyst, roles, agent):
    past(80)
    ticket = still_open("Hard")
    assert Api(analyst).get("/analytics/sla-risk/").json()["model"] is None
    train()
    told = Api(analyst).get("/analytics/sla-risk/").json()
    assert told["model"]["method"] == "table"
    row = next(row for row in told["riskiest"] if row["ticket_number"] == ticket.number)
    assert 0 < row["probability"] < 1
    assert row["reasons"]
    other = make_user("other", roles["Ticket Coordinator"], departments=["Finance"])
    assert Api(other).get("/analytics/sla-risk/").json()["riskiest"] == []


def test_insights_show_the_riskiest_and_how_true_the_chances_came(past, client, analyst, agent):
    client.force_login(analyst)
    assert "That is done every night" in client.get("/reports/insights/").text
    past(400)
    ticket = still_open("Hard")
    train()
    page = client.get("/reports/insights/").text
    assert f"/ticket/{ticket.number}/" in page
    assert "Trained " in page
    assert "AUC 0." in page
    assert "Category Hard" in client.get("/reports/insights/risk.csv").text
    assert "Said,Tickets," in client.get("/reports/insights/calibration.csv").text
    client.force_login(agent)
    assert client.get("/reports/insights/").status_code == 403


def test_a_training_that_is_under_way_is_not_shown(past, analyst, agent):
    past(80)
    still_open("Hard")
    model = train()
    RiskModel.objects.filter(pk=model.pk).update(finished_at=None)
    assert Api(analyst).get("/analytics/sla-risk/").json()["riskiest"] == []
