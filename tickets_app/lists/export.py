"""A list of tickets as a file: the same rows in the same order as the page, all of them."""

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.models import TaskItem, Ticket
from tts.core.csv_files import MOST_ROWS, csv_response


def _name(prefix: str):
    """A person's full name, else their user name, as the rest of the product says it."""
    full = Trim(Concat(F(f"{prefix}__first_name"), Value(" "), F(f"{prefix}__last_name")))
    return Coalesce(NullIf(full, Value("")), F(f"{prefix}__username"), output_field=CharField())


def _holder():
    items = TaskItem.objects.filter(task__ticket=OuterRef("pk"), closed_at__isnull=True)
    return Subquery(items.values(holder=_name("user"))[:1], output_field=CharField())


def export(name: str, tickets: QuerySet[Ticket], *, for_staff: bool) -> HttpResponse:
    """The tickets as CSV; without the names of staff where it is not `for_staff`.

    Raises Invalid where there are more than fit into a file.
    """
    columns = _columns(for_staff)
    expressions = {f"c{place}": value for place, value in enumerate(columns.values())}
    rows = tickets.annotate(**expressions).values_list(*expressions)[: MOST_ROWS + 1]
    return csv_response(f"{name}-{timezone.now():%Y-%m-%d}", list(columns), rows)


def _columns(for_staff) -> dict[str, object]:
    """Each column's title and what it reads."""
    facts = {
        _("Number"): "number", _("Subject"): "subject", _("Department"): "department",
        _("Category"): "category", _("Sub-category"): "sub_category", _("Priority"): "priority",
        _("Status"): "status", _("Arrived"): "created_at", _("Changed"): "updated_at",
        _("Resolved"): "resolved_at",
    }  # fmt: skip
    if for_staff:
        facts |= {
            _("Requester"): "requester_name", _("Requester's e-mail"): "requester_email",
            _("Workflow"): "task__workflow__name", _("Step"): "task__step_name",
            _("Due"): "task__target_resolution",
        }  # fmt: skip
    columns = {title: F(path) for title, path in facts.items()}
    return columns | ({_("With"): _holder(), _("Owner"): _name("task__owner")} if for_staff else {})
