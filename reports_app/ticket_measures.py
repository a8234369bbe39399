"""What is counted of tickets."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from reports_app.filters import Filters
from reports_app.measure import Kind, Measure
from tickets_app.models import TaskStatus
from tickets_app.models.ticket import FINISHED
from tts.core.models import AuditEvent

OPEN = ~Q(status__in=FINISHED)
SATISFIED = 4  # of 5, at least


def _events(action: str, filters: Filters):
    period = {"at__gte": filters.period.start, "at__lt": filters.period.end}
    return AuditEvent.objects.filter(action=action, target_type="ticket", **period)


def _was_waiting(filters: Filters) -> Q:
    end = filters.period.end
    return Q(created_at__lt=end) & (Q(taken_up_at__gte=end) | Q(taken_up_at__isnull=True))


def _was_in_work(filters: Filters) -> Q:
    end = filters.period.end
    return Q(taken_up_at__lt=end) & (Q(task__completed_at__gte=end) | Q(task__completed_at__isnull=True))


def _completed_once(filters: Filters) -> Q:
    return Q(pk__in=_events("task.completed", filters).values("target_id"))


def _completed_and_reopened(filters: Filters) -> Q:
    later = AuditEvent.objects.filter(
        action="task.reopened", target_type="ticket", target_id=OuterRef("pk"), at__gte=filters.period.start
    )
    return _completed_once(filters) & Q(Exists(later))


TICKET_MEASURES = (
    Measure("open", _("Open"), _("Tickets that are not finished now, whatever the period."), where=OPEN),
    Measure(
        "overdue",
        _("Overdue"),
        _("Open tickets whose target has passed, whatever the period."),
        where=OPEN & Q(late_at__isnull=False),
        better="down",
    ),
    Measure("created", _("New"), _("Tickets that arrived in the period."), instant="created_at"),
    Measure(
        "resolved",
        _("Resolved"),
        _("Tickets resolved in the period and not reopened since."),
        instant="resolved_at",
        better="up",
    ),
    Measure(
        "taken_up",
        _("Taken up"),
        _("Tickets on which the first work began in the period, or that ended in it without any."),
        instant="taken_up_at",
    ),
    Measure(
        "was_waiting",
        _("Not begun"),
        _("Tickets that had come by the end of the period, and nobody had begun."),
        where=_was_waiting,
    ),
    Measure(
        "was_in_work",
        _("In work"),
        _("Tickets that somebody had begun by the end of the period, and that were not finished then."),
        where=_was_in_work,
    ),
    Measure(
        "begun",
        _("Begun"),
        _("Tickets on which the first work began in the period."),
        instant="task__began_at",
    ),
    Measure(
        "finished",
        _("Finished"),
        _("Tickets that ended in the period: resolved, rejected or withdrawn."),
        where=Q(task__status__in=(TaskStatus.COMPLETED, TaskStatus.CANCELLED, TaskStatus.REJECTED)),
        instant="task__completed_at",
    ),
    Measure(
        "breached",
        _("Breached"),
        _("Tickets whose target passed in the period before they were resolved."),
        instant="late_at",
        better="down",
    ),
    Measure(
        "met",
        _("In time"),
        _("Tickets resolved in the period before their target passed."),
        where=Q(late_at__isnull=True),
        instant="decided_at",
        better="up",
    ),
    Measure(
        "compliance",
        _("Compliance"),
        _("Of the tickets whose target was met or missed in the period, those that met it."),
        instant="decided_at",
        kind=Kind.SHARE,
        part="met",
        better="up",
    ),
    Measure(
        "first_action",
        _("First action, median"),
        _("Hours of the clock on the wall from arrival until somebody begins; begun in the period."),
        instant="task__began_at",
        kind=Kind.QUANTILE,
        value="first_action",
        better="down",
    ),
    Measure(
        "resolution_p50",
        _("Resolution, median"),
        _("Half of the tickets resolved in the period took no longer, holds and nights included."),
        instant="resolved_at",
        kind=Kind.QUANTILE,
        value="resolution",
        better="down",
    ),
    Measure(
        "resolution_p90",
        _("Resolution, 90 %"),
        _("Nine in ten of the tickets resolved in the period took no longer, holds and nights included."),
        instant="resolved_at",
        kind=Kind.QUANTILE,
        value="resolution",
        level=0.9,
        better="down",
    ),
    Measure(
        "reopened",
        _("Reopened"),
        _("Tickets completed in the period and reopened since its beginning."),
        where=_completed_and_reopened,
        better="down",
    ),
    Measure(
        "reopen_rate",
        _("Reopen rate"),
        _("Of the tickets completed in the period, those that were reopened since its beginning."),
        where=_completed_once,
        kind=Kind.SHARE,
        part="reopened",
        better="down",
    ),
    Measure(
        "csat",
        _("Satisfaction"),
        _("Mean of what requesters gave in the period, from 1 (bad) to 5 (good); a ticket's last rating."),
        instant="rating__rated_at",
        kind=Kind.MEAN,
        value="rating__score",
        better="up",
    ),
    Measure(
        "rated",
        _("Rated"),
        _("Tickets that their requesters rated in the period."),
        instant="rating__rated_at",
    ),
    Measure(
        "satisfied",
        _("4 or 5 of 5"),
        _("Tickets that their requesters rated in the period with 4 or 5 of 5."),
        where=Q(rating__score__gte=SATISFIED),
        instant="rating__rated_at",
        better="up",
    ),
    Measure(
        "satisfaction",
        _("Satisfied"),
        _("Of the tickets rated in the period, those with 4 or 5 of 5."),
        instant="rating__rated_at",
        kind=Kind.SHARE,
        part="satisfied",
        better="up",
    ),
    Measure(
        "answered",
        _("Resolved and rated"),
        _("Tickets resolved in the period and not reopened since that their requesters rated, whenever."),
        where=Q(rating__isnull=False),
        instant="resolved_at",
        better="up",
    ),
    Measure(
        "answer_rate",
        _("Answer rate"),
        _("Of the tickets resolved in the period and not reopened since, those rated since or before."),
        instant="resolved_at",
        kind=Kind.SHARE,
        part="answered",
        better="up",
    ),
)
