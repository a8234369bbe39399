"""Whoever must have a second factor, by REQUIRE_SECOND_FACTOR, gets no further than setting one up."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from tts.accounts.access import standing
from tts.core.policy import PUBLIC

RULES = {
    "": lambda user: False,
    "admins": lambda user: standing(user).is_admin,
    "staff": lambda user: standing(user).is_staff,
}


class SecondFactor:
    """Sends people signed in by session who lack a required factor to the page that sets one up.

    Whoever comes with a token of the identity provider has been checked there.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        if settings.REQUIRE_SECOND_FACTOR not in RULES:
            raise ImproperlyConfigured("REQUIRE_SECOND_FACTOR: use admins, staff or nothing")

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """An answer in the view's place, or None."""
        rest = getattr(view, "cls", None)
        policy = getattr(rest or view, "policy", None)
        # Pages of other packages have no policy: among them are those that set the factor up.
        if policy in (None, PUBLIC) or not lacks_factor(request):
            return None
        words = _("Set up a second factor first. Your account needs one.")
        if rest is not None and issubclass(rest, APIView):
            by_token = request.headers.get("Authorization", "").startswith("Bearer ")
            return None if by_token else JsonResponse({"error": words, "details": {}}, status=403)
        messages.warning(request, words)
        return redirect("mfa_activate_totp")


def lacks_factor(request) -> bool:
    """Whether the person behind the session must have a second factor and has none."""
    if not settings.REQUIRE_SECOND_FACTOR or "_auth_user_id" not in request.session:
        return False
    user = request.user
    return RULES[settings.REQUIRE_SECOND_FACTOR](user) and not is_mfa_enabled(user)
