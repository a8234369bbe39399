"""Acting on many tickets: each by the same action as alone, in a transaction of its own.

What one ticket refuses holds up none of the others; one that the person may not see refuses them all, since
no list of ours offers it. What has an opposite action can be taken back by it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tickets_app.access import ticket_for_read, visible_tickets
from tickets_app.actions import assign, hold, move
from tickets_app.actions.change import open_item
from tickets_app.models import Task, Ticket
from tickets_app.selectors import task_of
from tts.core.actor import Actor
from tts.core.errors import ActionError, Conflict, Invalid
from tts.core.strict_json import storable
from workflows_app import engine

MOST = 100
# The verb that takes a verb back, and what it needs for a ticket.
COMPLETE = "*complete*"
Back = tuple[str, list]


@dataclass
class Outcome:
    """`done`: numbers; `refused`: (number, why); `back`: the opposite acts, (verb, number, value) each."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    back: list[tuple[str, str, object]] = field(default_factory=list)


def run(actor: Actor, verb: str, numbers: Sequence[str], values: dict) -> Outcome:
    """Do `verb` (a key of ACTS) to each ticket of `numbers`. `values`: what the verb needs, the same for all;
    under a ticket's number what is its own.

    Raises Invalid for no ticket, for more than MOST, and for one that the actor may not see: nothing is done.
    """
    if not numbers or len(numbers) > MOST:
        text = _("Choose between 1 and %(most)s tickets.") % {"most": MOST}
        raise Invalid({"n": [text]}, text)
    chosen = list(dict.fromkeys(numbers))
    possible = [number for number in chosen if storable(number)]
    if visible_tickets(actor.user).filter(number__in=possible).count() < len(chosen):
        text = _("One of the tickets is not there, or you may not see it any more. Nothing was done.")
        raise Invalid({"n": [text]}, text)
    outcome = Outcome()
    for number in chosen:
        _run_one(outcome, actor, verb, number, {**values, **values.get(number, {})})
    return outcome


def _run_one(outcome, actor, verb, number, values):
    try:
        ticket = ticket_for_read(actor.user, number=number)
        back = ACTS[verb](actor, ticket, values)
    except ActionError as error:
        outcome.refused.append((number, _why(error)))
        return
    outcome.done.append(number)
    if back is not None:
        opposite, value = back
        outcome.back.append((opposite, number, value))


def _why(error) -> str:
    details = [text for texts in error.details.values() for text in texts]
    return " ".join(details) or error.message


def _task(ticket: Ticket) -> Task:
    task = task_of(ticket)
    if task is None:
        raise Conflict(_("This ticket has no workflow yet."))
    return task


def _begin(actor, ticket, values):
    move.begin(actor, _task(ticket).pk)


def _hold(actor, ticket, values):
    hold.hold(actor, _task(ticket).pk, values["reason"])
    return "resume", {}


def _resume(actor, ticket, values):
    task = _task(ticket)
    reason = task.hold_reason
    hold.resume(actor, task.pk)
    return "hold", {"reason": reason}


def _transfer(actor, ticket, values):
    item = open_item(_task(ticket))
    if item is None:
        raise Conflict(_("There is nothing open on this ticket."))
    if "item_of" in values and item.user_id != values["item_of"]:
        raise Conflict(_("It is with somebody else by now."))
    assign.transfer(actor, item.pk, values["user_id"], notes=values.get("notes", ""))
    if item.user_id is None:
        return None  # nobody held it: there is nobody to give it back to
    return "transfer", {"user_id": item.user_id, "item_of": values["user_id"]}


def _transition(actor, ticket, values):
    task, name = _task(ticket), values["name"]
    edges = {edge.name: edge.id for edge in move.allowed_edges(task, ticket)}
    if name != COMPLETE and name not in edges:
        raise Conflict(_("%(name)s is not possible at %(step)s.") % {"name": name, "step": task.step_name})
    move.transition(
        actor, task.pk, edges.get(name), notes=values.get("notes", ""), revision=values.get("revision")
    )


ACTS: dict[str, Callable] = {
    "begin": _begin,
    "hold": _hold,
    "resume": _resume,
    "transfer": _transfer,
    "transition": _transition,
}


def take_back(actor: Actor, back: Iterable[tuple[str, str, dict]]) -> Outcome:
    """Do the opposite acts of an Outcome, each if it is still possible."""
    outcome = Outcome()
    for verb, number, values in back:
        _run_one(outcome, actor, verb, number, values)
    outcome.back = []
    return outcome


def common_steps(tickets: Iterable[Ticket]) -> list[tuple[str, str, int]]:
    """The transitions that some of `tickets` could take: (name, words with where it leads, how many)."""
    words, counts = {}, {}
    for ticket in tickets:
        for name, text in _steps(ticket):
            words.setdefault(name, text)
            counts[name] = counts.get(name, 0) + 1
    return [(name, words[name], counts[name]) for name in sorted(counts, key=lambda n: (-counts[n], n))]


def _steps(ticket):
    task = task_of(ticket)
    if task is None or not task.is_active:
        return
    graph = task.version.graph
    for edge in move.allowed_edges(task, ticket):
        yield edge.name, f"{edge.name} → {graph.step(edge.to_id).name}"
    if engine.can_complete(graph, task.step_id):
        yield COMPLETE, _("Complete")
