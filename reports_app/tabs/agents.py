"""The tab about people: who has how much to do, and how work goes. In order of name: it is no ranking."""

from django.utils.translation import gettext as _

from reports_app import charts, figures
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.filters import NOBODY
from reports_app.tables import Content, cards, group_panel, list_url, share_cell, time_cell
from tts.accounts.models import User

CARDS = ("items_open", "items_waiting", "items_resolved", "items_on_time", "waiting", "working")
COUNTED = (
    "items_open", "items_new", "items_resolved", "transfers", "escalations", "items_in_time", "items_on_time",
)  # fmt: skip
MOST_BARS = 30


def content(view: View) -> Content:
    """Cards and panels of the tab."""
    now, before = figures.compared(CARDS, view)
    groups = [_named(group) for group in figures.counts_by("user", COUNTED, view, "user__username")]
    people = {user.pk: user.full_name for user in User.objects.filter(pk__in=[g.key for g in groups])}
    groups = [figures.Group(g.key, people.get(g.key, g.label), g.counts) for g in groups]
    groups.sort(key=lambda group: (group.key == NOBODY, group.label.lower()))
    return Content(cards(now, before, view), [_people(groups, view)])


def _named(group):
    if group.key is None:
        return figures.Group(NOBODY, _("Nobody yet"), group.counts)
    return group


def _people(groups, view):
    medians = figures.quantiles_by("user", "working", view)

    def on_time(group):
        part, whole = group.counts["items_in_time"], group.counts["items_on_time"]
        return share_cell("items_on_time", part, whole, view, agent=group.key)

    def median(group):
        return time_cell("working", medians.get(group.key), view, agent=group.key)

    more = [(_("On time"), on_time), (_("Working, median"), median)]
    panel = group_panel("people", _("People"), _("Person"), groups, view, "agent", COUNTED[:-2], more)
    note = _("By name. Work differs in weight: numbers of people are no measure of them.")
    return panel.with_chart(_load(groups[:MOST_BARS], view), note)


def _load(groups, view):
    if not groups:
        return None
    series = [
        Series(
            label,
            [group.counts[name] for group in groups],
            [list_url(name, view, agent=group.key) for group in groups],
            tone,
        )
        for name, label, tone in (
            ("items_open", _("Open work"), "accent"),
            ("items_resolved", _("Worked"), "good"),
        )
    ]
    return charts.bars([group.label for group in groups], series)
