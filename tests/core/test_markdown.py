"""Markdown becomes HTML that can do no harm."""

import re

import pytest

from tts.core.markdown import render


@pytest.mark.security(16)
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://tracker.example/pixel.png)",
        '<a href="x" onclick="y">z</a>',
        "<style>*{display:none}</style>",
    ],
)
def test_nothing_active_comes_through(text):
    html = render(text)
    assert not [
        part
        for part in ("<script", "<img", "<style", 'href="javascript', 'href="data', '<a href="x"')
        if part in html
    ]


def test_what_people_write_is_shown():
    html = render("# Title\n\n- **one**\n- [two](https://example.org)\n\n| a |\n|-|\n| 1 |")
    assert "<p><strong>Title</strong></p>" in html
    assert "<li><strong>one</strong></li>" in html
    assert '<a href="https://example.org" rel="noopener noreferrer">two</a>' in html
    assert "<td>1</td>" in html


def test_lines_stay_lines():
    assert "<br>" in render("one\ntwo")


def test_places_are_filled_with_words_that_are_escaped_and_kept_plain_in_code():
    html = render("Hi @1, `@1`, [@1](https://example.org)\n\n    @1", re.compile("@1"), lambda match: "<Ann>")
    assert html.count("<strong>&lt;Ann&gt;</strong>") == 2
    assert "<code>&lt;Ann&gt;</code>" in html
    assert "<code>&lt;Ann&gt;\n</code>" in html


@pytest.mark.parametrize("much", ["*" * 1200, "[" * 301, "\n" * 700, "\r\n" * 700, "\n> a\nb" * 101])
def test_a_text_of_nearly_only_markup_is_shown_as_it_was_typed(much):
    text = "**Printer** @1 <b>\nsmokes" + much
    html = render(text, re.compile("@1"), lambda match: "<Ann>")
    assert html.startswith("<pre><code>**Printer** &lt;Ann&gt; &lt;b&gt;\nsmokes")
    assert render(text[: len(text) - 20]).startswith("<p><strong>Printer</strong>")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_quote_is_shown_as_one(end):
    assert render(end.join(["> quoted"] * 300)).startswith("<blockquote>")


def test_half_a_character_is_shown_as_a_question():
    assert render("a\ud8c6b") == "<p>a?b</p>\n"
