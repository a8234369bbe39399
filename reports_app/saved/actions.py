"""Keeping, renaming, sharing and dropping reports, and finding those that a person has."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app.filters import parse
from reports_app.saved.models import SavedReport
from reports_app.tabs.known import KNOWN
from tickets_app.saved_views.kept import check
from tts.accounts.access import OVERSIGHT, standing
from tts.accounts.models import User
from tts.accounts.zones import zone_of
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Invalid, NotFound


def tidy(query: str, user: User) -> str:
    """What `query` narrows a report to, in one spelling; what is odd or unknown is left out."""
    filters, _wrong = parse(QueryDict(query.lstrip("?")), timezone.now(), zone_of(user))
    return filters.query()


def reports_of(user: User) -> QuerySet[SavedReport]:
    """The kept reports that `user` has: their own, and the shared ones."""
    return SavedReport.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner", "mailing")


def own_report(user: User, report_id: int) -> SavedReport:
    """A report that `user` may change: their own. NotFound for any other."""
    found = SavedReport.objects.filter(owner=user, pk=report_id).select_related("owner").first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def keep(actor: Actor, tab: str, name: str, query: str, *, is_shared: bool = False) -> SavedReport:
    """Keep a tab with filters under `name`; one's own report of that name is replaced.

    Raises Invalid naming the field, Forbidden for those who may not see reports.
    """
    OVERSIGHT.require(actor.user)
    name, query = name.strip(), tidy(query, actor.user)
    check(name, query, tab=(tab, KNOWN))
    values = {"tab": tab, "query": query, "is_shared": is_shared}
    report, _made = SavedReport.objects.update_or_create(owner=actor.user, name=name, defaults=values)
    record(actor, "report.kept", "saved_report", report.pk, after={"name": name, **values})
    return report


@transaction.atomic
def change(actor: Actor, report_id: int, name: str, *, is_shared: bool) -> SavedReport:
    """Rename one's own report, share it or share it no more. Raises Invalid for a name that is taken."""
    OVERSIGHT.require(actor.user)
    report, name = own_report(actor.user, report_id), name.strip()
    check(name)
    if SavedReport.objects.filter(owner=actor.user, name=name).exclude(pk=report.pk).exists():
        raise Invalid({"name": [_("Another report of yours has this name.")]})
    before = {"name": report.name, "is_shared": report.is_shared}
    report.name, report.is_shared = name, is_shared
    report.save(update_fields=["name", "is_shared"])
    after = {"name": name, "is_shared": is_shared}
    record(actor, "report.changed", "saved_report", report.pk, before=before, after=after)
    return report


@transaction.atomic
def drop(actor: Actor, report_id: int) -> SavedReport:
    """Drop a report: its owner; admins drop shared ones, too. NotFound for anybody else."""
    report = reports_of(actor.user).filter(pk=report_id).first()
    if report is None or not may_drop(actor.user, report):
        raise NotFound
    record(
        actor, "report.dropped", "saved_report", report.pk, before={"name": report.name, "tab": report.tab}
    )
    report.delete()
    return report


def may_drop(user: User, report: SavedReport) -> bool:
    """Whether `user` may drop a report that they have."""
    return report.owner_id == user.pk or standing(user).is_admin
