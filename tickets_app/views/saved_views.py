"""Keeping and dropping views of lists; what lists show of them."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tickets_app.saved_views import actions
from tickets_app.saved_views.kept import LONGEST_NAME
from tickets_app.saved_views.models import SavedView
from tts.core.errors import Invalid
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow


class ViewForm(forms.Form):
    """A view to keep."""

    page = forms.ChoiceField(choices=SavedView.Page.choices, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    role = forms.ModelChoiceField(
        label=gettext_lazy("Who has it"), queryset=None, required=False, empty_label=gettext_lazy("Only me")
    )
    is_default = forms.BooleanField(label=gettext_lazy("Open this list with it"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, auto_id="view_%s", **kwargs)
        self.fields["role"].queryset = actions.may_share_with(user)


@dataclass(frozen=True)
class Entry:
    """A view beside a list: `is_here` while the list shows just that."""

    view: SavedView
    is_here: bool
    is_own: bool


def beside(request) -> dict:
    """What a list shows of the views of it: `saved`, whether all is shown, and the form to keep one."""
    page, here = request.resolver_match.url_name, actions.tidy(request.GET.urlencode())
    views = [Entry(view, view.query == here, view.owner_id == request.user.pk) for view in _views(request)]
    form = ViewForm(user=request.user, initial={"page": page, "query": here})
    return {"saved": views, "shows_everything": not here, "view_form": form, "query_here": here}


def _views(request) -> list[SavedView]:
    """The views of the list that is asked for, read once for each request."""
    if not hasattr(request, "_saved_views"):
        page = request.resolver_match.url_name
        request._saved_views = list(actions.views_of(request.user, page))
    return request._saved_views


def opening(request):
    """The redirect to the person's default view where a list is called without anything asked of it."""
    if request.GET or request.htmx:
        return None
    own = (view for view in _views(request) if view.is_default and view.owner_id == request.user.pk)
    view = next(own, None)
    return redirect(f"{request.path}?{view.query}") if view is not None and view.query else None


@allow(SIGNED_IN)
@require_POST
def keep(request):
    """Keep the view that the list shows, and come back to it."""
    form = ViewForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Invalid({name: list(texts) for name, texts in form.errors.items()})
    data = form.cleaned_data
    view = actions.keep(
        actor_of(request),
        data["page"],
        data["name"],
        data["query"],
        role_id=data["role"] and data["role"].pk,
        is_default=data["is_default"],
    )
    messages.success(request, _("%(name)s is kept.") % {"name": view.name})
    return _back(view)


@allow(SIGNED_IN)
@require_POST
def drop(request, pk: int):
    """Drop a view."""
    view = actions.drop(actor_of(request), pk)
    messages.success(request, _("%(name)s is gone.") % {"name": view.name})
    return _back(view)


def _back(view):
    return redirect(f"{reverse(view.page)}?{view.query or 'view=all'}")
