"""Mentions in text: typed as `@username`, stored as `@{id}`, shown as a name. Pure."""

import re
from collections.abc import Callable, Mapping

TYPED = re.compile(r"(?<![\w@./])@([\w.+-]+(?:@[\w.-]+)?)")
STORED = re.compile(r"@\{(\d{1,18})\}")


def names_in(text: str) -> set[str]:
    """What could be user names in `text`, in lower case: also without the full stop of a sentence."""
    found = {name.lower() for name in TYPED.findall(text)}
    return found | {name.rstrip(".") for name in found} | {name.partition("@")[0] for name in found}


def to_stored(text: str, people: Mapping[str, int]) -> tuple[str, list[int]]:
    """`text` with the mentions of `people` (user name in lower case -> id) as stored, and whose they are."""
    ids: dict[int, None] = {}

    def store(match):
        typed = match.group(1)
        for name in (typed, typed.rstrip("."), typed.partition("@")[0]):
            user_id = people.get(name.lower())
            if user_id is not None:
                ids[user_id] = None
                return f"@{{{user_id}}}{typed[len(name) :]}"
        return match.group(0)

    return TYPED.sub(store, text), list(ids)


def shown(text: str, word_for: Callable[[int], str | None]) -> str:
    """Stored `text` with each mention as `@` and the word that `word_for` has; unknown ids stay."""
    return STORED.sub(shower(word_for), text)


def shower(word_for: Callable[[int], str | None]) -> Callable[[re.Match], str]:
    """What to put in the place of a match of STORED."""

    def show(match):
        word = word_for(int(match.group(1)))
        return match.group(0) if word is None else f"@{word}"

    return show


def without(text: str) -> str:
    """Stored `text` without its mentions."""
    return STORED.sub(" ", text)
