"""The signed link in every mailed report that ends it for its reader. It can do nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reports_app.mailing.models import ReportMailing
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Invalid

SALT = "tts.report-mailing"


@dataclass(frozen=True)
class Reader:
    """Whom a link is about, and which report."""

    mailing: ReportMailing
    user: User

    @property
    def has_stopped(self) -> bool:
        """Whether the report does not go to them any more."""
        return self.mailing.stopped.filter(pk=self.user.pk).exists()


def link(report_id: int, user: User) -> str:
    """The address of the page that ends a report's mails to `user`."""
    return settings.SITE_URL + reverse("report_stop", args=[signing.dumps([report_id, user.pk], salt=SALT)])


def reader(token: str) -> Reader:
    """Whom a link is about. Raises Invalid for one that was not made here or whose report is not sent."""
    try:
        report_id, user_id = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Invalid({}, _("This link is not complete. Copy the whole of it from the mail.")) from error
    mailing = ReportMailing.objects.filter(pk=report_id).select_related("report").first()
    user = User.objects.filter(pk=user_id).first()
    if mailing is None or user is None:
        raise Invalid({}, _("This report is not sent any more."))
    return Reader(mailing, user)


@transaction.atomic
def stop(actor: Actor, who: Reader) -> None:
    """Send the report to them no more. Repeating does no harm."""
    who.mailing.stopped.add(who.user)
    _record(actor, who, "report.unsubscribed")


@transaction.atomic
def resume(actor: Actor, who: Reader) -> None:
    """Send the report to them again."""
    who.mailing.stopped.remove(who.user)
    _record(actor, who, "report.resumed")


def _record(actor, who, action):
    record(actor, action, "saved_report", who.mailing.pk, after={"user_id": who.user.pk})
