"""What the worker's models stored, as far as a person may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reports_app.figures import View
from reports_app.models import Forecast, ForecastRun
from reports_app.subjects import overseen_departments


@dataclass(frozen=True)
class Stored:
    """The forecasts of the newest whole run, and a newer run that is under way, with the `newest` part of it.

    `department`: whose they are, in lower case, "" for all; it is one that the person oversees.
    """

    made: ForecastRun | None
    under_way: ForecastRun | None
    department: str
    forecasts: list[Forecast]
    newest: Forecast | None = None
    now: datetime | None = None

    @property
    def is_silent(self) -> bool:
        """Whether the run under way has not got on for so long that its job must have died."""
        if self.under_way is None:
            return False
        return self.now - (self.newest.made_at if self.newest else self.under_way.started_at) > PATIENCE

    def of(self, kind: str) -> Forecast | None:
        """The forecast of a kind for the department."""
        return next((one for one in self.each(kind) if one.department == self.department), None)

    def each(self, kind: str) -> list[Forecast]:
        """The forecasts of a kind, for everything and for each department."""
        return [one for one in self.forecasts if one.kind == kind]


def stored(view: View) -> Stored:
    """The forecasts that `view.user` may see, for the department that the filters name. Three statements.

    Whoever oversees some departments only and names none sees the first of them.
    """
    runs = list(ForecastRun.objects.order_by("-pk")[:KEPT])
    made = next((run for run in runs if run.finished_at), None)
    under_way = runs[0] if runs and not runs[0].finished_at else None
    overseen = overseen_departments(view.user)
    rows = Forecast.objects.filter(run=made) if made else Forecast.objects.none()
    if overseen is not None:
        rows = rows.filter(department__in=overseen)
    found = sorted(rows, key=lambda one: one.label.lower())
    names = [one.department for one in found if one.kind == Forecast.Kind.VOLUME]
    asked = view.filters.department or ""
    newest = under_way.forecasts.order_by("-pk").first() if under_way else None
    department = asked if asked in names or not names else names[0]
    return Stored(made, under_way, department, found, newest, view.now)


KEPT = 10
PATIENCE = timedelta(minutes=10)
