"""The tab about the queues: what came, what left, and what got stuck. Real figures or none."""

from django.db.models import CharField, Count, Value
from django.db.models.functions import TruncDay
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports_app import charts
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.tables import Card, Cell, Content, Panel
from reports_app.tabs.trends import bucket_label
from tickets_app.ingest import figures
from tickets_app.models import InboxMessage, Notification
from tts.accounts.access import standing
from tts.core.models import OutboxMessage


def content(view: View) -> Content:
    """Cards and panels of the tab. Not narrowed by anything but the period: a message has no department."""
    incoming, outgoing = figures.both()
    failed = Notification.objects.filter(state=Notification.State.FAILED).count()
    told = [
        ("waiting", _("Outbox"), _sum(outgoing, "waiting"), _("Messages for others that have not left yet.")),
        ("dead", _("Dead letters"), _sum(incoming, "dead"), _("Messages that could not be used.")),
        ("given_up", _("Given up"), _sum(outgoing, "dead"), _("Messages that could not be delivered.")),
        ("failed", _("Failed mails"), failed, _("Mails that could not be sent.")),
    ]
    where = reverse("integrations") if standing(view.user).is_admin else ""
    shown = [Card(name, label, f"{count:,}", why, where) for name, label, count, why in told]
    return Content(shown, [_traffic(view), _queues(incoming, outgoing)])


def _sum(queues, name) -> int:
    return sum(getattr(queue, name) or 0 for queue in queues)


def _traffic(view) -> Panel:
    """Messages in and out a day."""
    period = view.filters.period
    came, left = _by_day(period)
    days = period.buckets("day")
    labels = [bucket_label(day, "day") for day in days]
    nothing = [""] * len(days)
    series = [
        Series(_("Came in"), [came.get(day.date(), 0) for day in days], nothing, "accent"),
        Series(_("Went out"), [left.get(day.date(), 0) for day in days], nothing, "good"),
    ]
    rows = [
        [Cell(label), *(Cell(f"{found.get(day.date(), 0):,}") for found in (came, left))]
        for label, day in zip(labels, days, strict=True)
    ]
    columns = [_("Day"), _("Came in"), _("Went out")]
    chart = charts.lines(labels, series) if came or left else None
    empty = _("No message came or went in this period.")
    return Panel("traffic", _("Messages"), columns, rows if chart else [], chart, wide=True, empty=empty)


def _by_day(period) -> tuple[dict, dict]:
    """(messages that came, that left) by day; one statement."""
    came = _daily(InboxMessage.objects.all(), "received_at", "in", period)
    left = _daily(OutboxMessage.objects.all(), "published_at", "out", period)
    rows = list(came.union(left, all=True))
    return tuple({day.date(): count for day, kind, count in rows if kind == way} for way in ("in", "out"))


def _daily(messages, moment, way, period):
    kept = messages.filter(**{f"{moment}__gte": period.start, f"{moment}__lt": period.end}).order_by()
    days = kept.annotate(day=TruncDay(moment, tzinfo=period.zone), way=Value(way, CharField()))
    return days.values_list("day", "way").annotate(Count("pk"))


def _queues(incoming, outgoing) -> Panel:
    both = [*((queue, _("in")) for queue in incoming), *((queue, _("out")) for queue in outgoing)]
    rows = [
        [
            Cell(queue.name),
            Cell(way),
            Cell("" if queue.waiting is None else f"{queue.waiting:,}"),
            Cell(f"{queue.in_hour:,}"),
            Cell(f"{queue.dead:,}"),
            Cell(date_format(queue.last, "D j M H:i") if queue.last else _("never")),
        ]
        for queue, way in both
    ]
    columns = [_("Queue"), _("Way"), _("Waiting"), _("Last hour"), _("Dead"), _("Last message")]
    return Panel("queues", _("Queues"), columns, rows, wide=True)
