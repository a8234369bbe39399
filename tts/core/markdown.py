"""Markdown as safe HTML. No raw HTML, no images, no scripts; links leave without telling from where."""

from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
STRONG_BEGINS, STRONG_ENDS = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)


def render(text: str) -> SafeString:
    """`text` as HTML. Headings become bold lines: the page has its own outline."""
    tokens = _reader.parse(text)
    for token, following in pairwise([*tokens, None]):
        if token.type == "heading_open":
            following.children = [STRONG_BEGINS, *following.children, STRONG_ENDS]
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
    html = _reader.renderer.render(tokens, _reader.options, {})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))
