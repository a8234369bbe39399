"""Attainability in Chromium: from the overview to a draft with other targets and weights."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.reports.history import HOUR, resolve
from workflows_app import drafts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_a_target_is_tried_and_put_into_the_draft(
    open_page, version, admin, agent, technician, now, viewport, dark
):
    resolve(version, agent, technician, now, [*range(1, 9)] * 3)
    page = open_page(admin, viewport=viewport, dark=dark)
    page.goto("/reports/attainability/")
    assert_accessible(page)
    page.get_by_role("link", name="IT Support").click()
    outcome = page.locator("#what-high")
    expect(outcome).to_contain_text("62 %")
    slider = page.get_by_label("A target for High")
    expect(slider).to_have_attribute("data-htmx-powered", "true")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "9 h 30")
    expect(outcome).to_contain_text("+26 points")
    expect(slider).to_be_focused()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Put these targets into the draft").click()
    expect(page.get_by_text("The targets are in the draft")).to_be_visible()
    page.get_by_role("button", name="Put these weights into the draft").click()
    expect(page.get_by_text("The weights are in the draft")).to_be_visible()
    workflow = version.workflow
    workflow.refresh_from_db()
    assert workflow.high_sla == 9.5 * HOUR
    assert [step.weight for step in drafts.load(workflow).steps] == [0.11, 0.78, 0.11]

    page.get_by_role("link", name="90 % keep").click()
    expect(page).to_have_url(re.compile("goal=90"))
    expect(outcome).to_contain_text("100 %")
