"""Markdown as safe HTML. No raw HTML, no images, no scripts; links leave without telling from where."""

import re
from collections.abc import Callable, Iterator
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

# What of it a text may hold. Beyond, it is junk or a log that was pasted, and reading it would take a second:
# each opened link looks through the rest for its end, each quote reads on in what follows without a mark.
MOST = {re.compile(r"[*_~`@\[\]()<>!&|\\]"): 1200, re.compile(r"\["): 300, re.compile(r"\r\n?|\n"): 700}
MOST_QUOTES = 100
LINE_BEGINS = re.compile(r"^[ \t>*+.)\d-]*", re.MULTILINE)

_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
STRONG_BEGINS, STRONG_ENDS = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)


def render(text: str, places: re.Pattern | None = None, words: Callable[[re.Match], str] = str) -> SafeString:
    """`text` as HTML. Headings become bold lines: the page has its own outline.

    What `places` matches in it is shown as `words` say for the match: strong, or plain within code.
    A text that holds more of something than MOST says is shown as it was typed, as code.
    """
    tokens = _reader.parse(text) if _is_readable(text) else [Token("code_block", "code", 0, content=text)]
    if places is not None:
        _fill(tokens, places, words)
    for token, following in pairwise([*tokens, None]):
        if token.type == "heading_open":
            following.children = [STRONG_BEGINS, *following.children, STRONG_ENDS]
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
    html = _reader.renderer.render(tokens, _reader.options, {})
    html = html.encode(errors="replace").decode()  # half of a surrogate pair is no character
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))


def _is_readable(text) -> bool:
    if any(len(part.findall(text)) > most for part, most in MOST.items()):
        return False
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    depths = [begin.count(">") for begin in LINE_BEGINS.findall(lines)]
    return sum(after < before for before, after in pairwise(depths)) <= MOST_QUOTES


def _fill(tokens: list[Token], places, words) -> None:
    for token in tokens:
        if token.type == "inline":
            token.children = [new for child in token.children for new in _filled(child, places, words)]
        elif token.type in ("fence", "code_block"):
            token.content = places.sub(words, token.content)


def _filled(token: Token, places, words) -> Iterator[Token]:
    if token.type == "code_inline":
        token.content = places.sub(words, token.content)
    if token.type != "text":
        yield token
        return
    done = 0
    for match in places.finditer(token.content):
        yield _text(token.content[done : match.start()])
        yield from (STRONG_BEGINS, _text(words(match)), STRONG_ENDS)
        done = match.end()
    yield _text(token.content[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
