"""No parser of what comes from outside fails otherwise than it says, or is slow.

Sixty cases each every day, always the same; FUZZ_CASES=50000 (make fuzz) makes up so many others.
"""

import contextlib
import gc
import os
import time

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from tests.fuzz import of_credentials, of_files, of_links, of_loading, of_tickets, of_words, of_workflows  # noqa: F401
from tests.fuzz.target import SLOW, TARGETS, Target

CASES = int(os.environ.get("FUZZ_CASES", "60"))
AGAIN = 3

pytestmark = pytest.mark.once


def named(some):
    return pytest.mark.parametrize("target", some, ids=lambda target: target.name)


@named([target for target in TARGETS if target.world is None])
def test_no_case_fails_or_is_slow(target, record_property):
    fuzz(target, record_property)


@pytest.mark.django_db
@named([target for target in TARGETS if target.world])
def test_no_case_fails_or_is_slow_that_looks_something_up(target, record_property):
    target.world()
    fuzz(target, record_property)


def fuzz(target: Target, record_property) -> None:
    """Feed the target its cases, and say how many there were and how long the slowest took."""
    slowest = cases = refused = 0

    @settings(
        max_examples=CASES,
        derandomize="FUZZ_CASES" not in os.environ,
        database=None,
        deadline=None,
        phases=(Phase.generate,),  # a slow case shrinks for minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(target.cases)
    def feed(case):
        nonlocal slowest, cases, refused
        note(ascii(case)[:5000])  # its own way to show a case leaves out what no terminal can show
        seconds, is_refused = fed(target, case)
        slowest, cases, refused = max(slowest, seconds), cases + 1, refused + is_refused

    feed()
    figures = {"cases": cases, "refused": refused, "slowest_ms": round(slowest * 1000, 1)}
    record_property("fuzz", (target.name, figures))


def fed(target: Target, case) -> tuple[float, bool]:
    """(seconds that the case took, whether it was refused). What is slow is taken again: it may be chance."""
    seconds = SLOW + 1
    for _each in range(AGAIN):
        gc.disable()  # its rounds look through all that the tests keep, which is not the parser's time
        try:
            begun = time.process_time()
            refused = not _read(target, case)
            seconds = min(seconds, time.process_time() - begun)
        finally:
            gc.enable()
        if seconds <= SLOW:
            return seconds, refused
    raise AssertionError(f"{target.name} took {seconds * 1000:.0f} ms")


def _read(target, case) -> bool:
    with contextlib.suppress(*target.refusals):
        target.read(case)
        return True
    return False
