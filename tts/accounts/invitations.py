"""The mail with which a person comes to a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Conflict


def awaits(person: User) -> bool:
    """Whether `person` was added here and has not yet chosen a password by the link of an invitation."""
    never_in = person.last_login is None and not person.external_id
    return person.is_active and never_in and not person.has_usable_password()


@transaction.atomic
def revoke_invitation(actor: Actor, person: User) -> None:
    """Make the links that were mailed to `person` useless. Conflict where a password was chosen already."""
    if not awaits(person):
        raise Conflict(_("There is no open invitation to take back."))
    # The links are signed with what is kept of the password: that it is none, in ever different words.
    person.set_unusable_password()
    person.save(update_fields=["password"])
    record(actor, "user.invitation_revoked", "user", person.pk)


def send_invitation(person: User, inviter: User) -> None:
    """Mail `person` a link to set a password; it works once, for three days.

    Raises OSError when no mail can be sent.
    """
    uid = user_pk_to_url_str(person)
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    context = {"person": person, "inviter": inviter, "link": settings.SITE_URL + path}
    get_adapter().send_mail("account/email/invitation", person.email, context)
