"""The page of where one is signed in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tts.accounts import sessions
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow


@allow(SIGNED_IN)
@require_safe
def own_sessions(request):
    """Where one is signed in, this place first said."""
    rows = sessions.sessions_of(request.user, request.session.session_key)
    facts = {"sessions": rows, "others": sum(not row.is_here for row in rows)}
    return render(request, "accounts/sessions.html", facts)


@allow(SIGNED_IN)
@require_POST
def session_end(request, pk: int):
    """Sign out in one other place."""
    sessions.end_session(actor_of(request), pk)
    messages.success(request, _("Signed out there."))
    return redirect("own_sessions")


@allow(SIGNED_IN)
@require_POST
def sessions_end(request):
    """Sign out everywhere else."""
    count = sessions.end_others(actor_of(request), request.session.session_key)
    words = ngettext("Signed out in %(n)d place.", "Signed out in %(n)d places.", count)
    messages.success(request, words % {"n": count})
    return redirect("own_sessions")
