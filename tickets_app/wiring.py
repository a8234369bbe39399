"""Where lower apps' hooks meet what tickets do about them."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from tickets_app.actions import assign
from tickets_app.actions.erasing import erase_requester
from tickets_app.sla import due, recounting
from tts.accounts import actions as people
from tts.accounts import erasing
from tts.core import health
from workflows_app.actions import calendars

LATEST = timedelta(seconds=120)


def connect() -> None:
    """Called once, when the app is ready."""
    people.pool_changed.register(hand_out_after_commit)
    erasing.person_erased.register(erase_requester)
    calendars.calendar_changed.register(recounting.request)
    health.REPORTS.append(sla_lag)


def sla_lag() -> dict:
    """For /ready: how many seconds the oldest SLA threshold that is due waits to be recorded."""
    lag = due.lag(timezone.now())
    return {"sla": "ok" if lag <= LATEST else "degraded", "sla_lag_seconds": round(lag.total_seconds())}


def hand_out_after_commit(*, role_ids, at) -> None:
    """When people become available, waiting work is handed out right after that is committed.

    Not before: handing out locks tasks and then turns, and the pool's change holds its turn. Should
    the process die in between, the schedule `hand_out_waiting` finds the same work within a minute.
    """
    transaction.on_commit(partial(assign.drain, role_ids, at))
