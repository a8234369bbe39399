"""What is fuzzed: a parser, its cases, and how it may refuse."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

SLOW = 0.1  # seconds of the process that one case may take
LONGEST = 64 * 1024  # characters of a case; what a parser takes is bounded elsewhere


@dataclass(frozen=True)
class Target:
    """A parser: `read` takes one case of `cases` and may raise `refusals`, nothing else."""

    name: str
    cases: st.SearchStrategy
    read: Callable
    refusals: tuple = ()


TARGETS: list[Target] = []


def target(name: str, cases: st.SearchStrategy, *refusals: type[Exception]):
    """Register the decorated function as the reader of a Target."""

    def register(read):
        TARGETS.append(Target(name, cases, read, refusals))
        return read

    return register
