"""Input that is nearly right, and junk: valid documents with mutations, pieces of grammars put together."""

import copy
import json

from hypothesis import strategies as st

# Any code point, halves of surrogate pairs too: JSON escapes can spell them.
letters = st.characters(exclude_categories=())
text = st.text(letters, max_size=40)
numbers = st.one_of(
    st.integers(-5, 5), st.integers(-(10**30), 10**30), st.floats(), st.sampled_from([2**31, 2**63, 10**400])
)
scalars = st.one_of(st.none(), st.booleans(), numbers, text)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)
objects = st.dictionaries(st.text(max_size=12), anything, max_size=6)
DEEP = (10, 45, 1100, 20_000)


def places(document) -> list[tuple]:
    """(container, key) of everything inside a JSON document."""
    found, waiting = [], [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list) and holder[key]:
                waiting.append(holder[key])
    return found


def nested(depth: int):
    """A list within lists, made without recursion."""
    inner = []
    for _each in range(depth):
        inner = [inner]
    return inner


def _replace(draw, holder, key, values):
    holder[key] = draw(values)


def _drop(draw, holder, key, values):
    del holder[key]


def _repeat(draw, holder, key, values):
    if isinstance(holder, list):
        holder.extend([copy.deepcopy(holder[key])] * draw(st.integers(1, 3)))
    else:
        holder[draw(st.text(max_size=8))] = copy.deepcopy(holder[key])


def _wrap(draw, holder, key, values):
    holder[key] = draw(st.sampled_from([[holder[key]], {"x": holder[key]}, str(holder[key]), nested(60)]))


def _blow_up(draw, holder, key, values):
    holder[key] = draw(letters) * draw(st.sampled_from([64, 65, 255, 256, 5000, 50_000]))


MUTATIONS = (_replace, _replace, _replace, _drop, _repeat, _wrap, _blow_up)


@st.composite
def mutated(draw, *documents, values=anything):
    """One of `documents`, with none to three places in it changed; `values` are what comes into them."""
    document = copy.deepcopy(draw(st.sampled_from(documents)))
    for _each in range(draw(st.integers(0, 3))):
        found = places(document)
        if found:
            mutation = draw(st.sampled_from(MUTATIONS))
            mutation(draw, *draw(st.sampled_from(found)), values)
    return document


def pieced(*pieces, most=40, longest=20_000) -> st.SearchStrategy[str]:
    """Texts of `pieces` of a grammar and of junk, also one of them very often, up to `longest` characters."""
    piece = st.one_of(st.sampled_from(pieces), st.sampled_from(pieces), st.text(letters, max_size=6))
    mixed = st.lists(piece, max_size=most).map("".join)
    often = st.tuples(mixed, st.lists(piece, min_size=1, max_size=3).map("".join), mixed).map(
        lambda parts: parts[0] + parts[1] * (longest // max(len(parts[1]), 1)) + parts[2]
    )
    return st.one_of(mixed, mixed, mixed, often).map(lambda made: made[:longest])


@st.composite
def damaged(draw, *samples: bytes):
    """One of `samples` with some bytes changed, put in, or cut off."""
    content = bytearray(draw(st.sampled_from(samples)))
    for _each in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(content)))
        piece = draw(st.binary(max_size=4))
        content[place : place + draw(st.sampled_from([0, len(piece), 8, 10**6]))] = piece
    return bytes(content)


def as_json(documents) -> st.SearchStrategy[str]:
    """JSON text of documents (with NaN, as Python writes it), sometimes very deep or damaged."""
    whole = documents.map(json.dumps)
    deep = st.tuples(st.sampled_from(["[", '{"a":', '[{"b":']), st.sampled_from(DEEP)).map(
        lambda parts: parts[0] * parts[1]
    )
    cut = st.tuples(whole, st.integers(0, 200), st.text(max_size=3)).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
    )
    return st.one_of(whole, whole, whole, cut, deep)
