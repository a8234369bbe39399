"""The tab about task items: assignments, how they came about, how they moved."""

from collections import Counter

from django.db.models import Count
from django.utils.translation import gettext as _

from reports_app import charts, figures
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.measures import MEASURES
from reports_app.tables import Cell, Content, Panel, cards, count_cell, group_panel, list_url, share_cell
from reports_app.tabs.trends import trends
from tickets_app.models import ItemStatus, Origin

CARDS = (
    "items_open", "items_waiting", "items_new", "items_resolved", "items_on_time", "items_breached",
    "transfers", "escalations", "waiting", "working",
)  # fmt: skip
TONES = {"items_new": "accent", "items_resolved": "good", "items_breached": "bad"}
MOVES = {"transfers": "cool", "escalations": "warn"}
OF_ROLE = (
    "items_open", "items_waiting", "items_new", "items_resolved", "transfers", "escalations",
    "items_in_time", "items_on_time",
)  # fmt: skip


def content(view: View) -> Content:
    """Cards and panels of the tab."""
    now, before = figures.compared(CARDS, view)
    return Content(
        cards(now, before, view),
        [
            trends("trend", _("Assigned, worked, breached"), TONES, view),
            *_made(view),
            trends("moves", _("Transfers and escalations"), MOVES, view),
            _roles(view),
        ],
    )


def _made(view) -> list[Panel]:
    """What was made in the period, by present status and by origin; one statement."""
    chosen = figures.selection(MEASURES["items_new"], view.user, view.filters, view.now)
    counts = list(chosen.order_by().values_list("status", "origin").annotate(Count("pk")))
    by_status, by_origin = Counter(), Counter()
    for status, origin, count in counts:
        by_status[status] += count
        by_origin[origin] += count
    return [
        _parts("status", _("Made in the period, by status"), "item_status", by_status, ItemStatus, view),
        _parts("origin", _("Made in the period, by origin"), "origin", by_origin, Origin, view),
    ]


def _parts(name, title, filter_name, counts, choices, view) -> Panel:
    shown = [(str(label), counts[key], {filter_name: key}) for key, label in choices.choices if counts[key]]
    links = [list_url("items_new", view, **chosen) for *_rest, chosen in shown]
    labels = [label for label, *_rest in shown]
    chart = charts.bars(labels, [Series(title, [count for _label, count, _chosen in shown], links)])
    rows = [[Cell(label), count_cell("items_new", count, view, **chosen)] for label, count, chosen in shown]
    return Panel(name, title, [title, _("Assignments")], rows, chart if shown else None)


def _roles(view) -> Panel:
    groups = figures.counts_by("role", OF_ROLE, view, "role__name")

    def on_time(group):
        part, whole = group.counts["items_in_time"], group.counts["items_on_time"]
        return share_cell("items_on_time", part, whole, view, role=group.key)

    shown = OF_ROLE[:-2]
    return group_panel("roles", _("Roles"), _("Role"), groups, view, "role", shown, [(_("On time"), on_time)])
