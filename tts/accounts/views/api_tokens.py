"""Pages of API tokens: a person's own, and everybody's for administrators."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tts.accounts import api_tokens
from tts.accounts.access import ADMIN
from tts.accounts.models import ApiToken, User
from tts.core.api_paths import PREFIXES
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow

SHOWN = 200


class TokenForm(forms.Form):
    """What a token is for, and how far it reaches."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=64)
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=api_tokens.MOST_DAYS, initial=90
    )
    can_write = forms.BooleanField(label=gettext_lazy("It may change things"), required=False)
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("It opens"),
        choices=[(name, f"/{name}/") for name in PREFIXES],
        required=False,
        help_text=gettext_lazy("None chosen: everything that its person may."),
        widget=forms.CheckboxSelectMultiple,
    )


class AnyTokenForm(TokenForm):
    """A token for anybody, perhaps the credential of a service."""

    field_order = ("user", "service")

    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("first_name", "last_name", "pk"),
        label=gettext_lazy("Whose rights it has"),
    )
    service = forms.CharField(
        label=gettext_lazy("Name of the service"),
        max_length=64,
        required=False,
        help_text=gettext_lazy(
            "Only for another system: it becomes the source of the tickets that it sends."
        ),
    )


@allow(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def own_tokens(request):
    """The person's own tokens, and a form for another one."""
    form = TokenForm(posted(request))
    return _page(request, form, ApiToken.objects.filter(user=request.user), "accounts/own_tokens.html")


@allow(ADMIN)
@require_http_methods(["GET", "POST"])
def all_tokens(request):
    """Everybody's tokens, and a form for one of anybody."""
    return _page(request, AnyTokenForm(posted(request)), ApiToken.objects.all(), "accounts/all_tokens.html")


def _page(request, form, tokens, template):
    """The secret of a new token is in the answer to its POST, and nowhere else, ever."""
    made = []
    kept = form.is_bound and carried_out(form, lambda data: made.append(_create(request, **data)))
    facts = {
        "form": type(form)() if kept else form,
        "secret": made[0] if made else "",
        "tokens": tokens.select_related("user")[:SHOWN],
        "now": timezone.now(),
    }
    return render(request, template, facts, status=400 if form.errors else 200)


def _create(request, user=None, **given) -> str:
    _token, secret = api_tokens.create(actor_of(request), user or request.user, **given)
    return secret


@allow(SIGNED_IN)
@require_POST
def revoke(request, pk: int):
    """End a token at once."""
    token = api_tokens.revoke(actor_of(request), pk)
    messages.success(request, _("“%(name)s” has ended.") % {"name": token.name})
    return redirect("own_tokens" if token.user_id == request.user.pk else "all_tokens")
