"""Choosing when a kept report goes out and to whom, and wanting it no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app.mailing.due import next_due
from reports_app.mailing.models import ReportMailing
from reports_app.saved.actions import own_report
from tts.accounts.access import OVERSIGHT
from tts.accounts.models import Role, User
from tts.accounts.zones import zone_of
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Invalid

OVERSEEING = (Role.Kind.ADMIN, Role.Kind.COORDINATOR, Role.Kind.ANALYST)
LAST_HOUR = 23


def overseers() -> QuerySet[User]:
    """The active people who may see reports."""
    of_role = Q(
        memberships__is_active=True,
        memberships__role__retired_at__isnull=True,
        memberships__role__kind__in=OVERSEEING,
    )
    return User.objects.filter(Q(is_superuser=True) | of_role, is_active=True).distinct()


@transaction.atomic
def send_regularly(
    actor: Actor,
    report_id: int,
    *,
    every: str,
    weekday: int = 1,
    hour: int = 7,
    recipients: Iterable[int] = (),
    at: datetime | None = None,
) -> ReportMailing:
    """Have one's own report go out by the calendar of one's zone, to people by their ids.

    Raises Invalid naming the field, also where somebody may not see reports; NotFound for others' reports.
    """
    OVERSIGHT.require(actor.user)
    report, chosen = own_report(actor.user, report_id), sorted(set(recipients))
    _check(every, weekday, hour, chosen)
    due = next_due(every, weekday, hour, zone_of(actor.user), at or timezone.now())
    values = {"every": every, "weekday": weekday, "hour": hour, "next_at": due}
    mailing, _made = ReportMailing.objects.update_or_create(report=report, defaults=values)
    mailing.recipients.set(chosen)
    after = {**values, "next_at": due.isoformat(), "recipients": chosen}
    record(actor, "report.mailing_set", "saved_report", report.pk, at=at, after=after)
    return mailing


def _check(every, weekday, hour, chosen):
    errors = {}
    if every not in ReportMailing.Every:
        errors["every"] = [_("Choose every day, every week or every month.")]
    if weekday not in range(1, 8):
        errors["weekday"] = [_("Choose a weekday.")]
    if hour not in range(LAST_HOUR + 1):
        errors["hour"] = [_("Choose an hour from 0 to 23.")]
    if not chosen or overseers().filter(pk__in=chosen).count() != len(chosen):
        errors["recipients"] = [_("Choose people who may see reports, at least one.")]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def send_no_more(actor: Actor, report_id: int) -> None:
    """Have one's own report go out no more; mails of it that wait are dropped. Repeating does no harm."""
    report = own_report(actor.user, report_id)
    gone, _kinds = ReportMailing.objects.filter(report=report).delete()
    if gone:
        report.mails.filter(state="waiting").update(state="skipped")
        record(actor, "report.mailing_ended", "saved_report", report.pk)
