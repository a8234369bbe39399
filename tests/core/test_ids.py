"""An id that came as text is one, or none at all."""

import pytest

from tts.core.ids import id_in


@pytest.mark.parametrize(("text", "found"), [("7", 7), ("007", 7), ("9" * 18, int("9" * 18))])
def test_digits_are_an_id(text, found):
    assert id_in(text) == found


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", " 7", "7\x00", "٧", "²", "9" * 19, "TX7"])
def test_anything_else_is_none(text):
    assert id_in(text) is None
