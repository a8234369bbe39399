"""Every numbered promise of docs/security.md is proven by a test that carries its number.

`@pytest.mark.security(10, 18)` on a test, a class or in `pytestmark` says which it proves. The tests
are read, not run.
"""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PAGE = TESTS.parent / "docs" / "security.md"
PROMISE = re.compile(r"^(\d+)\. ", re.MULTILINE)


def promised() -> list[int]:
    """The numbers of the promises, in the order of the page."""
    section = PAGE.read_text().split("\n## The promises\n")[1].split("\n## ")[0]
    return [int(number) for number in PROMISE.findall(section)]


def carried(source: str) -> set[int]:
    """The numbers that the security markers of `source` name."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    markers = [call for call in calls if ast.unparse(call.func) == "pytest.mark.security"]
    return {argument.value for marker in markers for argument in marker.args}


def proven() -> set[int]:
    files = [path.read_text() for path in TESTS.rglob("test_*.py")]
    return set().union(*(carried(source) for source in files if "mark.security" in source))


def test_promises_are_numbered_from_one():
    numbers = promised()
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 54


def test_every_promise_is_proven_and_nothing_is_proven_that_is_not_promised():
    assert proven() == set(promised())


def test_markers_are_found_wherever_they_stand():
    source = "@pytest.mark.security(1, 2)\nclass A:\n    @pytest.mark.security(3)\n    def test_a(self): pass"
    assert carried(source + "\npytestmark = [pytest.mark.security(4), pytest.mark.slow]") == {1, 2, 3, 4}
    assert carried("@pytest.mark.slow\ndef test_a(): pass") == set()
