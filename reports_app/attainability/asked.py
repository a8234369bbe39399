"""What a request to the attainability pages asks for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from reports_app.attainability.figures import DAYS, EVERYTHING, USUAL_DAYS
from reports_app.attainability.suggesting import MINUTE
from tickets_app.models import Priority
from tts.core.errors import Invalid

GOALS = (80, 90, 95)
MOST_MINUTES = 999_999 * 60
MOST = 10**18
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def days_of(given: Mapping) -> int:
    """For how many days back: one of DAYS."""
    return int(_one_of(given.get("days", ""), DAYS) or USUAL_DAYS)


def goal_of(given: Mapping) -> int | None:
    """Which percentage the sliders should start at: one of GOALS, else None."""
    return _one_of(given.get("goal", ""), GOALS)


def _one_of(text, allowed) -> int | None:
    return next((value for value in allowed if text == str(value)), None)


def since(days: int, now: datetime) -> datetime:
    """From when on the last `days` days are."""
    return EPOCH if days == EVERYTHING else now - timedelta(days=days)


def minutes_of(given: Mapping, name: str) -> timedelta:
    """The target in minutes in the field `name`. Raises Invalid where it is none."""
    text = given.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and 0 < int(text) <= MOST_MINUTES):
        raise Invalid({name: [_("A target is a whole number of minutes.")]})
    return int(text) * MINUTE


def changed_targets(given: Mapping) -> dict[str, timedelta]:
    """The targets by priority of the sliders that do not stand at `was-<priority>`. Raises Invalid."""
    return {
        name: minutes_of(given, slug)
        for name in Priority.values
        if (slug := name.lower()) in given and given[slug] != given.get(f"was-{slug}")
    }


def weights_of(given: Mapping) -> dict[int, float]:
    """The weights in the fields `weight-<step id>`. Raises Invalid where one is none."""
    found = {}
    for name, text in given.items():
        prefix, _dash, step_id = name.partition("-")
        if prefix == "weight":
            found[_number(int, step_id, name)] = _number(float, text, name) or _refuse_nothing(name)
    return found


def _number(kind, text, name):
    try:
        value = kind(text)
    except ValueError as error:
        raise Invalid({name: [_("This must be a number.")]}) from error
    if not 0 <= value < MOST:
        raise Invalid({name: [_("This number cannot be.")]})
    return value


def _refuse_nothing(name):
    raise Invalid({name: [_("A weight must be more than 0.")]})


def revision_of(given: Mapping) -> int:
    """The draft's revision that the person saw. Raises Invalid."""
    return _number(int, given.get("revision", ""), "revision")
