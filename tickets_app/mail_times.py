"""When a mail may leave: digests and quiet hours, in the person's own zone. Pure."""

import zoneinfo
from datetime import UTC, datetime, timedelta

from tickets_app.models import MailTimes, Notification, Priority

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def is_pressing(notice: Notification) -> bool:
    """Whether it tells that an urgent ticket is out of time: that cannot wait for a digest or a morning."""
    return notice.kind == Notification.Kind.SLA_BREACH and notice.ticket.priority == Priority.URGENT


def ready_at(times: MailTimes, zone: zoneinfo.ZoneInfo, notice: Notification, now: datetime) -> datetime:
    """The earliest instant, from `now` on, at which the mail of `notice` may leave."""
    if times.urgent_at_once and is_pressing(notice):
        return now
    return after_quiet(times, zone, max(now, digest_after(times, zone, notice.created_at)))


def digest_after(times: MailTimes, zone: zoneinfo.ZoneInfo, created_at: datetime) -> datetime:
    """When what came at `created_at` is gathered; itself where nothing is gathered."""
    local = created_at.astimezone(zone)
    if times.digest == MailTimes.Digest.HOURLY:
        return (local.replace(minute=0, second=0, microsecond=0) + HOUR).astimezone(UTC)
    if times.digest == MailTimes.Digest.DAILY:
        return _next(local, times.daily_at)
    return created_at


def after_quiet(times: MailTimes, zone: zoneinfo.ZoneInfo, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours in which it lies."""
    if times.quiet_from is None or times.quiet_until is None:
        return at
    local = at.astimezone(zone)
    begin, end, now = times.quiet_from, times.quiet_until, local.time()
    is_quiet = begin <= now < end if begin < end else now >= begin or now < end
    return _next(local, end) if is_quiet else at


def _next(local: datetime, clock) -> datetime:
    """The next time that the clock of that zone shows `clock`, after `local`."""
    wanted = datetime.combine(local.date(), clock, local.tzinfo)
    if wanted <= local:
        wanted = datetime.combine(local.date() + DAY, clock, local.tzinfo)
    return wanted.astimezone(UTC)
