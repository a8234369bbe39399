"""The editor's own modules, tested one by one in Chromium: each test of units/*_test.js is a test here."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string

from tests.browser import none_left, watch
from workflows_app.editor.texts import texts
from workflows_app.thresholds import PEOPLE

pytestmark = pytest.mark.browser

UNITS = Path(__file__).parent / "units"
STATIC = Path(__file__).parents[2] / "static"
ORIGIN = "http://units.test"
NAMES = [
    name
    for path in sorted(UNITS.glob("*_test.js"))
    for name in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
]
SOURCES = STATIC / "js" / "designer"
LONGEST = 300  # lines of a file
PARTS = (
    "_palette", "_canvas", "_steps", "_transitions", "_weights", "_step", "_edge", "_many", "_details",
    "_problems", "_publish", "_conflict", "_templates",
)  # fmt: skip
ROLES = [{"pk": pk, "name": f"Role {pk}"} for pk in range(1, 9)]
RUN = """async (files) => {
  for (const file of files) await import(`/units/${file}`);
  return (await import("/units/harness.js")).run();
}"""


def page_text():
    """A page with what the modules expect to find: JointJS, dagre, the texts and the templates."""
    scripts = ("joint/joint.min.js", "dagre/dagre.min.js")
    tags = "".join(f'<script src="/static/vendor/{script}"></script>' for script in scripts)
    data = json.dumps(texts()).replace("<", "\\u003c")
    context = {"roles": ROLES, "workflow": {"pk": 1}, "threshold_people": PEOPLE.items()}
    parts = "".join(render_to_string(f"workflows_app/editor/{part}.html", context) for part in PARTS)
    given = f'<script type="application/json" id="designer-texts">{data}</script>'
    return f'<!doctype html><body>{given}{tags}<div id="toasts"></div>{parts}'


def answer(route):
    """Serve the page, the product's static files and the tests, from disk."""
    path = route.request.url.removeprefix(ORIGIN)
    if path == "/":
        route.fulfill(body=page_text(), content_type="text/html")
        return
    found = UNITS / path.removeprefix("/units/") if path.startswith("/units/") else STATIC / path[8:]
    route.fulfill(path=found, content_type="text/javascript")


@pytest.fixture(scope="module")
def results(chromium):
    """What went wrong in each test, by name: all are run in one page."""
    profile = chromium.new_context(base_url=ORIGIN)
    with none_left() as complaints:
        watch(profile, urlsplit(ORIGIN).netloc, complaints)
        page = profile.new_page()
        page.route("**/*", answer)
        page.goto("/")
        found = page.evaluate(RUN, [path.name for path in sorted(UNITS.glob("*_test.js"))])
        profile.close()
    return found


@pytest.mark.parametrize("name", NAMES)
def test_unit(name, results):
    assert results[name] == ""


def test_every_test_is_listed(results):
    assert sorted(results) == sorted(NAMES)


@pytest.mark.parametrize("source", sorted(SOURCES.glob("*.js")), ids=lambda path: path.name)
def test_each_file_is_short_and_has_unit_tests(source):
    assert len(source.read_text(encoding="utf-8").splitlines()) <= LONGEST
    address = f'"/static/js/designer/{source.name}"'
    assert any(address in test.read_text(encoding="utf-8") for test in UNITS.glob("*_test.js"))
