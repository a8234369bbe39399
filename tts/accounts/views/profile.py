"""What a person sets for themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tts.accounts import actions, pictures
from tts.accounts.forms import AwayForm, PictureForm, ProfileForm
from tts.accounts.models import User
from tts.core.errors import Invalid, TooLarge
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import PUBLIC, SIGNED_IN, allow
from tts.core.uploads import LOCKED_UP, check_length

YEAR = 365 * 24 * 3600


@allow(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def profile(request):
    """Name, time zone and theme."""
    form = ProfileForm(request.user, posted(request))
    if form.is_bound and carried_out(form, lambda data: _save(request, data)):
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return _page(request, form=form)


def _save(request, data):
    actions.update_profile(actor_of(request), request.user, **data)


@allow(SIGNED_IN)
@require_POST
def own_absence(request):
    """When the person is away, and who stands in."""
    form = AwayForm(request.user, request.POST)
    if carried_out(form, lambda data: actions.set_away(actor_of(request), request.user, **data)):
        messages.success(request, _("Your absence is saved."))
        return redirect("profile")
    return _page(request, away_form=form)


@allow(SIGNED_IN)
@require_POST
@csrf_exempt  # checked below, once it is certain that the body may be read
def picture(request):
    """Be shown by a picture, or (`remove`) by initials again."""
    try:
        check_length(request, pictures.MOST_MB)
    except TooLarge as error:
        form = PictureForm({})
        form.add_error("picture", error.message)
        return _page(request, picture_form=form)
    return _picture(request)


@csrf_protect
def _picture(request):
    if "remove" in request.POST:
        actions.remove_picture(actor_of(request), request.user)
        messages.success(request, _("Your picture is gone."))
        return redirect("profile")
    form = PictureForm(request.POST, request.FILES)
    if carried_out(form, lambda data: actions.set_picture(actor_of(request), request.user, data["picture"])):
        messages.success(request, _("Your picture is saved."))
        return redirect("profile")
    return _page(request, picture_form=form)


@allow(SIGNED_IN)
@require_safe
def person_picture(request, pk: int, name: str):
    """The picture of a person. Its address has its `name`, so a browser may keep it for good."""
    response = HttpResponse(pictures.content_of(request.user, pk, name), content_type=pictures.MEDIA_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response._csp_exempt = True  # it has a stricter one
    response["Content-Security-Policy"] = LOCKED_UP
    return response


def _page(request, form=None, away_form=None, picture_form=None):
    person = User.objects.get(pk=request.user.pk)
    context = {
        "form": form or ProfileForm(person),
        "away_form": away_form or AwayForm(person),
        "picture_form": picture_form or PictureForm(),
    }
    refused = any(shown.is_bound and shown.errors for shown in context.values())
    return render(request, "accounts/profile.html", context, status=400 if refused else 200)


@allow(PUBLIC)
@require_POST
def set_theme(request):
    """Keep the theme with the person, and in a cookie for when nobody is signed in."""
    chosen = request.POST.get("theme", "")
    if chosen not in User.Theme.values:
        raise Invalid({"theme": [_("Choose light, dark or auto.")]})
    if request.user.is_authenticated:
        actions.update_profile(actor_of(request), request.user, theme=chosen)
    response = redirect(_local_address(request, request.POST.get("next", "")))
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _local_address(request, wanted: str) -> str:
    """`wanted` if it is an address of this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "home"
