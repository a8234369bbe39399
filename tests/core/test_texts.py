"""Whatever people read goes through gettext, in templates and in Python."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("tts", "workflows_app", "tickets_app", "reports_app")
# The style guide's samples stand for what people write.
SAMPLES = "core/styleguide"
# Shown where nothing of a request can be trusted, its language neither.
ALONE = {"400.html", "500.html"}

UNSEEN = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|\{%\s*blocktrans\w*\b.*?endblocktrans\w*\s*%\}"
    r"|\{%\s*block content_class\s*%\}.*?endblock\s*%\}|<!--.*?-->|<(script|style|code|kbd)\b.*?</\1>",
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r"""(?<![\w-])(?:title|aria-label|placeholder|alt)=("[^"]*"|'[^']*')""", re.DOTALL)
# A template may be attributes alone, put into an element by another one.
ATTRIBUTE = re.compile(r"""[\w-]+=("[^"]*"|'[^']*')""", re.DOTALL)
ELEMENT = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# Names, units and keys, the same in every language.
NAMES = {"TTS", "TX", "CSV"}

REFUSALS = {"Invalid", "Conflict", "Forbidden", "NotFound", "ValidationError"}
SAYING = {"label", "help_text", "empty_label", "title", "button", "placeholder", "everything"}
MESSAGES = {"success", "warning", "error", "info"}


def templates():
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]
    return sorted(path for path in files if SAMPLES not in path.as_posix() and path.name not in ALONE)


def plain_words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word not in NAMES]


def untranslated(source: str) -> list[str]:
    """What a template says in words of its own."""
    seen = TAG.sub(" ", UNSEEN.sub(" ", source))
    # What is within quotes of a tag of the template may be a text too, but `translate` and `include` name it.
    attributes = [value for value in SPOKEN.findall(seen) if plain_words(value)]
    texts = [ATTRIBUTE.sub(" ", part) for part in ELEMENT.split(seen)]
    between = [" ".join(part.split()) for part in texts if plain_words(part)]
    return attributes + between


def given_plainly(source: str) -> list[str]:
    """`include ... with title="words"`: a template's text handed on without translation."""
    with_words = re.findall(r"\{%\s*include\b[^%]*?\b(?:title|text|action|label)=\"([^\"]*)\"", source)
    return [text for text in with_words if plain_words(text)]


def said_in(source: str) -> list[str]:
    return untranslated(source) + given_plainly(source)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello you</p>", ["Hello you"]),
        ('<a title="Go there" href="x">{{ name }}</a>', ['"Go there"']),
        ("<p>{% translate 'Hello' %} {# a note #} <kbd>Enter</kbd> 12 × TTS</p>", []),
        ("{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}", []),
        ('<p class="some words" {% if a > b %}hidden{% endif %}></p>', []),
    ],
)
def test_the_search_finds_plain_text_in_templates(source, found):
    assert untranslated(source) == found


def test_templates_say_nothing_in_words_of_their_own():
    found = {
        path.relative_to(ROOT / "templates").as_posix(): texts
        for path in templates()
        if (texts := said_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def spoken_plainly(source: str) -> list[tuple[int, str]]:
    """(line, text) of each plain text that a form, a refusal or a message says."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        owner = getattr(getattr(call.func, "value", None), "id", "")
        parts = [keyword.value for keyword in call.keywords if keyword.arg in SAYING]
        if name in REFUSALS:
            parts += [part for given in call.args for part in said_by(given)]
        if owner == "messages" and name in MESSAGES:
            parts += call.args[1:]
        found += [(part.lineno, text_of(part)) for part in parts if plain_words(text_of(part))]
    return found


def said_by(given):
    """The texts of a refusal's argument: itself, or the values of a dict of lists of texts."""
    if not isinstance(given, ast.Dict):
        return [given]
    return [
        each for value in given.values for each in (value.elts if isinstance(value, ast.List) else [value])
    ]


def text_of(part) -> str:
    """What a literal says, an f-string's own words too; "" for anything else."""
    pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
    literals = [piece.value for piece in pieces if isinstance(piece, ast.Constant)]
    return "".join(value for value in literals if isinstance(value, str))


def python_files():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    # Models and serializers explain themselves to programmers; commands and replays speak to operators.
    left_out = {"migrations", "models", "management", "replay", "api"}
    return sorted(path for path in files if not left_out & {*path.parts, path.stem})


def test_the_search_finds_plain_text_in_python():
    source = 'raise Invalid({"a": ["No way"]})\nField(label="Name", id="x")\nConflict(_("Fine"))\n'
    source += 'messages.success(request, "Done so far")'
    assert [text for _line, text in spoken_plainly(source)] == ["No way", "Name", "Done so far"]


def test_forms_refusals_and_messages_say_nothing_in_words_of_their_own():
    found = {
        path.relative_to(ROOT).as_posix(): texts
        for path in python_files()
        if (texts := spoken_plainly(path.read_text(encoding="utf-8")))
    }
    assert found == {}
