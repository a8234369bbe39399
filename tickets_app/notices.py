"""The words of notifications, for the bell and for mails."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets_app import guests
from tickets_app.models import ClockKind, Notification, TicketStatus

Kind = Notification.Kind
CROSSED = (Kind.SLA_WARNING, Kind.SLA_AT_RISK, Kind.SLA_BREACH)


def sentence(notice: Notification) -> str:
    """What a notification says, in one sentence."""
    told = _told(notice)
    if "for" not in notice.facts:
        return told
    return _("For %(name)s, who is away: %(told)s") % {"name": notice.facts["for"], "told": told}


def _told(notice) -> str:
    facts = {name: notice.facts.get(name, "") for name in ("step", "status", "who")}
    if notice.kind in CROSSED:
        return _crossed(notice)
    told = {
        Kind.TASK_ASSIGNMENT: _("%(step)s is yours to do."),
        Kind.TASK_TRANSFER_IN: _("%(step)s was transferred to you."),
        Kind.TASK_TRANSFER_OUT: _("%(step)s was transferred to somebody else."),
        Kind.TASK_ESCALATION: _("%(step)s was escalated to you."),
        Kind.TASK_COMPLETED: _("A ticket that you own is resolved."),
        Kind.COMMENT_ADDED: _("%(who)s wrote a comment."),
        Kind.MENTION: _("%(who)s mentioned you in a comment."),
        Kind.TICKET_STATUS: _status(notice),
    }[notice.kind] % facts
    return f"{told} {_used(notice)}".strip()


def _status(notice) -> str:
    """The status of one's own request; of work, or of what somebody only follows, the ticket's."""
    if "about" in notice.facts:
        return _("The ticket is now: %(status)s.")
    if notice.facts.get("status") in (TicketStatus.NEW, TicketStatus.OPEN):
        return _("Your request has arrived. Its number is %(number)s.") % {"number": notice.ticket.number}
    return _("Your request is now: %(status)s.")


def _crossed(notice) -> str:
    """That a clock reached a threshold."""
    if notice.kind == Kind.SLA_BREACH:
        sentence = {
            ClockKind.TICKET: _("This ticket is past its target."),
            ClockKind.STEP: _("%(step)s is past its target."),
            ClockKind.FIRST_RESPONSE: _("Nobody has begun this ticket within its time."),
        }
    else:
        sentence = {
            ClockKind.TICKET: _("%(percent)s %% of the time for this ticket is used."),
            ClockKind.STEP: _("%(percent)s %% of the time for %(step)s is used."),
            ClockKind.FIRST_RESPONSE: _("%(percent)s %% of the time to begin this ticket is used."),
        }
    facts = {"step": notice.facts.get("step", ""), "percent": notice.facts.get("percent", "")}
    return sentence[notice.facts["clock"]] % facts


def _used(notice) -> str:
    """Of work that is passed on: how much of its time is gone already."""
    percent = notice.facts.get("used_percent")
    if percent is None:
        return ""
    if percent >= 100:
        return _("It is past its target already.")
    return _("%(percent)s %% of its time is used already.") % {"percent": percent}


def subject(notice: Notification) -> str:
    """The subject of the mail: number and subject of the ticket, always on one line."""
    return " ".join(f"[{notice.ticket.number}] {notice.ticket.subject}".split())


def link(notice: Notification) -> str:
    """The address of the ticket's page, or of the comment on it that the notice is about.

    For a requester without an account it is the signed one.
    """
    comment_id = notice.facts.get("comment_id")
    place = f"#comment-{comment_id}" if comment_id else ""
    if notice.address:
        return guests.link(notice.ticket, notice.address) + place
    return settings.SITE_URL + reverse("ticket", args=[notice.ticket.number]) + place
