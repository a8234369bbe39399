"""The parts of a run: each makes one `Forecast` from the record. Contents are JSON:

| kind | content |
| --- | --- |
| volume | `days`: day, expected, baseline, low80, high80, low95, high95; `past`: day, count; `mase_median` |
| resolution | `weeks`: week, p50, low80, high80, low95, high95, p90; `past`: week, p50, p90 (seconds) |
| category | `rows`: category (null: all others), share, low80, high80, before, expected (tickets to come) |
| workload | `rows`: role_id, role, a_day, low80, high80, pace, people, members, mase, mase_naive |
| sla-risk | `weeks`: week, share, low80, high80, low95, high95; `past`: week, share |

Bounds are left out, and `is_thin` is true, where the record is too short to test anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from reports_app.forecasting import days, record, weeks
from reports_app.forecasting.record import Span
from reports_app.models import Forecast

Kind = Forecast.Kind


@dataclass(frozen=True)
class Part:
    """One forecast to make."""

    kind: str
    department: str = ""
    label: str = ""


def parts(span: Span) -> Iterator[Part]:
    """All forecasts of a run: of everything, and of each department."""
    departments = record.departments(span)
    for kind in Kind.values:
        yield Part(kind)
        if kind != Kind.WORKLOAD:  # a role works for several departments
            yield from (Part(kind, name, label) for name, label in departments)


def make(part: Part, span: Span, now: datetime) -> Forecast:
    """The unsaved forecast of a part."""
    found = MAKERS[part.kind](part.department, span, now)
    return Forecast(
        kind=part.kind, department=part.department, label=part.label[:64], made_at=now,
        first_day=span.first, last_day=span.last, **found,
    )  # fmt: skip


MAKERS: dict[str, Callable[[str, Span, datetime], dict]] = {
    Kind.VOLUME: days.volume,
    Kind.RESOLUTION: weeks.resolution,
    Kind.CATEGORY: weeks.category,
    Kind.WORKLOAD: days.workload,
    Kind.SLA_RISK: weeks.sla_risk,
}
