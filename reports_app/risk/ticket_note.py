"""What a ticket's page says of its risk, to staff."""

from datetime import datetime

from django.utils.translation import gettext as _

from reports_app.risk import words
from reports_app.risk.models import TicketRisk
from tickets_app.models import Ticket
from tickets_app.presenters.outlook import Outlook


def outlook(ticket: Ticket, now: datetime) -> Outlook | None:
    """How likely the ticket misses its target; None where nothing is known, or it has passed."""
    due = ticket.task.target_resolution
    if due is None or due <= now:
        return None
    risk = TicketRisk.objects.filter(ticket=ticket, model__finished_at__isnull=False).first()
    if risk is None:
        return None
    title = _("Risk of being late: %(rate)s") % {"rate": words.percent(risk.probability)}
    return Outlook(title, words.level(risk.probability), words.reasons(risk), words.changes(risk), risk.at)
