"""Each rule of a sound workflow: it shows on its culprit, nothing is published meanwhile, and it clears."""

import re

import pytest
from playwright.sync_api import expect

from tests.designer.drawing import Designer
from tests.factories import by
from tts.accounts.actions import retire_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# kind of problem: (what breaks Look -Go-> Mend -Done-> Test, a command; the element of the culprit)
RULES = {
    "unnamed_step": ("c.setStep(mend.key, { name: '' })", "step"),
    "unnamed_edge": ("c.setEdge(go.key, { name: '' })", "edge"),
    "duplicate_edge_name": ("plus({ ...go, key: 'x1', name: ' go', to: test.key })", "edge"),
    "no_start": ("c.setStep(look.key, { is_start: false })", None),
    "many_starts": ("c.setStep(mend.key, { is_start: true })", "step"),
    "no_end": ("c.setStep(test.key, { is_end: false })", None),
    "end_with_outgoing": ("plus({ ...go, key: 'x1', from: test.key, to: look.key })", "edge"),
    "self_loop": ("plus({ ...go, key: 'x1', name: 'Again', to: look.key })", "edge"),
    "unreachable": ("c.remove([go.key])", "step"),
    "no_way_to_end": ("c.remove([done.key])", "step"),
    "no_role": ("c.setStep(mend.key, { role_id: null })", "step"),
    "inactive_role": ("c.setStep(mend.key, { role_id: retired })", "step"),
    "inactive_escalation_role": ("c.setStep(mend.key, { escalate_to: retired })", "step"),
    "weight_not_positive": ("c.setStep(mend.key, { weight: 0 })", "step"),
    "all_conditional": (
        "c.setEdge(go.key, { condition: { field: 'priority', op: 'eq', value: 'High' } })",
        "step",
    ),
}
NOT_FORBIDDEN = {
    "role_without_members": ("c.setStep(mend.key, { role_id: unstaffed })", "step"),
    "no_escalation_role": ("c.setStep(mend.key, { escalate_on_breach: true })", "step"),
    "weight_sum": ("c.setStep(mend.key, { weight: 2 })", None),
}
BREAK = """async ([retired, unstaffed]) => {
  const c = await import("/static/js/designer/commands.js");
  const { nodes: [look, mend, test], edges: [go, done] } = designer.store.state;
  const plus = (edge) => (state) => ({ ...state, edges: [...state.edges, edge] });
  designer.store.run("Broken", %s);
  return designer.saving.save();
}"""
FOUND = "(kind) => designer.editor.problems.find((problem) => problem.kind === kind) ?? null"
POST = """async (url) => {
  const { token } = document.querySelector("[data-token]").dataset;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(url, { method: "POST", body: "{}", headers });
  return [answer.status, await answer.json()];
}"""


@pytest.fixture
def broken(open_page, coordinator, admin, workflow, roles):
    """A function that breaks the draft by the expression of a rule; the problem that the page then has."""
    retire_role(by(admin), roles["Finance Admin"])
    designer = Designer(open_page(coordinator), workflow)

    def break_it(kind, change):
        ids = [roles["Finance Admin"].pk, roles["Analyst"].pk]
        assert designer.page.evaluate(BREAK % change, ids), "a draft is saved while it is invalid"
        return designer, designer.page.evaluate(FOUND, kind)

    yield break_it
    designer.leave()


def badge(designer, problem, part):
    return designer.page.locator(f'[model-id="{problem["key"]}"] > .{part}-badge')


def entry(designer, problem):
    return designer.page.locator("[data-problem]").filter(has_text=problem["message"])


@pytest.mark.parametrize("kind", RULES)
def test_what_forbids_publishing(kind, broken, workflow):
    change, part = RULES[kind]
    designer, problem = broken(kind, change)
    assert problem["level"] == "error"
    expect(entry(designer, problem)).to_contain_text("Error")
    if part:
        expect(badge(designer, problem, part)).to_be_visible()
        expect(badge(designer, problem, part)).to_have_text(re.compile(r"^\d$"))
    status, answer = designer.page.evaluate(POST, f"/workflows/{workflow.pk}/initialize/")
    assert status == 400
    said = {
        place: messages for place, messages in answer["details"].items() if problem["message"] in messages
    }
    assert all(
        place.startswith({"step": "graph.nodes[", "edge": "graph.edges["}.get(part, "graph"))
        for place in said
    )
    assert said
    workflow.refresh_from_db()
    assert workflow.active_version is None
    designer.tool("undo")
    expect(entry(designer, problem)).to_have_count(0)
    assert designer.page.evaluate(FOUND, kind) is None
    if part:
        expect(badge(designer, problem, part).locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize("kind", NOT_FORBIDDEN)
def test_what_is_only_said(kind, broken, workflow):
    change, part = NOT_FORBIDDEN[kind]
    designer, problem = broken(kind, change)
    assert problem["level"] in ("warning", "hint")
    expect(entry(designer, problem)).to_be_visible()
    if part:
        expect(badge(designer, problem, part)).to_be_visible()
    status, _answer = designer.page.evaluate(POST, f"/workflows/{workflow.pk}/initialize/")
    assert status == 200


def test_a_condition_that_says_nothing_is_not_even_stored(designer):
    """It is shown on its transition, and the server refuses the draft naming the place."""
    change = "c.setEdge(go.key, { condition: { field: 'mood', op: 'eq', value: 'x' } })"
    assert not designer.page.evaluate(BREAK % change, [0, 0])
    problem = designer.page.evaluate(FOUND, "bad_condition")
    expect(badge(designer, problem, "edge")).to_be_visible()
    expect(entry(designer, problem)).to_contain_text("mood")
    expect(designer.page.locator("[data-status]")).to_have_attribute("data-status", "refused")
    assert designer.stored()["edges"][0]["condition"] is None
    designer.tool("undo")
    expect(entry(designer, problem)).to_have_count(0)
    designer.saved()
