"""What a report page was asked for, and the choices that its filters offer."""

from django.db.models import F, Min, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app import periods
from reports_app.figures import View
from reports_app.filters import parse
from reports_app.subjects import reported_tickets
from tickets_app.lists.filters import Filter
from tickets_app.models import Priority
from tts.accounts.models import Role
from tts.accounts.zones import zone_of
from workflows_app.models import Workflow


def view_of(request) -> View:
    """What the address of a page asks for; what is odd in it counts as not given."""
    now = timezone.now()
    filters, _wrong = parse(request.GET, now, zone_of(request.user))
    return View(request.user, filters, now)


def selects(view: View) -> list[Filter]:
    """The filters of a report page. Two statements."""
    filters = view.filters
    workflows, roles = _workflows_and_roles()
    return [
        *period_select(view),
        *department_select(view),
        _select("workflow", _("Workflow"), _("All workflows"), workflows, filters.workflow),
        _select("priority", _("Priority"), _("Any priority"), list(Priority.choices), filters.priority),
        _select("role", _("Role"), _("All roles"), roles, filters.role),
    ]


def period_select(view: View) -> list[Filter]:
    """The choice of the period alone."""
    return [_select("period", _("Period"), "", _periods(view.filters), view.filters.name)]


def department_select(view: View) -> list[Filter]:
    """The choice of the department alone. One statement."""
    chosen = view.filters.department
    return [_select("department", _("Department"), _("All departments"), _departments(view), chosen)]


def _workflows_and_roles() -> tuple[list, list]:
    both = _named(Workflow, "workflow").union(_named(Role, "role"))
    rows = sorted(both, key=lambda row: row[1].lower())
    return tuple(
        [(str(pk), name) for pk, name, kind in rows if kind == wanted] for wanted in ("workflow", "role")
    )


def _named(model, kind):
    return model.objects.order_by().values_list("pk", "name", Value(kind))


def _select(name, label, everything, options, value) -> Filter:
    first = [("", everything)] if everything else []
    return Filter(name, label, [*first, *options], "" if value is None else str(value))


def _periods(filters):
    own = [] if filters.name else [("", _("From … to …"))]
    return [*own, *periods.LABELS]


def _departments(view) -> list[tuple[str, str]]:
    rows = reported_tickets(view.user).order_by().annotate(key=F("department_name")).values_list("key")
    return sorted(rows.annotate(Min("department")), key=lambda pair: pair[0])
