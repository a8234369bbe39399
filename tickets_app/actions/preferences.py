"""What a person wants to be told, by what, and when."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.models import MailTimes, Mute, Notification
from tts.core.actor import Actor
from tts.core.audit import changes, record
from tts.core.errors import Invalid

State = Notification.State


@transaction.atomic
def set_mutes(actor: Actor, shown: Collection[str], wanted: dict[str, Collection[str]]) -> None:
    """Of the kinds that were `shown`, tell the actor by each channel only those in `wanted[channel]`."""
    mutes = [
        Mute(user=actor.user, channel=channel, kind=kind)
        for channel in Notification.Channel
        for kind in shown
        if kind not in wanted[channel]
    ]
    earlier = Mute.objects.filter(user=actor.user)
    before = _pairs(earlier)
    earlier.filter(kind__in=shown).delete()
    Mute.objects.bulk_create(mutes)
    after = _pairs(Mute.objects.filter(user=actor.user))
    if before != after:
        record(
            actor,
            "notifications.chosen",
            "user",
            actor.id,
            before={"muted": before},
            after={"muted": after},
        )
        _decide_anew(actor.user)


def _pairs(mutes) -> list[str]:
    return sorted(f"{mute.kind} {mute.channel}" for mute in mutes)


@transaction.atomic
def set_mail_times(actor: Actor, **values) -> MailTimes:
    """Say when the actor's mails may come. Raises Invalid for quiet hours with one end, or none of length."""
    _check_quiet(values["quiet_from"], values["quiet_until"])
    times, _created = MailTimes.objects.select_for_update().get_or_create(user=actor.user)
    before, after = changes(times, values)
    if after:
        for name, value in values.items():
            setattr(times, name, value)
        times.save()
        record(actor, "notifications.times", "user", actor.id, before=before, after=after)
        _decide_anew(actor.user)
    return times


def _check_quiet(begin, end) -> None:
    if (begin is None) != (end is None):
        missing = "quiet_from" if begin is None else "quiet_until"
        raise Invalid({missing: [_("Quiet hours need a beginning and an end.")]})
    if begin is not None and begin == end:
        raise Invalid({"quiet_until": [_("Must differ from the beginning.")]})


def _decide_anew(user) -> None:
    """Mails that wait for a time that was chosen earlier are looked at again."""
    waiting = Notification.objects.filter(recipient=user, channel="email", state=State.WAITING, attempts=0)
    waiting.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now())
