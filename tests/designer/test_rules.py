"""The rules of a sound workflow: the page says what the server says, on the culprit."""

import json
import random

import pytest
from playwright.sync_api import expect

from tests.factories import make_ticket
from tests.workflows.drafting import live
from workflows_app import actions, drafts
from workflows_app.graph import Edge, Graph, RoleFacts, Step, check
from workflows_app.graph_input import graph_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLES = {
    1: RoleFacts("Agent", True, True),
    2: RoleFacts("Fax Operator", False, True),
    3: RoleFacts("Night Shift", True, False),
}
CONDITIONS = (
    None,
    {},
    {"field": "priority", "op": "eq", "value": "High"},
    {"all": []},
    {"any": [{"field": "mood", "op": "eq", "value": "x"}]},
    {"not": {"field": "priority", "op": "contains", "value": "x"}},
    {"field": "entries", "op": "gt", "value": "many"},
    {"field": "extra.cost", "op": "in", "value": [1, "two"]},
    {"field": "category", "op": "empty", "value": "x"},
    {"all": [{"any": [{"not": {"field": "department", "op": "in", "value": []}}]}]},
    {"field": "category", "op": "like", "value": "x"},
    {"some": []},
)
CHECK = """async (cases) => {
  const { check } = await import("/static/js/designer/problems.js");
  const { Wire } = await import("/static/js/designer/wire.js");
  const { facts } = JSON.parse(document.getElementById("designer-data").textContent);
  return cases.map(([graph, roles]) => check({ details: {}, ...new Wire().read(graph) }, { ...facts, roles })
    .map(({ kind, level, message, key }) => [kind, level, message, key]));
}"""

POST = """(url) => {
  const token = document.querySelector("[data-token]").dataset.token;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method: "POST", body: "{}", headers }).then((answer) => answer.status);
}"""


def some_graph(chance):
    """A graph with anything wrong that a draft can have."""
    number = chance.randint(0, 6)
    steps = [
        Step(
            id=index + 1,
            name=chance.choice(["Look", "Mend", "", " "]),
            role_id=chance.choice([1, 1, 2, 3, None, 9]),
            escalation_role_id=chance.choice([None, None, 1, 2, 3, 9]),
            escalate_on_breach=chance.random() < 0.2,
            weight=chance.choice([0.2, 0.5, 1, 0, -1, 2_000_000]),
            is_start=chance.random() < 0.3,
            is_end=chance.random() < 0.3,
        )
        for index in range(number)
    ]
    ids = [step.id for step in steps]
    edges = [
        Edge(
            id=100 + index,
            name=chance.choice(["Go", "go ", "Back", ""]),
            from_id=chance.choice(ids),
            to_id=chance.choice(ids),
            order=index,
            condition=chance.choice(CONDITIONS),
        )
        for index in range(chance.randint(0, 8) if ids else 0)
    ]
    return Graph(tuple(steps), tuple(edges))


def said(problem):
    key = f"s{problem.step_id}" if problem.step_id else f"e{problem.edge_id}" if problem.edge_id else None
    return [problem.kind, problem.level, problem.message, key]


def test_page_and_server_say_the_same_of_300_graphs(designer):
    chance = random.Random(7)
    graphs = [some_graph(chance) for _each in range(300)]
    roles = {str(pk): facts.__dict__ for pk, facts in ROLES.items()}
    cases = [[graph_data(graph), roles] for graph in graphs]
    found = designer.page.evaluate(CHECK, json.loads(json.dumps(cases)))
    kinds = set()
    for graph, problems in zip(graphs, found, strict=True):
        expected = [said(problem) for problem in check(graph, ROLES)]
        kinds |= {problem[0] for problem in expected}
        assert sorted(problems, key=str) == sorted(expected, key=str)
    assert len(kinds) >= 18


def test_a_problem_is_on_its_culprit_and_leads_there(designer):
    designer.page.mouse.dblclick(*designer.blank(0.5, 0.9))
    designer.press("Enter")
    step = designer.step("Step")
    expect(step.locator(".step-badge")).to_be_visible()
    designer.click(designer.step("Look").locator(".step-name"))
    entry = designer.page.get_by_role("button", name="Error “Step” has no role.")
    designer.click(entry)
    assert designer.selected() == ["Step"]
    expect(step).to_be_focused()
    designer.choose(designer.page.locator("#step-role"), label="Agent")
    expect(entry).to_have_count(0)
    designer.click(designer.page.get_by_role("button", name="Remove the step"))
    expect(
        designer.page.get_by_text("No errors", exact=False).or_(designer.page.get_by_text("No problems"))
    ).to_be_visible()
    designer.saved()


def test_what_is_wrong_is_not_published_by_the_page_nor_by_a_post(designer, workflow, coordinator):
    designer.click(designer.step("Test").locator(".step-name"))
    designer.page.get_by_role("checkbox", name="Tickets end here").uncheck()
    designer.click(designer.page.get_by_role("button", name="Publish…"))
    dialog = designer.page.get_by_role("dialog", name="Publish")
    expect(dialog.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    expect(dialog.get_by_role("alert")).to_contain_text("No step is marked as an end.")
    status = designer.page.evaluate(POST, f"/workflows/{workflow.pk}/initialize/")
    assert status == 400
    designer.press("Escape")


def test_a_condition_is_built_said_in_words_and_kept(designer, workflow):
    page = designer.page
    designer.click(designer.edge("Go").locator(".edge-label text"))
    page.get_by_role("button", name="Add a condition").click()
    assert "all_conditional" in designer.problems()
    page.get_by_label("Value").select_option(label="High")
    page.get_by_role("button", name="Group", exact=True).first.click()
    row = page.locator(".condition-group .condition-group .condition-row")
    row.get_by_label("Field").select_option(label="requested budget")
    row.get_by_label("Comparison").select_option(label="is more than")
    row.get_by_label("Value").fill("1000")
    row.get_by_label("Value").press("Tab")
    sentence = "Holds if priority is High and requested budget is more than 1000."
    expect(page.locator("[data-sentence]")).to_have_text(sentence)
    condition = {
        "all": [
            {"field": "priority", "op": "eq", "value": "High"},
            {"any": [{"field": "requested_budget", "op": "gt", "value": 1000}]},
        ]
    }
    assert designer.saved()["edges"][0]["condition"] == condition
    page.get_by_label("How many must hold").first.select_option(label="None of these")
    assert "not" in designer.saved()["edges"][0]["condition"]
    page.get_by_role("button", name="Remove the group").first.click()
    assert designer.saved()["edges"][0]["condition"] is None


def test_a_condition_is_tried_on_a_ticket(designer, coordinator, roles):
    live(coordinator, roles, "Other", category="Support")
    ticket = make_ticket(priority="High", requested_budget=50)
    page = designer.page
    designer.click(designer.edge("Go").locator(".edge-label text"))
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Try it on a ticket").fill(ticket.number)
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator("[data-tried]")).to_have_text(f"False for {ticket.number} (priority: High).")
    page.get_by_label("Try it on a ticket").fill("TX1")
    page.get_by_label("Try it on a ticket").press("Enter")
    expect(page.locator("[data-tried]")).to_contain_text("There is no ticket TX1")
    designer.saved()


def test_a_published_workflow_has_no_errors_in_the_page(designer, workflow):
    assert [p for p in actions.problems_of(drafts.load(workflow)) if p.level == "error"] == []
    assert set(designer.problems()) <= {"weight_sum"}
