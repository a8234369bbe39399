"""What a person sets for themselves."""

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tts.accounts import actions
from tts.accounts.models import User
from tts.core.errors import Invalid
from tts.core.middleware import actor_of
from tts.core.policy import PUBLIC, allow

YEAR = 365 * 24 * 3600


@allow(PUBLIC)
@require_POST
def set_theme(request):
    """Keep the theme with the person, and in a cookie for when nobody is signed in."""
    chosen = request.POST.get("theme", "")
    if chosen not in User.Theme.values:
        raise Invalid({"theme": ["light, dark, auto"]})
    if request.user.is_authenticated:
        actions.update_profile(actor_of(request), request.user, theme=chosen)
    response = redirect(local_address(request, request.POST.get("next", "")))
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def local_address(request, wanted: str) -> str:
    """`wanted` if it is an address of this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "home"
