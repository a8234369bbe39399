"""All figures of the reports by name. docs/reports.md explains them for people."""

from reports_app.item_measures import ITEM_MEASURES
from reports_app.ticket_measures import TICKET_MEASURES

MEASURES = {measure.name: measure for measure in (*TICKET_MEASURES, *ITEM_MEASURES)}
