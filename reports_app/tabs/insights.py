"""The tab of insights: what is out of the ordinary, who has too much to do, which tickets may be late."""

from django.utils.translation import gettext as _

from reports_app import figures
from reports_app.figures import View
from reports_app.noticed import noticed
from reports_app.periods import named
from reports_app.risk import panels as risk
from reports_app.tables import NOTHING, Cell, Content, Panel, count_cell
from tickets_app.ingest import figures as queues
from tts.core.health import processes

PACE = "30d"
PACE_DAYS = 30
COUNTED = ("items_open", "items_waiting", "items_resolved")


def content(view: View) -> Content:
    """The anomalies, then panels on single tickets, overload and health."""
    return Content([], [*risk.panels(view), _overload(view), _health()], noticed(view))


def _overload(view) -> Panel:
    """How many days of work each role has at hand, by its pace of the last 30 days."""
    zone = view.filters.period.zone
    lately = View(view.user, view.filters.with_(period=named(PACE, view.now, zone), name=PACE), view.now)
    groups = figures.counts_by("role", COUNTED, lately, "role__name")
    groups.sort(key=lambda group: -(_days(group) or 0))
    rows = [
        [
            Cell(str(group.label)),
            *(count_cell(name, group.counts[name], lately, role=group.key) for name in COUNTED),
            Cell(NOTHING if _days(group) is None else f"{_days(group):.1f}", _days(group)),
        ]
        for group in groups
    ]
    columns = [
        _("Role"), _("Open work"), _("Waiting for somebody"), _("Worked in 30 days"),
        _("Days of work at hand"),
    ]  # fmt: skip
    note = _("Open work by what the role finishes a day, weekends included. The longest first.")
    empty = _("No work has been assigned yet.")
    return Panel("overload", _("Overload"), columns, rows, note=note, empty=empty)


def _days(group) -> float | None:
    """None where nothing was finished."""
    done, open_ = group.counts["items_resolved"], group.counts["items_open"]
    return round(PACE_DAYS * open_ / done, 1) if done else None


def _health() -> Panel:
    rows = [[Cell(name), Cell(str(state))] for name, state in processes().items()]
    for queue in queues.states():
        way = _("in") if queue.incoming else _("out")
        rows.append([Cell(f"{queue.name} ({way})"), Cell(_queue(queue))])
    return Panel("health", _("Service health"), [_("Part"), _("State")], rows)


def _queue(queue) -> str:
    waiting = NOTHING if queue.waiting is None else f"{queue.waiting:,}"
    facts = {"waiting": waiting, "dead": f"{queue.dead:,}"}
    return _("%(waiting)s waiting, %(dead)s dead") % facts
