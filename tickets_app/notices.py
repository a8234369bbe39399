"""The words of notifications, for the bell and for mails."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets_app.models import Notification

Kind = Notification.Kind


def sentence(notice: Notification) -> str:
    """What a notification says, in one sentence."""
    facts = {"step": notice.facts.get("step", ""), "status": notice.facts.get("status", "")}
    return {
        Kind.TASK_ASSIGNMENT: _("%(step)s is yours to do."),
        Kind.TASK_TRANSFER_IN: _("%(step)s was transferred to you."),
        Kind.TASK_TRANSFER_OUT: _("%(step)s was transferred to somebody else."),
        Kind.TASK_ESCALATION: _("%(step)s was escalated to you."),
        Kind.TASK_COMPLETED: _("A ticket that you own is resolved."),
        Kind.TICKET_STATUS: _("Your request is now: %(status)s."),
    }[notice.kind] % facts


def subject(notice: Notification) -> str:
    """The subject of the mail: number and subject of the ticket, always on one line."""
    return " ".join(f"[{notice.ticket.number}] {notice.ticket.subject}".split())


def link(notice: Notification) -> str:
    """The address of the ticket's page."""
    return settings.SITE_URL + reverse("ticket", args=[notice.ticket.number])
