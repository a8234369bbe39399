"""The people of the service: who they are, what they may do, whether they are here."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tts.accounts import actions, directory, erasing
from tts.accounts.access import ADMIN, COORDINATES, standing
from tts.accounts.forms import AwayForm, InviteForm, MembershipForm
from tts.accounts.invitations import awaits, revoke_invitation, send_invitation
from tts.accounts.models import Role, User
from tts.core.errors import Invalid
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import allow

PAGE_SIZE = 50


@allow(COORDINATES)
@require_safe
def people(request):
    """Everybody, filtered by words, role and state."""
    now = timezone.now()
    filters = _filters(request.GET)
    pages = Paginator(directory.people(now, **filters), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    for person in page:
        person.away_now = person.is_away(now)
    context = {"page": page, "roles": directory.active_roles(), "filters": filters}
    return render(request, "accounts/people.html", context)


def _filters(query) -> dict:
    role, state = query.get("role", ""), query.get("state", "")
    return {
        "words": query.get("q", "").replace("\x00", "").strip(),
        "role_id": int(role) if role.isascii() and role.isdigit() and len(role) < 18 else None,
        "state": state if state in directory.STATES else "",
    }


@allow(ADMIN)
@require_http_methods(["GET", "POST"])
def person_new(request):
    """Add a person and invite them."""
    form = InviteForm(posted(request))
    if not form.is_bound or not carried_out(form, lambda data: _invite(request, data)):
        return render(request, "accounts/person_new.html", {"form": form}, status=400 if form.errors else 200)
    person = User.objects.get(email=form.cleaned_data["email"].lower())
    return redirect("person", person.pk)


def _invite(request, data):
    person = actions.invite(
        actor_of(request), email=data["email"], full_name=data["full_name"], roles=data["roles"]
    )
    messages.success(request, _("%(name)s is added.") % {"name": person.full_name})
    if data["send"]:
        _mail_invitation(request, person)


def _mail_invitation(request, person):
    try:
        send_invitation(person, request.user)
    except OSError as error:
        told = {"email": person.email, "why": error}
        messages.error(request, _("No mail could be sent to %(email)s: %(why)s. Send it again later.") % told)
    else:
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": person.email})


@allow(COORDINATES)
@require_safe
def person(request, pk):
    """One person; administrators can change what is shown."""
    return _person_page(request, get_object_or_404(User, pk=pk))


def _person_page(request, person, away_form=None, refused_role=None, refusal=""):
    context = {
        "person": person,
        "roles": directory.roles_of(person),
        "away_form": away_form or AwayForm(person),
        "away_now": person.is_away(timezone.now()),
        "may_change": standing(request.user).is_admin,
        "is_invited": awaits(person),
        "is_erased": erasing.is_erased(person),
        "refused_role": refused_role,
        "refusal": refusal,
    }
    refused = away_form is not None or refusal
    return render(request, "accounts/person.html", context, status=400 if refused else 200)


@allow(ADMIN)
@require_POST
def person_role(request, pk, role_pk):
    """Put the person into a role, change what they oversee there, or take them out."""
    person = get_object_or_404(User, pk=pk)
    role = get_object_or_404(Role, pk=role_pk, retired_at__isnull=True)
    form = MembershipForm(request.POST)
    if not carried_out(form, lambda data: actions.set_membership(actor_of(request), person, role, **data)):
        first = next(iter(form.errors.values()))[0]
        return _person_page(request, person, refused_role=role.pk, refusal=first)
    words = _("%(name)s is in %(role)s.") if form.cleaned_data["is_active"] else _("%(name)s left %(role)s.")
    messages.success(request, words % {"name": person.full_name, "role": role.name})
    return redirect("person", pk)


@allow(ADMIN)
@require_POST
def person_away(request, pk):
    """Say when the person is away, and who stands in."""
    person = get_object_or_404(User, pk=pk)
    form = AwayForm(person, request.POST)
    if not carried_out(form, lambda data: actions.set_away(actor_of(request), person, **data)):
        return _person_page(request, person, away_form=form)
    messages.success(request, _("The absence is saved."))
    return redirect("person", pk)


@allow(ADMIN)
@require_POST
def person_active(request, pk):
    """Let the person in, or shut them out."""
    person = get_object_or_404(User, pk=pk)
    chosen = request.POST.get("is_active")
    if chosen not in ("0", "1"):
        raise Invalid({"is_active": [_("Choose one of the two.")]})
    actions.set_active(actor_of(request), person, chosen == "1")
    words = _("%(name)s can sign in again.") if chosen == "1" else _("%(name)s cannot sign in any more.")
    messages.success(request, words % {"name": person.full_name})
    return redirect("person", pk)


@allow(ADMIN)
@require_POST
def person_erase(request, pk):
    """Erase who a person is, once that was confirmed."""
    if request.POST.get("confirmed") != "1":
        raise Invalid({"confirmed": [_("Confirm that this cannot be undone.")]})
    erasing.erase(actor_of(request), pk)
    messages.success(request, _("It is not known any more who this person was."))
    return redirect("person", pk)


@allow(ADMIN)
@require_POST
def person_invite(request, pk):
    """Send the invitation (again)."""
    _mail_invitation(request, get_object_or_404(User, pk=pk, is_active=True))
    return redirect("person", pk)


@allow(ADMIN)
@require_POST
def person_uninvite(request, pk):
    """Take the invitation back: its links work no more."""
    person = get_object_or_404(User, pk=pk)
    revoke_invitation(actor_of(request), person)
    messages.success(request, _("The link that %(email)s got works no more.") % {"email": person.email})
    return redirect("person", pk)
