"""What every page knows of a person's part in workflows."""

from django.utils.functional import SimpleLazyObject

from tts.accounts.access import standing
from workflows_app.access import has_any_right


def designs(request):
    """`designs` for templates: whether the person makes workflows, or has a right on one."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"designs": SimpleLazyObject(lambda: standing(user).coordinates or has_any_right(user))}
