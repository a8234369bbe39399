"""What `make load` and the queueing simulation compute."""

import pytest

from bench import queueing
from bench.load import kinds
from bench.load.report import Answer, after_kills, figures, growth, p95, read, unexcused, verdict


def answers(kind, times):
    return [Answer(0.0, kind, f"{kind} x", ms) for ms in times]


def test_figures_are_of_one_kind_and_of_what_succeeded():
    calm = answers("api", [10, 20, 30]) + answers("page", [1])
    loaded = [*answers("api", range(1, 101)), Answer(0.0, "api", "api x", 9999.0, "500")]
    one = figures("api", calm, loaded, seconds=50)
    assert (one.a_second, one.median, one.unloaded) == (2.0, 50.5, 20)
    assert one.p95 == pytest.approx(95.05)
    assert one.ratio == pytest.approx(4.75, abs=0.01)


def test_each_missed_goal_is_said():
    fine = figures("api", answers("api", [10]), answers("api", [50]), 1)
    slow = figures("page", answers("page", [10]), answers("page", [101]), 1)
    assert verdict([fine], [], {"web-1": 0.049}) == []
    assert len(verdict([fine, slow], ["api x: 500"], growth({"web-1": 100}, {"web-1": 105}))) == 3


def test_answers_are_read_as_they_were_kept(tmp_path):
    (tmp_path / "log").write_text('[1.5, "api", "api x", 12.0, ""]\n')
    assert read(tmp_path / "log") == [Answer(1.5, "api", "api x", 12.0)]


@pytest.mark.parametrize(
    ("victim", "failures", "count"),
    [("database", 100, 0), ("web-1", 25, 0), ("web-1", 26, 1), ("worker-1", 0, 0), ("worker-1", 1, 1)],
)
def test_only_what_was_in_flight_or_needed_the_database_may_fail(victim, failures, count):
    kills = [(10.0, "redis"), (20.0, victim), (30.0, "broker")]
    failed = [Answer(29.9, "api", "api x", 1.0, "502") for _each in range(failures)]
    answers = [Answer(19.0, "api", "api x", 1.0), *failed, Answer(21.0, "socket", "open", 1.0, "gone")]
    assert [(at, name, len(found)) for at, name, _all, found in after_kills(answers, kills)] == [
        (0, "redis", 0), (10, victim, failures), (20, "broker", 0),
    ]  # fmt: skip
    assert len(unexcused(answers, kills)) == count


def test_p95_of_one_is_that_one():
    assert p95([3.0]) == 3.0


@pytest.mark.parametrize(("load", "places"), [(0.5, 1), (0.8, 1)])
def test_the_simulation_agrees_with_what_is_known_of_one_place(load, places):
    """The mean wait of M/G/1 with spread 1 is load / (1 - load) x service."""
    found = queueing.simulate(load * 100, 10, places, count=100_000)
    assert found.utilisation == pytest.approx(load)
    assert found.mean_wait == pytest.approx(load / (1 - load) * 10, rel=0.15)


def test_more_than_can_be_served_is_refused():
    with pytest.raises(ValueError, match="busy 120%"):
        queueing.simulate(120, 10, 1)


def test_the_fewest_places_that_suffice():
    places = queueing.fewest_places(100, 50, 250, count=5_000)
    assert 5 < places < 12
    assert queueing.simulate(100, 50, places, count=5_000).p95_whole <= 250


def test_every_kind_of_page_of_the_day_has_an_address():
    assert {kinds.page(name, tickets=1) for name in kinds.PAGES} >= {
        ("/inbox/", ""),
        ("/ticket/D-0/", "coordinator0"),
    }
    with pytest.raises(KeyError):
        kinds.page("reports", tickets=1)


def test_what_is_sent_on_a_day_is_what_the_api_takes():
    assert set(kinds.comment()) == {"text", "internal"}
    assert {"subject", "department", "category", "priority"} < set(kinds.submission())
