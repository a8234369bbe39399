"""Whatever people do, in whatever order: the product does what a plain model does, and records it."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.tickets.model_days import Days
from tests.tickets.model_world import World


def play(world, days, steps=25, **limits):
    """Make up `days` days of `steps` actions each. In a test's transaction nothing follows a commit."""
    limits = {"max_examples": days, "stateful_step_count": steps, "deadline": None, **limits}
    run_state_machine_as_test(
        lambda: Days(world), settings=settings(suppress_health_check=list(HealthCheck), **limits)
    )


@pytest.fixture
def world(roles):
    return World(roles)


def test_thirty_days_are_as_the_model_says(world):
    play(world, 30)


@pytest.mark.once  # on PostgreSQL the thirty days
@pytest.mark.slow
def test_five_hundred_days_are_as_the_model_says(world):
    play(world, 500)


def test_a_desk_that_hands_nothing_on_is_found_out(world, monkeypatch):
    """The comparison itself: it sees where the product differs."""
    monkeypatch.setattr("tickets_app.actions.entering.draw", lambda roles, at: dict.fromkeys(roles))
    with pytest.raises(AssertionError):
        play(world, 50, phases=[Phase.generate], database=None)
