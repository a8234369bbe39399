"""What every page shows of notifications."""

from django.utils.functional import SimpleLazyObject

from tickets_app.actions.reading import in_app


def bell(request):
    """`unread_count` for the bell, counted only when a template shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_count": SimpleLazyObject(lambda: unread(user))}


def unread(user) -> int:
    """How many in-app notifications `user` has not read."""
    return in_app(user).order_by().filter(read_at__isnull=True).count()
