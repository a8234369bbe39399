"""The signed link in every mail that ends mails like it. It can do nothing else, so it never expires."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets_app.models import Mute, Notification
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Invalid

SALT = "tts.unsubscribe"
EMAIL = Notification.Channel.EMAIL
EVERYTHING = ""


@dataclass(frozen=True)
class Subscriber:
    """Whose mails: a person, or an address without an account. `kind`: "" for all kinds."""

    user: User | None
    address: str
    kind: str

    @property
    def reads(self) -> str:
        """The address that the mails go to."""
        return self.user.email if self.user else self.address

    @property
    def kinds(self) -> list[str]:
        return [self.kind] if self.kind else list(Notification.Kind.values)


def link(user: User | None, address: str, kind: str = EVERYTHING) -> str:
    """The address of the page that ends mails of `kind` to a person or an address."""
    token = signing.dumps([user.pk if user else None, address, kind], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def subscriber(token: str) -> Subscriber:
    """Whose mails a link is about. Raises Invalid for a link that was not made here."""
    try:
        user_id, address, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Invalid({}, _("This link is not complete. Copy the whole of it from the mail.")) from error
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user is None and not address:
        raise Invalid({}, _("Nobody gets mails by this link any more."))
    return Subscriber(user, address, kind)


@transaction.atomic
def end(actor: Actor, who: Subscriber) -> None:
    """Send no more mails of the link's kind there. Repeating does no harm."""
    rows = [Mute(user=who.user, address=who.address, kind=kind, channel=EMAIL) for kind in who.kinds]
    Mute.objects.bulk_create(rows, ignore_conflicts=True)
    _record(actor, who, "notifications.unsubscribed")


@transaction.atomic
def resume(actor: Actor, who: Subscriber) -> None:
    """Send mails of the link's kind there again."""
    Mute.objects.filter(user=who.user, address=who.address, kind__in=who.kinds, channel=EMAIL).delete()
    _record(actor, who, "notifications.resumed")


def is_ended(who: Subscriber) -> bool:
    """Whether no mails of the link's kind go there."""
    rows = Mute.objects.filter(user=who.user, address=who.address, kind__in=who.kinds, channel=EMAIL)
    return rows.count() == len(who.kinds)


def _record(actor, who, action):
    kind, target_id = ("user", who.user.pk) if who.user else ("address", 0)
    record(actor, action, kind, target_id, after={"kinds": who.kinds, "address": who.address})
