"""Filing a ticket."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tickets_app.actions.receive import receive
from tickets_app.catalogue import live_kinds
from tickets_app.comments.waiting import attach, waiting_of
from tickets_app.intake import read_ticket
from tickets_app.models import Ticket
from tickets_app.new_form import NewTicketForm
from tickets_app.similar import similar_tickets
from tts.core.errors import Invalid
from tts.core.forms import add_errors
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow


@allow(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request):
    """The form for a new ticket. GET takes what is chosen already from the address."""
    sent = request.POST if request.method == "POST" else None
    form = NewTicketForm(
        sent,
        kinds=live_kinds(),
        address=reverse("new_ticket"),
        initial=request.GET.dict() if sent is None else None,
    )
    if sent is not None and form.is_valid():
        try:
            ticket = _receive(request, form)
        except Invalid as error:
            add_errors(form, error)
        else:
            said = _("%(number)s is on its way.") % {"number": ticket.number}
            messages.success(request, said)
            return redirect("ticket", ticket.number)
    facts = {"form": form, "waiting": waiting_of(request.user), "most_mb": settings.MAX_UPLOAD_MB}
    return render(request, "tickets_app/new.html", facts, status=400 if form.errors else 200)


@allow(SIGNED_IN)
@require_safe
def similar(request):
    """Open tickets that may be about the same as the subject typed so far."""
    subject = request.GET.get("subject", "").replace("\x00", "")[:255]
    facts = {"tickets": similar_tickets(request.user, subject)}
    return render(request, "tickets_app/_similar.html", facts)


@transaction.atomic
def _receive(request, form: NewTicketForm) -> Ticket:
    person = request.user
    requester = {
        "employee_id": person.external_id,
        "employee_name": person.full_name,
        "employee_email": person.email,
    }
    given = read_ticket({**form.ticket_data(), **requester})
    ticket = receive(actor_of(request), given, requester=person)[0]
    attach(actor_of(request), ticket, form.cleaned_data["file"])
    return ticket
