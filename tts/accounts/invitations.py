"""The mail with which a person comes to a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from tts.accounts.models import User


def send_invitation(person: User, inviter: User) -> None:
    """Mail `person` a link to set a password; it works once. Raises OSError when no mail can be sent."""
    uid = user_pk_to_url_str(person)
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    context = {"person": person, "inviter": inviter, "link": settings.SITE_URL + path}
    get_adapter().send_mail("account/email/invitation", person.email, context)
