"""The workflow designer in a test: where things are on the canvas, real pointer moves, what is stored."""

import re

from playwright.sync_api import expect

from workflows_app import drafts
from workflows_app.graph_input import graph_data
from workflows_app.models import Workflow

PLAIN = """async () => {
  const { plain } = await import("/static/js/designer/wire.js");
  return plain(designer.store.state);
}"""


class Designer:
    """A page with the designer open on one workflow. Counts what a person does with it in `actions`.

    Without a workflow nothing is open yet.
    """

    def __init__(self, page, workflow=None):
        self.page = page
        self.workflow = workflow
        self.actions = 0
        if workflow:
            page.goto(f"/designer/{workflow.pk}/edit/")
            self.ready()

    def ready(self):
        expect(self.page.locator("[data-designer][data-ready]")).to_be_visible()

    def assert_kept(self):
        """Ask for the page anew: it shows the same, unless something was not to be saved."""
        status = self.page.locator("[data-status]")
        if not status.count() or status.get_attribute("data-status") in ("offline", "conflict", "refused"):
            return
        expect(status).to_have_attribute("data-status", "saved")
        shown = said(self.plain())
        self.page.reload()
        self.ready()
        assert said(self.plain()) == shown

    def leave(self):
        """Go away from the page: nothing is asked of the server any more."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto("about:blank")

    # ------------------------------------------------------------------ what is there

    def step(self, name):
        return self.page.locator(f'[data-paper] .joint-element[aria-label^="{name}, step"]')

    def edge(self, name):
        return self.page.locator(f'[data-paper] .joint-link[aria-label^="Transition {name} from"]')

    def names(self):
        return self.page.evaluate("designer.store.state.nodes.map((node) => node.name)")

    def edges(self):
        """Every transition as (from, name, to)."""
        return self.page.evaluate("""() => {
          const { nodes, edges } = designer.store.state;
          const name = (key) => nodes.find((node) => node.key === key).name;
          return edges.map((edge) => [name(edge.from), edge.name, name(edge.to)]);
        }""")

    def plain(self):
        """The graph without keys and ids."""
        return self.page.evaluate(PLAIN)

    def selected(self):
        return self.page.evaluate("""() => {
          const { state, selection } = designer.store;
          const items = [...state.nodes, ...state.edges];
          return items.filter((item) => selection.has(item.key)).map((item) => item.name);
        }""")

    def problems(self):
        return self.page.evaluate("designer.editor.problems.map((problem) => problem.kind)")

    def stored(self):
        """The draft as the database has it, in the REST shape."""
        return graph_data(drafts.load(Workflow.objects.get(pk=self.workflow.pk)))

    def saved(self):
        """Wait until all is saved; the stored draft."""
        expect(self.page.locator("[data-status]")).to_have_attribute("data-status", "saved")
        return self.stored()

    # ------------------------------------------------------------------ what a person does

    def press(self, *keys):
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)

    def type(self, text):
        self.actions += 1
        self.page.keyboard.type(text)

    def click(self, locator, **options):
        self.actions += 1
        locator.click(**options)

    def choose(self, locator, **option):
        self.actions += 1
        locator.select_option(**option)

    def tool(self, name):
        self.click(self.page.locator(f'.designer-bar [data-tool="{name}"], .zoom-tools [data-tool="{name}"]'))

    def palette(self, role):
        return self.page.locator(f'[data-palette] [data-add]:has-text("{role}")')

    def drag(self, start, end, steps=8, button="left"):
        """Press at one place of the window, move in small steps, let go at another."""
        self.actions += 2
        self.page.mouse.move(*start)
        self.page.mouse.down(button=button)
        self.page.mouse.move(*end, steps=steps)
        self.page.mouse.up(button=button)

    def centre(self, locator):
        box = locator.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def body(self, name):
        """The middle of a step."""
        return self.centre(self.step(name).locator(".step-body"))

    def port(self, name):
        """Where one begins to draw a transition from a step."""
        return self.centre(self.step(name).locator(".port-dot"))

    def blank(self, x=0.5, y=0.9):
        """A place of the canvas, by shares of its size."""
        box = self.page.locator("[data-canvas]").bounding_box()
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def said(plain):
    """What a plain graph says, in whatever sequence its steps are kept."""
    nodes = plain["nodes"]
    edges = [edge | {side: nodes[edge[side]]["name"] for side in ("from", "to")} for edge in plain["edges"]]
    return sorted(nodes, key=str), sorted(edges, key=lambda edge: edge["from"])


def label_boxes(page):
    """The frames of all labels of transitions, in the window."""
    boxes = page.evaluate("""[...document.querySelectorAll("[data-paper] .edge-label rect")].map((rect) => {
      const { left, top, right, bottom } = rect.getBoundingClientRect();
      return [left, top, right, bottom];
    })""")
    return [tuple(box) for box in boxes]


def intersect(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def starting(name):
    return re.compile(f"^{re.escape(name)}")
