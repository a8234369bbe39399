"""One workflow built four ways: by mouse, by keyboard, by clicks alone, by tables alone."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.designer.drawing import Designer
from tests.workflows.drafting import draft
from workflows_app.models import Workflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A five-step approval: name, role; the first is the start, the last the end.
STEPS = (
    ("Submit", "Agent"),
    ("Review", "Technician"),
    ("Approve", "Manager"),
    ("Record", "Finance Admin"),
    ("Close", "Agent"),
)
BACK = ("Approve", "Reject", "Review")
EMPTY = {"nodes": [], "edges": []}


@pytest.fixture
def empty(coordinator, roles, agent, technician, manager, outsider):
    return draft(coordinator, roles, "Approval", graph=EMPTY)


def by_mouse(designer):
    for name, role in STEPS:
        designer.click(designer.palette(role).first)
        designer.type(name)
        designer.press("Enter")
    designer.tool("fit")
    designer.drag(designer.port("Approve"), designer.body("Review"))
    designer.type("Reject")
    designer.press("Enter")
    designer.click(designer.page.get_by_role("button", name="End at the last step"))
    designer.click(designer.page.get_by_role("button", name="Make them add up to 1"))
    arranged(designer)


def arranged(designer):
    """Have all steps arranged: shown first, then applied."""
    designer.tool("arrange")
    designer.click(designer.page.get_by_role("button", name="Apply"))


def by_keyboard(designer):
    designer.page.locator("[data-canvas]").focus()
    for name, role in STEPS:
        designer.press("n")
        designer.type(name)
        designer.press("Enter", "p", "Tab")
        designer.type(role)
        designer.press("Escape")
        designer.page.keyboard.press("Tab")
        back_to_canvas(designer)
    designer.press("e", "ArrowLeft", "ArrowLeft", "c")
    reach(designer, "Review")
    designer.press("Enter")
    designer.type("Reject")
    designer.press("Enter")
    reach_control(designer, "Make them add up to 1", "Shift+Tab")
    designer.press("Enter")
    reach_control(designer, "Arrange all steps", "Shift+Tab")
    designer.press("Enter")
    reach_control(designer, "Apply", "Tab")
    designer.press("Enter")


def back_to_canvas(designer):
    """Shift+Tab out of the panel until the canvas has the focus."""
    for _each in range(60):
        designer.press("Shift+Tab")
        if designer.page.evaluate("Boolean(document.activeElement.closest('[data-paper]'))"):
            return
    pytest.fail("The canvas cannot be reached by Shift+Tab.")


def reach(designer, name):
    """Arrow down the list of targets to `name`."""
    for _each in range(30):
        if designer.page.evaluate("document.activeElement.textContent.trim()") == name:
            return
        designer.press("ArrowDown")
    pytest.fail(f"{name} is not in the list.")


def reach_control(designer, name, key):
    script = """() => {
      const { activeElement: element } = document;
      return (element.getAttribute("aria-label") ?? element.textContent).trim();
    }"""
    for _each in range(80):
        if designer.page.evaluate(script) == name:
            return
        designer.press(key)
    pytest.fail(f"{name} cannot be reached.")


def by_clicks(designer):
    """No drag, no double click, no key but the letters of names."""
    page = designer.page
    for name, role in STEPS:
        designer.click(designer.palette(role).first)
        page.get_by_label("Name", exact=True).and_(page.locator("#step-name")).fill(name)
    designer.tool("fit")
    designer.click(page.locator("[data-problems] summary"))
    designer.click(page.get_by_role("checkbox", name="Tickets end here"))
    designer.click(designer.step("Approve").locator(".step-name"))
    designer.click(page.get_by_role("button", name="Choose on the canvas…"))
    designer.click(designer.step("Review").locator(".step-name"))
    page.locator("#edge-name").fill("Reject")
    designer.click(page.locator("[data-problems] summary"))
    designer.click(page.get_by_role("button", name="Make them add up to 1"))
    arranged(designer)


def by_tables(designer):
    page = designer.page
    designer.click(page.get_by_role("tab", name="Steps"))
    form = page.get_by_role("form", name="New step")
    for name, role in STEPS:
        form.get_by_role("textbox").fill(name)
        form.get_by_role("combobox").select_option(label=role)
        form.get_by_role("button").click()
    designer.click(page.get_by_role("checkbox", name="Close is an end"))
    designer.click(page.get_by_role("tab", name="Transitions"))
    form = page.get_by_role("form", name="New transition")
    ways = [(a[0], "Continue", b[0]) for a, b in pairwise(STEPS)]
    for source, name, target in [*ways, BACK]:
        form.get_by_label("From step").select_option(label=source)
        form.get_by_role("textbox").fill(name)
        form.get_by_label("To step").select_option(label=target)
        form.get_by_role("button").click()
    designer.click(page.get_by_role("tab", name="Time"))
    designer.click(page.locator("#view-weights").get_by_role("button", name="Make them add up to 1"))
    arranged(designer)


def expected(roles):
    """What every way must come to, but for the places."""
    nodes = [
        {
            "name": name, "description": "", "instruction": "", "role_id": roles[role].pk,
            "escalate_to": None, "escalate_on_breach": False, "weight": 0.2,
            "is_start": name == "Submit", "is_end": name == "Close",
        }
        for name, role in STEPS
    ]  # fmt: skip
    names = [name for name, _role in STEPS]
    ways = [(index, "Continue", index + 1) for index in range(4)]
    ways.append((names.index("Approve"), "Reject", names.index("Review")))
    edges = [
        {"from": a, "to": b, "name": name, "description": "", "condition": None, "automatic": False}
        for a, name, b in ways
    ]
    return nodes, edges


PLACES = {}
MOST_ACTIONS = 60


def from_blank(page):
    """The editor on a new, blank workflow, by mouse from the list of workflows; every action counted."""
    designer = Designer(page)
    page.goto("/designer/")
    designer.click(page.get_by_role("link", name="New workflow"))
    for label, text in (("Name", "Approval"), ("Department", "Finance"), ("Category", "Purchase")):
        designer.click(page.get_by_label(label, exact=True))
        designer.type(text)
    designer.click(page.get_by_role("button", name="Draw it"))
    designer.ready()
    designer.workflow = Workflow.objects.get(name="Approval")
    return designer


def published(designer):
    """Publish with the dialog; the workflow as it is then."""
    page, pk = designer.page, designer.workflow.pk
    designer.click(page.get_by_role("button", name="Publish…"))
    designer.click(page.get_by_role("button", name="Publish", exact=True))
    expect(page).to_have_url(f"{page.url.split('/designer')[0]}/designer/{pk}/")
    return Workflow.objects.get(pk=pk)


def assert_as_expected(designer, roles):
    designer.saved()
    graph = designer.plain()
    places = [node.pop("design") for node in graph["nodes"]]
    nodes, edges = expected(roles)
    assert graph == {"nodes": nodes, "edges": edges}
    assert PLACES.setdefault("first", places) == places


@pytest.mark.parametrize("build", [by_keyboard, by_clicks, by_tables])
def test_every_way_leads_to_the_same_workflow(build, open_page, coordinator, empty, roles):
    designer = Designer(open_page(coordinator), empty)
    build(designer)
    assert_as_expected(designer, roles)
    assert published(designer).status == "initialized"


def test_by_mouse_it_takes_few_actions_from_blank_to_published(
    open_page, coordinator, roles, agent, technician, manager, outsider, record_property
):
    """A click, a press of a key, a word typed count one, a drag two."""
    designer = from_blank(open_page(coordinator))
    by_mouse(designer)
    assert_as_expected(designer, roles)
    assert published(designer).status == "initialized"
    record_property("actions", designer.actions)
    print(f"from blank to published by mouse: {designer.actions} actions")
    assert designer.actions <= MOST_ACTIONS
