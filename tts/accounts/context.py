"""What every page knows of the person."""

from tts.accounts.access import standing as standing_of


def standing(request):
    """`standing` for templates: which navigation entries to offer."""
    user = getattr(request, "user", None)
    return {"standing": standing_of(user)} if user is not None and user.is_authenticated else {}
