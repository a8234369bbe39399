"""One's notifications."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tickets_app import notices
from tickets_app.actions.reading import in_app, mark_all_read, mark_read
from tickets_app.models import Notification
from tickets_app.paging import page_of
from tts.core.policy import SIGNED_IN, allow

SYMBOLS = {
    Notification.Kind.TASK_ASSIGNMENT: "inbox",
    Notification.Kind.TASK_TRANSFER_IN: "arrows-exchange",
    Notification.Kind.TASK_TRANSFER_OUT: "arrows-exchange",
    Notification.Kind.TASK_ESCALATION: "arrow-up",
    Notification.Kind.TASK_COMPLETED: "circle-check",
    Notification.Kind.SLA_WARNING: "clock",
    Notification.Kind.SLA_AT_RISK: "clock",
    Notification.Kind.SLA_BREACH: "alert-triangle",
    Notification.Kind.TICKET_STATUS: "ticket",
}


@dataclass(frozen=True)
class Line:
    """One notification, in words. `note`: what the person wrote who caused it."""

    notice: Notification
    sentence: str
    symbol: str
    note: str


def lines(rows) -> list[Line]:
    """Notifications ready to show."""
    return [
        Line(row, notices.sentence(row), SYMBOLS.get(row.kind, "bell"), row.facts.get("note", ""))
        for row in rows
    ]


@allow(SIGNED_IN)
@require_safe
def notifications(request):
    """Notifications, newest first: all of them, or with `?show=unread` what is unread."""
    rows, unread_only = in_app(request.user), request.GET.get("show") == "unread"
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    page = page_of(rows, request.GET.get("page"))
    facts = {"page": page, "lines": lines(page.rows), "unread_only": unread_only}
    return render(request, "tickets_app/notifications.html", facts)


@allow(SIGNED_IN)
@require_safe
def open_one(request, pk: int):
    """Go to what a notification is about; it counts as read by that."""
    return redirect("ticket", mark_read(request.user, pk).ticket.number)


@allow(SIGNED_IN)
@require_POST
def read_one(request, pk: int):
    """Mark a notification as read and stay in the list."""
    mark_read(request.user, pk)
    return redirect("notifications")


@allow(SIGNED_IN)
@require_POST
def read_all(request):
    """Mark every notification as read."""
    count = mark_all_read(request.user)
    said = ngettext("%(count)d notification is read now.", "%(count)d notifications are read now.", count)
    messages.success(request, said % {"count": count})
    return redirect("notifications")
