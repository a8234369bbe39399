"""Who is told that clocks reached thresholds: those whom the version's thresholds name, each once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from tickets_app.models import Notification
from tickets_app.sla.crossing import Crossing
from tickets_app.sla.rules import Rules
from tts.accounts.models import Membership
from tts.core import bulk, jobs
from workflows_app.thresholds import ASSIGNEE, ESCALATION_ROLE, OWNER

CHANNELS = (Notification.Channel.IN_APP.value, Notification.Channel.EMAIL.value)
MAIL_JOB = "tickets_app.tasks.send_mails"
UNSENT = {"state": Notification.State.WAITING.value, "attempts": 0, "error": ""}


def tell(crossings: Sequence[Crossing], event_ids: Sequence[int], rules: dict[int, Rules], at: datetime):
    """Write the notifications of `crossings` and the job that mails them, in the caller's transaction.

    `event_ids`: the audit event of each crossing; `rules`: those of the tasks' versions by id.
    """
    news = [
        (crossing, event_id, _named(crossing, rules[crossing.task.version_id]))
        for crossing, event_id in zip(crossings, event_ids, strict=True)
        if _is_news(crossing)
    ]
    superiors = members(
        crossing.escalation_role_id
        for crossing, _event_id, named in news
        if crossing.escalation_role_id and ESCALATION_ROLE in named
    )
    records = [_notice(*each, superiors.get(each[0].escalation_role_id, ())) for each in news]
    records = [record for record in records if record["recipient_id"]]
    same = {"created_at": at, "address": "", **UNSENT}
    bulk.insert_each(Notification, records, same, spread="recipient_id", column="channel", values=CHANNELS)
    if records:
        # An INSERT of this transaction: the job exists exactly if what it tells of does.
        jobs.enqueue(MAIL_JOB, *(record["event_id"] for record in records))


def _is_news(crossing) -> bool:
    """That time was running out is no news once the work is done; that it ran out is."""
    return crossing.task.tells and (crossing.due.is_breach or not crossing.is_over)


def _named(crossing, rules) -> Collection[str]:
    """Whom the threshold tells: of several of one clock that are due, people are told the last only."""
    named = crossing.threshold.tell
    for later in crossing.task.after(crossing.due):
        named -= rules.thresholds[later.share].tell
    return named


def told(
    named: Collection[str], holder: int | None, owner: int | None, superiors: Iterable[int]
) -> list[int]:
    """The ids of the people `named` of workflows_app.thresholds, each once.

    `superiors`: the members of the step's escalation role.
    """
    people = {ASSIGNEE: (holder,), OWNER: (owner,), ESCALATION_ROLE: superiors}
    ids = (person for name, some in people.items() if name in named for person in some)
    return list(dict.fromkeys(person for person in ids if person is not None))


def members(role_ids: Iterable[int]) -> dict[int, list[int]]:
    """The active members of roles, by role id. No statement for no roles."""
    role_ids = set(role_ids)
    found = defaultdict(list)
    if not role_ids:
        return found
    rows = Membership.objects.filter(role__in=role_ids, is_active=True, user__is_active=True)
    for role_id, user_id in rows.order_by("pk").values_list("role_id", "user_id"):
        found[role_id].append(user_id)
    return found


def _notice(crossing, event_id, named, superiors) -> dict:
    holder = crossing.item.user_id if crossing.item else None
    return {
        "event_id": event_id,
        "recipient_id": told(named, holder, crossing.task.owner_id, superiors),
        "kind": crossing.threshold.kind.value,
        "ticket_id": crossing.task.ticket_id,
        "facts": {
            "step": crossing.item.step_name if crossing.item else "",
            "clock": crossing.due.kind,
            "percent": round(crossing.due.share * 100),
        },
    }
