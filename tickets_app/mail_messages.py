"""What the mails of notifications look like: text and HTML from templates, threaded by ticket."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from tickets_app import notices, unsubscribing
from tickets_app.models import Notification


def message(told: Sequence[Notification]) -> EmailMultiAlternatives:
    """The mail of one notification, or of several to one person, gathered."""
    return _notice(told[0]) if len(told) == 1 else _digest(sorted(told, key=lambda notice: notice.pk))


def _notice(notice) -> EmailMultiAlternatives:
    stop = unsubscribing.link(notice.recipient, notice.address, notice.kind)
    context = {
        "notice": notice,
        "sentence": notices.sentence(notice),
        "link": notices.link(notice),
        "stop": stop,
        "choices": _choices(notice),
    }
    thread = message_id(f"ticket-{notice.ticket_id}")
    own_headers = {
        "Message-ID": message_id(f"notification-{notice.pk}"),
        "References": thread,
        "In-Reply-To": thread,
        **headers(stop),
    }
    return _mail(notice, notices.subject(notice), "tickets_app/mail/notice", context, own_headers)


def _digest(told) -> EmailMultiAlternatives:
    first = told[0]
    stop = unsubscribing.link(first.recipient, first.address)
    lines = [(notice, notices.sentence(notice), notices.link(notice)) for notice in told]
    subject = ngettext("%(n)d thing since the last mail", "%(n)d things since the last mail", len(told)) % {
        "n": len(told)
    }
    context = {"lines": lines, "subject": subject, "stop": stop, "choices": _choices(first)}
    own_headers = {"Message-ID": message_id(f"digest-{first.pk}-{told[-1].pk}"), **headers(stop)}
    return _mail(first, subject, "tickets_app/mail/digest", context, own_headers)


def _mail(notice, subject, template, context, own_headers) -> EmailMultiAlternatives:
    to = notice.recipient.email if notice.recipient else notice.address
    return of_templates(to, subject, template, context, own_headers)


def of_templates(
    to: str, subject: str, template: str, context: dict, own_headers: dict
) -> EmailMultiAlternatives:
    """A mail whose text and HTML are made by `template`.txt and .html."""
    mail = EmailMultiAlternatives(
        subject=subject, body=render_to_string(f"{template}.txt", context), to=[to], headers=own_headers
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail


def headers(stop: str) -> dict[str, str]:
    """The headers of every mail that `stop` ends."""
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message_id(name: str) -> str:
    """The Message-ID of the mail called `name`; the same for every attempt."""
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


def _choices(notice) -> str:
    """Where a person with an account chooses what they are told; "" for an address."""
    return settings.SITE_URL + reverse("notification_choices") if notice.recipient else ""
