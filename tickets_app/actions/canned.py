"""Keeping canned replies. Each change is one transaction with its audit event."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tickets_app.canned import PLACE, PLACES, changeable_by
from tickets_app.models import CannedReply
from tts.accounts.access import standing
from tts.accounts.models import Role
from tts.core.actor import Actor
from tts.core.audit import changes, record
from tts.core.errors import Forbidden, Invalid, NotFound


@transaction.atomic
def save_reply(
    actor: Actor, *, name: str, text: str, role: Role | None = None, reply_id: int | None = None
) -> CannedReply:
    """Add a reply of the actor's, or change the one of that id.

    `role`: whose members have it too; only coordinators give it to a role that they are not in. Raises
    Invalid for a name that is taken or a place that there is not, NotFound for a reply of others.
    """
    reply = changeable(actor, reply_id) if reply_id else CannedReply(owner=actor.user)
    values = {"name": name.strip(), "text": text.strip(), "role_id": role and role.pk}
    _check(actor, values)
    before, after = changes(reply, values)
    for field, value in values.items():
        setattr(reply, field, value)
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        raise Invalid({"name": [_("There is a reply of this name already.")]}) from error
    record(actor, "canned_reply.saved", "canned_reply", reply.pk, before=before, after=after)
    return reply


def _check(actor, values) -> None:
    if not standing(actor.user).is_staff:
        raise Forbidden(_("Canned replies are for people with a role."))
    for field in ("name", "text"):
        if not values[field]:
            raise Invalid({field: [_("This field is required.")]})
    unknown = sorted(set(PLACE.findall(values["text"])) - set(PLACES))
    if unknown:
        raise Invalid({"text": [_("There is no such place: %(names)s") % {"names": ", ".join(unknown)}]})
    rights = standing(actor.user)
    if values["role_id"] and values["role_id"] not in rights.role_ids and not rights.coordinates:
        raise Forbidden(_("Share it with a role that you are in."))


@transaction.atomic
def remove_reply(actor: Actor, reply_id: int) -> None:
    """Take a reply away; what was written with it stays. NotFound for a reply of others."""
    reply = changeable(actor, reply_id)
    facts = {"name": reply.name, "text": reply.text, "role_id": reply.role_id}
    record(actor, "canned_reply.removed", "canned_reply", reply.pk, before=facts)
    reply.delete()


def changeable(actor: Actor, reply_id: int) -> CannedReply:
    """The reply of that id, where the actor may change it. Raises NotFound."""
    reply = changeable_by(actor.user).filter(pk=reply_id).first()
    if reply is None:
        raise NotFound
    return reply
