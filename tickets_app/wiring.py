"""Where lower apps' hooks meet what tickets do about them."""

from functools import partial

from django.db import transaction

from tickets_app.actions import assign
from tts.accounts import actions as people


def connect() -> None:
    """Called once, when the app is ready."""
    people.pool_changed.register(hand_out_after_commit)


def hand_out_after_commit(*, role_ids, at) -> None:
    """When people become available, waiting work is handed out right after that is committed.

    Not before: handing out locks tasks and then turns, and the pool's change holds its turn. Should
    the process die in between, the schedule `hand_out_waiting` finds the same work within a minute.
    """
    transaction.on_commit(partial(assign.drain, role_ids, at))
