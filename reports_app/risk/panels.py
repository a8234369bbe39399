"""The part of the Insights tab about the risk of single tickets. Shows what the worker stored."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports_app import charts
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.measure import selection
from reports_app.measures import MEASURES
from reports_app.risk import words
from reports_app.risk.models import RiskModel
from reports_app.tables import NOTHING, Cell, Panel

SHOWN = 25


def panels(view: View) -> list[Panel]:
    """The riskiest open tickets among those that the viewer reports on, and how good the chances are."""
    model = latest()
    return [_riskiest(view, model), _calibration(model)]


def latest() -> RiskModel | None:
    """The training that serves."""
    return RiskModel.objects.filter(finished_at__isnull=False).first()


def riskiest(view: View):
    """The open tickets of the view whose target lies ahead, with their risk, the likeliest late first."""
    chosen = selection(MEASURES["open"], view.user, view.filters, view.now)
    at_risk = chosen.filter(risk__model__finished_at__isnull=False, task__target_resolution__gt=view.now)
    return at_risk.select_related("risk", "task").order_by("-risk__probability", "pk")


def _riskiest(view, model) -> Panel:
    columns = [
        _("Ticket"), _("Risk"), _("Target"), _("Subject"), _("Why"), _("What would lower it"),
    ]  # fmt: skip
    rows = [_line(ticket, view) for ticket in riskiest(view)[:SHOWN]]
    note = words.method(model) if model else ""
    empty = _("No open ticket has a chance of being late worked out. That is done every night.")
    return Panel("risk", _("Likeliest to be late"), columns, rows, note=note, wide=True, empty=empty)


def _line(ticket, view) -> list[Cell]:
    risk = ticket.risk
    due = ticket.task.target_resolution.astimezone(view.filters.period.zone)
    lower = words.changes(risk)
    return [
        Cell(ticket.number, href=reverse("ticket", args=[ticket.number])),
        Cell(words.percent(risk.probability), round(100 * risk.probability, 1)),
        Cell(date_format(due, "j M H:i"), due.isoformat(timespec="minutes")),
        Cell(ticket.subject, is_prose=True),
        Cell(" ".join(words.reasons(risk)), is_prose=True),
        Cell(" ".join(lower) if lower else NOTHING, " ".join(lower), is_prose=True),
    ]


def _calibration(model) -> Panel:
    points = model.curve if model else []
    columns = [_("Said"), _("Tickets"), _("Said, mean"), _("Came true")]
    labels = [_range(point["predicted"]) for point in points]
    rows = [
        [Cell(label), _count(point), _share(point, "predicted"), _share(point, "observed")]
        for label, point in zip(labels, points, strict=True)
    ]
    title = _("Do the chances come true?")
    empty = _("Not tested yet: that takes some hundred tickets whose target has passed.")
    panel = Panel("calibration", title, columns, rows, wide=True, empty=empty)
    return panel.with_chart(_curve(labels, points) if points else None, _told(model))


def _count(point) -> Cell:
    return Cell(f"{point['count']:,}", point["count"])


def _share(point, name) -> Cell:
    return Cell(f"{_rounded(point[name])} %", _rounded(point[name]))


def _curve(labels, points) -> dict:
    nothing = [""] * len(labels)
    said = Series(_("Said, mean"), [_rounded(p["predicted"]) for p in points], nothing, "quiet")
    true = Series(_("Came true"), [_rounded(p["observed"]) for p in points], nothing, "accent")
    return charts.lines(labels, [said, true])


def _rounded(share) -> float:
    return round(100 * share, 1)


def _range(predicted) -> str:
    lowest = min(int(10 * predicted), 9) * 10
    return f"{lowest}\u2013{lowest + 10} %"


def _told(model) -> str:
    """What it was trained on, when, and how well it did."""
    if model is None:
        return ""
    day = "j M Y H:i"
    parts = [_("Trained %(at)s on %(count)s tickets.") % {
        "at": date_format(model.finished_at, day), "count": f"{model.learned_from:,}",
    }]  # fmt: skip
    if model.first_at:
        parts.append(_("They began from %(first)s to %(last)s.") % {
            "first": date_format(model.first_at, "j M Y"), "last": date_format(model.last_at, "j M Y"),
        })  # fmt: skip
    if model.tested:
        parts.append(_tested(model))
    return " ".join(parts)


def _tested(model) -> str:
    told = _(
        "On %(tested)s later ones it had not seen: AUC %(auc)s, calibration error %(ece)s; "
        "the table of rates: AUC %(table)s. An AUC of 0.5 is chance, 1 is perfect."
    )
    return told % {
        "tested": f"{model.tested:,}",
        "auc": _figure(model.auc),
        "ece": _figure(model.ece),
        "table": _figure(model.table_auc),
    }


def _figure(value) -> str:
    return NOTHING if value is None else f"{value:.2f}"
