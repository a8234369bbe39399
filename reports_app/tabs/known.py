"""The tabs that there are, by the name in their address."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports_app.figures import View
from reports_app.tables import Content
from reports_app.tabs import agents, forecast, insights, integration, items, tickets, workflows


@dataclass(frozen=True)
class Known:
    """A tab: what it is called, and what makes its cards and panels."""

    label: str
    content: Callable[[View], Content]


KNOWN = {
    "tickets": Known(_("Tickets"), tickets.content),
    "workflows": Known(_("Workflows"), workflows.content),
    "items": Known(_("Task items"), items.content),
    "agents": Known(_("Agents"), agents.content),
    "forecast": Known(_("Forecast"), forecast.content),
    "insights": Known(_("Insights"), insights.content),
    "integration": Known(_("Integration"), integration.content),
}
