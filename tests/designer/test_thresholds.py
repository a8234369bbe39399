"""Thresholds in the designer: set, refused where they cannot be, kept, undone, compared."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from workflows_app.models import Workflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kept():
    return [(row["percent"], row["tell"], row["escalate"]) for row in Workflow.objects.get().sla_thresholds]


def test_thresholds_are_set_in_the_panel(designer):
    page = designer.page
    part = page.get_by_role("group", name="When time runs out")
    rows = part.locator(".threshold")
    expect(rows).to_have_count(3)
    part.get_by_role("button", name="Add a threshold").click()
    new = part.get_by_role("group", name="At 40 % of the time")
    new.get_by_label("Percent of the time").fill("90")
    new.get_by_label("Percent of the time").press("Tab")
    expect(part.get_by_role("alert")).to_have_text("Each percentage stands once.")
    new.get_by_label("Percent of the time").fill("50")
    new.get_by_label("Percent of the time").press("Tab")
    expect(part.get_by_role("alert")).to_be_hidden()
    half = part.get_by_role("group", name="At 50 % of the time")
    half.get_by_label("tell the owner").check()
    half.get_by_label("escalate the step").check()
    part.get_by_role("group", name="At 80 % of the time").get_by_label("Remove the threshold").click()
    expect(rows).to_have_count(3)
    expect(
        part.get_by_role("group", name="At 100 % of the time").get_by_label("Remove the threshold")
    ).to_be_disabled()
    assert_accessible(page)
    designer.saved()
    assert kept() == [
        (50, ["assignee", "owner"], True),
        (90, ["assignee", "owner"], False),
        (100, ["assignee", "owner", "escalation_role"], False),
    ]
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(4)
    page.get_by_role("button", name="Redo").click()
    designer.saved()
    assert len(kept()) == 3


def test_a_boundary_between_two_steps_is_dragged(designer):
    page = designer.page
    page.get_by_role("tab", name="Time").click()
    bar = page.get_by_role("group", name="Shares of the time")
    x, y = designer.centre(bar.locator("[data-left]").first)
    designer.drag((x, y), (x + bar.bounding_box()["width"] / 10, y))
    expect(bar.locator("[data-weight-share]")).to_have_text(["43 %", "23 %", "33 %"])
    weights = [node["weight"] for node in designer.saved()["nodes"]]
    assert [round(weight / sum(weights), 2) for weight in weights] == [0.43, 0.23, 0.33]
    page.get_by_role("button", name="Undo").click()
    expect(bar.locator("[data-weight-share]")).to_have_text(["33 %", "33 %", "33 %"])
    assert len({node["weight"] for node in designer.saved()["nodes"]}) == 1
