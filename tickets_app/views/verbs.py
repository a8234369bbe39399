"""What can be done with a ticket from its page: for each verb its form, its words and its action."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets_app import watching
from tickets_app.actions import assign, finish, hold, links, move, receive, requester
from tickets_app.actions.change import open_item
from tickets_app.forms import (
    CancelForm,
    ItemReasonForm,
    LinkForm,
    NotesForm,
    PlainForm,
    RatingForm,
    ReasonForm,
    ReopenForm,
    TransferForm,
    UnlinkForm,
    WithdrawForm,
    WorkflowForm,
)
from tickets_app.models import Ticket
from tickets_app.offering import offered_for
from tickets_app.selectors import task_of
from tts.core.actor import Actor
from tts.core.errors import Conflict

Act = Callable[[Actor, Ticket, dict], str]


@dataclass(frozen=True)
class Verb:
    """`act` does it and answers what to say; `title`, `text` and `button` word the form where it has a
    page of its own. `takes_item`: the form is about the open item. `is_on_page`: the ticket's page has its
    form or button already; a list opens the same in its dialog."""

    act: Act
    form: type[forms.Form]
    title: str = ""
    text: str = ""
    button: str = ""
    symbol: str = ""
    is_dangerous: bool = False
    takes_item: bool = False
    is_on_page: bool = False

    @property
    def has_page(self) -> bool:
        return bool(self.title) and not self.is_on_page


def _task_id(ticket: Ticket) -> int:
    task = task_of(ticket)
    if task is None:
        raise Conflict(_("This ticket has no workflow yet."))
    return task.pk


def _transition(actor, ticket, data):
    task = move.transition(
        actor,
        _task_id(ticket),
        data["transition_id"],
        notes=data["notes"].strip(),
        revision=data["revision"],
    )
    if not task.is_active:
        return _("Completed: %(number)s is resolved.") % {"number": ticket.number}
    return _("%(number)s is at %(step)s now.") % {"number": ticket.number, "step": task.step_name}


def _begin(actor, ticket, data):
    move.begin(actor, _task_id(ticket))
    return _("Work on %(number)s has begun.") % {"number": ticket.number}


def _hold(actor, ticket, data):
    hold.hold(actor, _task_id(ticket), data["reason"])
    return _("%(number)s is on hold; its clocks stand.") % {"number": ticket.number}


def _resume(actor, ticket, data):
    hold.resume(actor, _task_id(ticket))
    return _("%(number)s goes on; its clocks run.") % {"number": ticket.number}


def _escalate(actor, ticket, data):
    item = assign.escalate(actor, data["item_id"], data["reason"])
    return _given_to(ticket, item)


def _transfer(actor, ticket, data):
    person = data["person"]
    item = assign.transfer(
        actor, data["item_id"], person and person.pk, notes=data["notes"].strip(), role_id=data["role"].pk
    )
    return _given_to(ticket, item)


def _given_to(ticket, item):
    if item.user is None:
        return _("%(number)s waits for somebody of %(role)s.") % {
            "number": ticket.number,
            "role": item.role.name,
        }
    return _("%(number)s is with %(who)s now.") % {"number": ticket.number, "who": item.user.full_name}


def _cancel(actor, ticket, data):
    task = finish.cancel(actor, _task_id(ticket), data["reason"], data["outcome"])
    return _("%(number)s is ended: %(status)s.") % {
        "number": ticket.number,
        "status": task.get_status_display(),
    }


def _reopen(actor, ticket, data):
    finish.reopen(actor, _task_id(ticket), data["reason"].strip())
    return _("%(number)s is open again.") % {"number": ticket.number}


def _withdraw(actor, ticket, data):
    requester.withdraw(actor, ticket.pk, data["reason"])
    return _("%(number)s is withdrawn.") % {"number": ticket.number}


def _rate(actor, ticket, data):
    requester.rate(actor, ticket.pk, data["score"], data["comment"])
    return _("Thank you. Your rating is kept.")


def _link(actor, ticket, data):
    row = links.link(actor, ticket.pk, data["number"], data["kind"])
    return _("%(number)s and %(other)s are linked.") % {"number": ticket.number, "other": row.other.number}


def _unlink(actor, ticket, data):
    links.unlink(actor, ticket.pk, data["link_id"])
    return _("The link is gone.")


def _watch(actor, ticket, data):
    watching.watch(actor, ticket.pk)
    return _("You follow %(number)s now.") % {"number": ticket.number}


def _unwatch(actor, ticket, data):
    watching.watch(actor, ticket.pk, wanted=False)
    return _("You follow %(number)s no longer.") % {"number": ticket.number}


def _workflow(actor, ticket, data):
    receive.assign_workflow(actor, ticket.pk, data["workflow"].pk)
    return _("%(number)s has a workflow now: %(name)s.") % {
        "number": ticket.number,
        "name": data["workflow"].name,
    }


VERBS = {
    "transition": Verb(
        _transition, NotesForm, gettext_lazy("Send on"), symbol="arrow-right", is_on_page=True
    ),
    "begin": Verb(_begin, PlainForm, gettext_lazy("Begin"), symbol="player-play", is_on_page=True),
    "resume": Verb(_resume, PlainForm, gettext_lazy("Resume"), symbol="player-play", is_on_page=True),
    "rate": Verb(_rate, RatingForm),
    "watch": Verb(_watch, PlainForm),
    "unwatch": Verb(_unwatch, PlainForm),
    "unlink": Verb(_unlink, UnlinkForm),
    "link": Verb(
        _link,
        LinkForm,
        gettext_lazy("Link to a ticket"),
        gettext_lazy("Marking it as a duplicate ends it; its requester is told."),
        gettext_lazy("Link"),
        "link",
    ),
    "hold": Verb(
        _hold,
        ReasonForm,
        gettext_lazy("Put on hold"),
        gettext_lazy("Nobody can act on the ticket while it is held, and its clocks stand."),
        gettext_lazy("Hold"),
        "player-pause",
    ),
    "escalate": Verb(
        _escalate,
        ItemReasonForm,
        gettext_lazy("Escalate"),
        gettext_lazy(
            "The step goes to whoever's turn it is in its escalation role, with a clock of its own."
        ),
        gettext_lazy("Escalate"),
        "arrow-up",
        takes_item=True,
    ),
    "transfer": Verb(
        _transfer,
        TransferForm,
        gettext_lazy("Transfer"),
        gettext_lazy("The step's clock goes on. Both people are told."),
        gettext_lazy("Transfer"),
        "arrows-exchange",
        takes_item=True,
    ),
    "cancel": Verb(
        _cancel,
        CancelForm,
        gettext_lazy("End without completing"),
        gettext_lazy("This cannot be undone. The requester is told."),
        gettext_lazy("End this ticket"),
        "circle-x",
        is_dangerous=True,
    ),
    "reopen": Verb(
        _reopen,
        ReopenForm,
        gettext_lazy("Reopen"),
        gettext_lazy("It goes back to its last step, and to whoever held that where possible."),
        gettext_lazy("Reopen"),
        "refresh",
    ),
    "withdraw": Verb(
        _withdraw,
        WithdrawForm,
        gettext_lazy("Withdraw"),
        gettext_lazy("Nobody works on it any more. This cannot be undone."),
        gettext_lazy("Withdraw this request"),
        "circle-x",
        is_dangerous=True,
    ),
    "workflow": Verb(
        _workflow,
        WorkflowForm,
        gettext_lazy("Assign a workflow"),
        gettext_lazy("The ticket begins at the first step of its present version."),
        gettext_lazy("Assign"),
        "schema",
    ),
}


def form_acts(offered) -> list[tuple[str, Verb]]:
    """The verbs among `offered` that have a form of their own, in order."""
    return [(name, verb) for name, verb in VERBS.items() if verb.has_page and name in offered]


def form_for(verb: Verb, ticket: Ticket, data=None, asked=None) -> forms.Form:
    """The form of `verb`, filled from `data` (what was sent) or, unbound, from `asked` (the address).

    Raises Conflict where it is about an open item and there is none.
    """
    if verb.form is WorkflowForm:
        offered = offered_for([ticket]).get(ticket.pk)
        return WorkflowForm(data, initial={"workflow": offered and offered.workflow_id})
    if not verb.takes_item:
        return verb.form(data)
    item = open_item(task_of(ticket)) if task_of(ticket) else None
    if item is None:
        raise Conflict(_("There is nothing open on this ticket."))
    asked = asked or {}
    initial = {"item_id": item.pk, "role": asked.get("role") or item.role_id, "person": asked.get("person")}
    more = {}
    if verb.form is TransferForm:
        more = {"item": item, "address": reverse("ticket_act", args=[ticket.number, "transfer"])}
    return verb.form(data, initial=initial, **more)
