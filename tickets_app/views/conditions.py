"""What the workflow designer asks about tickets: fields seen on them, and a condition tried on one."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tickets_app.access import visible_tickets
from tickets_app.facts import facts_of
from tts.core.policy import allow
from workflows_app.access import READS_WORKFLOWS
from workflows_app.condition_data import EXTRA, EXTRA_KEY
from workflows_app.condition_words import FIELD_WORDS
from workflows_app.conditions import ConditionError, evaluate, explain
from workflows_app.editor.bodies import body_of

LOOKED_AT = 300


@allow(READS_WORKFLOWS)
@require_safe
def fields(request):
    """The further fields of the latest tickets that the person may see, as conditions name them."""
    latest = visible_tickets(request.user).order_by("-pk").values_list("extra", flat=True)[:LOOKED_AT]
    keys = {key for extra in latest for key in extra if EXTRA_KEY.fullmatch(key)}
    return JsonResponse({"keys": [EXTRA + key for key in sorted(keys) if key != "requested_budget"]})


@allow(READS_WORKFLOWS)
@require_POST
def attempt(request):
    """Whether a condition holds for a ticket as it is now, and which values decided."""
    given = body_of(request)
    number = str(given.get("ticket", ""))
    ticket = visible_tickets(request.user).filter(number__iexact=number).first()
    if ticket is None:
        message = _("There is no ticket %(number)s that you may see.")
        return JsonResponse({"error": message % {"number": number}})
    try:
        decision = evaluate(given.get("condition"), facts_of(ticket) | {"entries": 1})
        sentence = explain(given.get("condition"))
    except ConditionError as error:
        return JsonResponse({"error": str(error)})
    return JsonResponse({"sentence": sentence, "result": decision.result, "tried": _said(ticket, decision)})


def _said(ticket, decision) -> str:
    result = _("True for %(number)s") if decision.result else _("False for %(number)s")
    seen = ", ".join(f"{_name(field)}: {_shown(value)}" for field, value in decision.seen.items())
    return f"{result % {'number': ticket.number}} ({seen})."


def _name(field) -> str:
    return str(FIELD_WORDS.get(field, field.removeprefix(EXTRA).replace("_", " ")))


def _shown(value) -> str:
    return _("nothing") if value is None else str(value)
