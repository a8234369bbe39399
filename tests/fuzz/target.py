"""What is fuzzed: a parser, its cases, and how it may refuse."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

SLOW = 0.1  # seconds of the process that one case may take
LONGEST = 64 * 1024  # characters of a case; what a parser takes is bounded elsewhere


@dataclass(frozen=True)
class Target:
    """A parser: `read` takes one case of `cases` and may raise `refusals`, nothing else.

    `world` puts into the database what `read` looks up there; None where it looks up nothing.
    """

    name: str
    cases: st.SearchStrategy
    read: Callable
    refusals: tuple = ()
    world: Callable | None = None


TARGETS: list[Target] = []


def target(name: str, cases: st.SearchStrategy, *refusals: type[Exception], world: Callable | None = None):
    """Register the decorated function as the reader of a Target."""

    def register(read):
        TARGETS.append(Target(name, cases, read, refusals, world))
        return read

    return register
