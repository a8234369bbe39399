"""What is counted of assignments (task items)."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports_app.measure import Kind, Measure
from reports_app.subjects import ITEMS
from tickets_app.models import ItemStatus, Origin

WORKED = Q(status=ItemStatus.RESOLVED)
OPEN = Q(closed_at__isnull=True)

ITEM_MEASURES = (
    Measure(
        "items_open",
        _("Open work"),
        _("Assignments that are not closed now, whatever the period."),
        ITEMS,
        OPEN,
    ),
    Measure(
        "items_waiting",
        _("Waiting for somebody"),
        _("Open assignments that nobody holds, whatever the period."),
        ITEMS,
        OPEN & Q(user__isnull=True),
        better="down",
    ),
    Measure("items_new", _("Assignments"), _("Assignments made in the period."), ITEMS, instant="created_at"),
    Measure(
        "items_resolved",
        _("Worked"),
        _("Assignments closed by doing the work in the period."),
        ITEMS,
        WORKED,
        "closed_at",
        better="up",
    ),
    Measure(
        "items_in_time",
        _("In time"),
        _("Assignments worked in the period before their target passed."),
        ITEMS,
        WORKED & Q(target_resolution__isnull=False, late_at__isnull=True),
        "closed_at",
        better="up",
    ),
    Measure(
        "items_on_time",
        _("On time"),
        _("Of the assignments with a target that were worked in the period, those worked before it passed."),
        ITEMS,
        WORKED & Q(target_resolution__isnull=False),
        "closed_at",
        Kind.SHARE,
        "items_in_time",
        better="up",
    ),
    Measure(
        "items_breached",
        _("Steps breached"),
        _("Assignments whose step ran out of time in the period."),
        ITEMS,
        instant="late_at",
        better="down",
    ),
    Measure(
        "transfers",
        _("Transfers"),
        _("Assignments made by a transfer in the period."),
        ITEMS,
        Q(origin=Origin.TRANSFERRED),
        "created_at",
    ),
    Measure(
        "escalations",
        _("Escalations"),
        _("Assignments made by an escalation in the period."),
        ITEMS,
        Q(origin=Origin.ESCALATION),
        "created_at",
        better="down",
    ),
    Measure(
        "waiting",
        _("Waiting, median"),
        _("From the assignment until it is begun, on the wall clock; begun in the period."),
        ITEMS,
        instant="began_at",
        kind=Kind.QUANTILE,
        value="waiting",
        better="down",
    ),
    Measure(
        "working",
        _("Working, median"),
        _(
            "From beginning an assignment until it is done, holds included; done in the period. "
            "Where work was said to begin only when it was done, nothing is known of it."
        ),
        ITEMS,
        WORKED & Q(began_at__lt=F("closed_at")),
        "closed_at",
        Kind.QUANTILE,
        value="working",
        better="down",
    ),
    Measure(
        "repeats",
        _("Rework"),
        _("Assignments made in the period at a step where their ticket had been before."),
        ITEMS,
        Q(is_repeat=True, origin=Origin.SYSTEM),
        "created_at",
        better="down",
    ),
    Measure(
        "first_pass",
        _("First pass"),
        _("First assignments at a step, worked in the period, to which their ticket has not come back."),
        ITEMS,
        WORKED & Q(is_repeat=False, comes_back=False),
        "closed_at",
        better="up",
    ),
    Measure(
        "first_pass_yield",
        _("First-pass yield"),
        _("Of the first assignments at a step worked in the period, those to which no ticket came back."),
        ITEMS,
        WORKED & Q(is_repeat=False),
        "closed_at",
        Kind.SHARE,
        "first_pass",
        better="up",
    ),
)
