"""Durations as text."""

from datetime import timedelta

import pytest

from workflows_app import durations


@pytest.mark.parametrize(
    ("text", "hours"), [("72:00:00", 72), ("04:30:00", 4.5), (" 100000:00:00 ", 100_000), ("00:00:36", 0.01)]
)
def test_text_is_read_and_written(text, hours):
    duration = durations.parse(text)
    assert duration == timedelta(hours=hours)
    assert durations.text(duration) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["", "72", "72:00", "72:60:00", "72:00:60", "-1:00:00", "1 day", "3 00:00:00", "1e3:00:00", "٣:٠٠:٠٠"],
)
def test_anything_else_is_refused_with_the_form(text):
    with pytest.raises(ValueError, match="HH:MM:SS"):
        durations.parse(text)


def test_no_duration():
    assert durations.text(None) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(259_200, "72 h"), (5400, "1 h 30 min"), (2700, "45 min"), (36, "36 s"), (0, "none")],
)
def test_words(seconds, words):
    assert durations.words(timedelta(seconds=seconds)) == words
