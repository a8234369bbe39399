"""The worker's schedules are those of the code, whatever was made of the rows."""

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from tickets_app.schedules import JOBS, ensure_schedules

pytestmark = pytest.mark.django_db


def test_are_made_once_and_name_what_exists():
    assert sorted(ensure_schedules()) == sorted(job.name for job in JOBS)
    before = list(Schedule.objects.values())
    assert ensure_schedules() == []
    assert list(Schedule.objects.values()) == before
    assert all(callable(import_string(row.func)) for row in Schedule.objects.all())


@pytest.mark.parametrize(
    "damage",
    [
        {"func": "os.system"},
        {"minutes": 500},
        {"repeats": 0},
        {"args": "(1,"},
        {"schedule_type": Schedule.CRON},
    ],
)
def test_a_changed_one_is_set_right(damage):
    ensure_schedules()
    Schedule.objects.filter(name=JOBS[0].name).update(**damage)
    assert ensure_schedules() == [JOBS[0].name]
    assert Schedule.objects.get(name=JOBS[0].name).func == JOBS[0].path


def test_what_nothing_names_any_more_is_removed_and_others_are_left():
    Schedule.objects.create(name="tts long gone", func="tickets_app.tasks.gone")
    Schedule.objects.create(name="somebody else's", func="math.sqrt")
    ensure_schedules()
    assert {row.name for row in Schedule.objects.all()} == {job.name for job in JOBS} | {"somebody else's"}


def test_a_twin_is_removed():
    ensure_schedules()
    Schedule.objects.create(name=JOBS[0].name, func=JOBS[0].path)
    assert ensure_schedules() == [JOBS[0].name]
    assert Schedule.objects.filter(name=JOBS[0].name).count() == 1


def test_run_without_error_right_after_they_were_made():
    """Each scheduled function, called as the worker calls it."""
    for job in JOBS:
        import_string(job.path)()
