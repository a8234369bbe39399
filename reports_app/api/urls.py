"""REST routes of the reports."""

from django.urls import path

from reports_app.api import answers, models
from reports_app.api.views import answering, drilldown, trend
from reports_app.models import Forecast
from reports_app.subjects import ITEMS, TICKETS

ANSWERS = {
    "ticket-categories": answers.by_category,
    "tickets/dashboard": answers.ticket_dashboard,
    "tickets/status": answers.by_status,
    "tickets/priority": answers.by_priority,
    "tickets/age": answers.by_age,
    "tickets/sla": answers.sla,
    "workflows/metrics": answers.workflows,
    "workflows/departments": answers.departments,
    "workflows/steps": answers.steps,
    "tasks/status": answers.item_status,
    "tasks/origin": answers.item_origin,
    "tasks/performance": answers.item_dashboard,
    "tasks/users": answers.users,
    "tasks/transfers": answers.transfers,
    "operational": answers.operational,
    "workload": answers.workload,
    "sla-risk": answers.sla_risk,
    "anomalies": models.anomalies,
    "forecast/comprehensive": models.comprehensive,
    **{f"forecast/{kind}": models.forecast_of(kind) for kind in Forecast.Kind.values},
    "service-health": answers.service_health,
}
TRENDS = {"ticket-trends": answers.ticket_trends, "task-item-trends": answers.item_trends}
DRILLDOWNS = {
    "tickets/status": (TICKETS, "created"),
    "tickets/priority": (TICKETS, "created"),
    "tickets/age": (TICKETS, "open"),
    "tickets/sla": (TICKETS, "compliance"),
    "tasks/status": (ITEMS, "items_new"),
    "tasks/origin": (ITEMS, "items_new"),
    "transfers": (ITEMS, "transfers"),
    "user/<int:user_id>": (ITEMS, "items_new", "agent"),
    "workflow/<int:workflow_id>": (TICKETS, "created", "workflow"),
}


def _name(place: str) -> str:
    return place.partition("/<")[0].replace("/", "_").replace("-", "_")


def _route(place, view):
    return path(f"analytics/{place}/", view.as_view(), name=f"api_analytics_{_name(place)}")


urlpatterns = [
    *(_route(place, answering(_name(place), of, of.__doc__)) for place, of in ANSWERS.items()),
    *(_route(place, trend(_name(place), of, of.__doc__)) for place, of in TRENDS.items()),
    *(_route(f"drilldown/{place}", drilldown(_name(place), *of)) for place, of in DRILLDOWNS.items()),
]
