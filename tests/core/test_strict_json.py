"""The quick look at JSON text: whatever it lets pass has no problem when it is looked at closely."""

import json

import pytest

from tts.core import strict_json

WITH_PROBLEMS = (
    r'{"a": "\u0000"}', r'["\ud800"]', r'["\uDfff"]', '[NaN]', '{"a": -Infinity}', "[1e400]", "[1E+400]",
    f"[1{'0' * 30}]", "[" * 42 + "]" * 42, '{"a":' * 41 + "1" + "}" * 41,
)  # fmt: skip
PLAIN = (
    '{"a": "Printer does not print"}',
    r'["é", "\\U"]',
    "[1e3, 17.5]",
    f"[1{'0' * 16}]",
    "[" * 40 + "]" * 40,
)


@pytest.mark.parametrize("text", WITH_PROBLEMS)
def test_a_problem_is_never_taken_for_plain(text):
    assert strict_json.problem(json.loads(text))
    assert not strict_json.is_plain(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_usual_is_plain(text):
    assert strict_json.is_plain(text)
    assert strict_json.problem(json.loads(text)) is None
