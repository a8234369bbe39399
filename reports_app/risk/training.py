"""The nightly training: learn from the newest tickets, test, score the open ones. Bounded in memory."""

from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from reports_app.risk import choosing, reasons
from reports_app.risk.models import RiskModel, TicketRisk
from reports_app.risk.records import Loads, Record, cases_at, columns_at, hours, records
from tickets_app.models import Task
from tickets_app.models.task import ACTIVE

MOST_LEARNED = 8_000
MOST_SCORED = 10_000
AT_ONCE = 500
KEPT = 30


def train() -> RiskModel:
    """Learn, test and score as of now. What was stored before serves until this is finished."""
    now = timezone.now()
    run = RiskModel.objects.create(started_at=now)
    found, loads = _newest(), Loads()
    told = choosing.verdict(found, hours(now), loads)
    _describe(run, found, told)
    open_tasks = list(_open(now)[:MOST_SCORED].values_list("pk", flat=True))
    _save(run, total=len(open_tasks))
    if told.method != choosing.NONE:
        predictor = _predictor(told.method, found, hours(now), loads)
        for start in range(0, len(open_tasks), AT_ONCE):
            _score(run, predictor, open_tasks[start : start + AT_ONCE], now, loads)
    _finish(run)
    return run


def _newest() -> list[Record]:
    """The newest tasks that had a target, in order of their beginning."""
    with_target = Task.objects.exclude(target_resolution=None, breached_at=None)
    newest = list(with_target.order_by("-pk").values_list("pk", flat=True)[:MOST_LEARNED])
    return sorted(records(with_target.filter(pk__gte=min(newest, default=0))), key=lambda one: one.begin)


def _open(now: datetime):
    """Open tasks whose target lies ahead, the next due first. A standing clock has no target."""
    due = Task.objects.filter(status__in=ACTIVE, target_resolution__gt=now, breached_at=None)
    return due.order_by("target_resolution", "pk")


def _predictor(method, found, now, loads):
    if method == choosing.REGRESSION:
        return choosing.regression(found, now, loads)
    return choosing.rate_table(found, now)


def _score(run, predictor, tasks: list[int], now, loads) -> None:
    found = records(Task.objects.filter(pk__in=tasks))
    if found:
        TicketRisk.objects.bulk_create(
            _risks(run, predictor, found, now, loads),
            update_conflicts=True,
            unique_fields=["ticket"],
            update_fields=["model", "probability", "share", "reasons", "changes", "at"],
        )
    _save(run, done=run.done + len(tasks))


def _risks(run, predictor, found, now, loads) -> list[TicketRisk]:
    columns = columns_at(found, np.full(len(found), hours(now)), loads)
    share = np.clip(cases_at(found, hours(now)).share, 0, 1)
    late = predictor.late(columns, share)
    if run.method == RiskModel.Method.REGRESSION:
        whys = reasons.of_model(predictor, columns)
        changes = reasons.changes(predictor, columns, share, late)
    else:
        whys, changes = reasons.of_table(predictor, columns), [[] for _record in found]
    rows = zip(found, late, share, whys, changes, strict=True)
    return [
        TicketRisk(
            ticket_id=record.ticket, model=run, probability=round(float(chance), 4),
            share=round(float(used), 4), reasons=why, changes=change, at=now,
        )
        for record, chance, used, why, change in rows
    ]  # fmt: skip


def _describe(run, found, told) -> None:
    begins = [record.begin for record in found]
    run.method, run.learned_from = told.method, len(found)
    run.first_at, run.last_at = (_instant(edge(begins)) if begins else None for edge in (min, max))
    run.tested, run.auc, run.ece, run.error = told.tested, told.auc, told.ece, told.error
    run.table_auc, run.table_error = told.table_auc, told.table_error
    run.curve = [vars(point) for point in told.curve]
    run.save()


def _instant(at: float) -> datetime:
    return datetime.fromtimestamp(at * 3600, timezone.get_default_timezone())


def _save(run, **values) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


@transaction.atomic
def _finish(run) -> None:
    """From here on this training serves; what earlier ones said of tickets goes."""
    TicketRisk.objects.exclude(model=run).delete()
    _save(run, finished_at=timezone.now())
    old = RiskModel.objects.values_list("pk", flat=True)[KEPT:]
    RiskModel.objects.filter(pk__in=list(old)).delete()
