"""The tabs of the reports. Everything that a tab shows follows from its address."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports_app.figures import View
from reports_app.tables import Content
from reports_app.tabs.known import KNOWN
from reports_app.views import saved
from reports_app.views.asked import department_select, period_select, selects, view_of
from tickets_app.lists.filters import Filter
from tts.accounts.access import OVERSIGHT
from tts.core.csv_files import csv_response
from tts.core.errors import NotFound
from tts.core.policy import allow


@dataclass(frozen=True)
class Tab:
    """A tab: `content` makes what it shows. `selects`: its filters; `has_period`: whether one can be chosen.
    `template`: what it shows above its panels."""

    name: str
    label: str
    content: Callable[[View], Content]
    selects: Callable[[View], list[Filter]] = selects
    has_period: bool = True
    template: str = ""


def _tab(name: str, **more) -> Tab:
    return Tab(name, KNOWN[name].label, KNOWN[name].content, **more)


OF_MODELS = {"selects": department_select, "has_period": False}
TABS = [
    _tab("tickets"),
    _tab("workflows"),
    _tab("items"),
    _tab("agents"),
    _tab("forecast", template="reports_app/_training.html", **OF_MODELS),
    _tab("insights", template="reports_app/_anomalies.html", **OF_MODELS),
    _tab("integration", selects=period_select),
]


def _named(name: str) -> Tab:
    found = next((tab for tab in TABS if tab.name == name), None)
    if found is None:
        raise NotFound
    return found


@allow(OVERSIGHT)
@require_safe
def tab(request, name):
    """One tab, narrowed by the filters in its address."""
    chosen, view = _named(name), view_of(request)
    facts = {
        "tabs": TABS,
        "tab": chosen,
        "view": view,
        "query": view.filters.query(),
        "selects": chosen.selects(view),
        "content": chosen.content(view),
        **saved.beside(request.user, name, view),
    }
    return render(request, "reports_app/tab.html", facts)


@allow(OVERSIGHT)
@require_safe
def panel_csv(request, name, panel) -> HttpResponse:
    """A table of a tab as CSV."""
    content = _named(name).content(view_of(request))
    found = next((one for one in content.panels if one.name == panel), None)
    if found is None:
        raise NotFound
    rows = ([cell.plain for cell in row] for row in found.rows)
    return csv_response(f"{name}-{panel}", found.columns, rows)
