"""Calls from a lower app to a higher one, registered at start, run in the caller's transaction.

An explicit list instead of a signal: whoever reads the caller sees that others are told, and
`register` sites are few and findable.
"""

from collections.abc import Callable


class Hook:
    """A list of callables that the owner of the hook calls in order."""

    def __init__(self):
        self._calls: list[Callable] = []

    def register(self, call: Callable) -> None:
        self._calls.append(call)

    def __call__(self, **facts) -> None:
        for call in self._calls:
            call(**facts)
