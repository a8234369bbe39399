"""The list behind a figure: exactly the rows it counts, as a page and as CSV."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports_app.figures import View, figure
from reports_app.measure import Kind, Measure, selection
from reports_app.measures import MEASURES
from reports_app.subjects import TICKETS
from reports_app.tables import text_of
from reports_app.views.asked import view_of
from reports_app.views.narrowing import chips
from tickets_app.paging import page_of
from tickets_app.presenters import rows
from tickets_app.selectors import with_work
from tts.accounts.access import OVERSIGHT
from tts.core.csv_files import MOST_ROWS, csv_response
from tts.core.errors import NotFound
from tts.core.policy import allow

TICKET_COLUMNS = (
    "number", "subject", "department", "category", "priority", "status", "created_at", "resolved_at",
    "task__workflow__name", "task__step_name", "task__target_resolution", "task__breached_at",
)  # fmt: skip
ITEM_COLUMNS = (
    "task__ticket__number", "task__ticket__subject", "step_name", "role__name", "user__email", "status",
    "origin", "created_at", "began_at", "closed_at", "target_resolution", "breached_at",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A measure with the rows that it counts, in the order in which a list shows them."""

    measure: Measure
    view: View
    rows: QuerySet


def _found(request) -> Found:
    measure = MEASURES.get(request.GET.get("measure", ""))
    if measure is None:
        raise NotFound
    view = view_of(request)
    chosen = selection(measure, view.user, view.filters, view.now)
    longest = [F(measure.value).desc()] if measure.kind is Kind.QUANTILE else []
    return Found(measure, view, chosen.order_by(*longest, "-pk"))


@allow(OVERSIGHT)
@require_safe
def report_list(request):
    """The rows of the measure that the address names."""
    found = _found(request)
    counted = figure(found.measure.name, found.view)
    shown = with_work(found.rows).prefetch_related("task__version__calendar")
    if found.measure.subject is not TICKETS:
        shown = found.rows.select_related("task__ticket", "role", "user")
    page = page_of(shown, request.GET.get("page"), counted.count)
    facts = {
        "measure": found.measure,
        "value": "" if found.measure.kind is Kind.COUNT else text_of(found.measure, counted.value),
        "count": counted.count,
        "part": _part(found, counted),
        "chips": chips(found.view, found.measure),
        "page": page,
        "of_tickets": found.measure.subject is TICKETS,
        "rows": rows.work_rows(page.rows, found.view.now) if found.measure.subject is TICKETS else page.rows,
        "query": found.view.filters.query(),
        "csv_query": found.view.filters.query(measure=found.measure.name),
    }
    return render(request, "reports_app/list.html", facts)


def _part(found, counted) -> dict | None:
    """The link to the part that a share is about."""
    if found.measure.kind is not Kind.SHARE or not counted.part:
        return None
    label = MEASURES[found.measure.part].label
    text = _("%(part)s of them: %(label)s") % {"part": f"{counted.part:,}", "label": label}
    return {"text": text, "query": found.view.filters.query(measure=found.measure.part)}


@allow(OVERSIGHT)
@require_safe
def report_list_csv(request):
    """The same rows as CSV; times in UTC."""
    found = _found(request)
    columns = TICKET_COLUMNS if found.measure.subject is TICKETS else ITEM_COLUMNS
    head = [name.replace("task__", "").replace("__", "_") for name in columns]
    return csv_response(found.measure.name, head, found.rows.values_list(*columns)[: MOST_ROWS + 1])
