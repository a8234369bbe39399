"""Middleware that concerns the person behind a request."""

from django.utils import timezone

from tts.accounts.tokens import cookie_person
from tts.accounts.zones import zone_of


class CookieToken:
    """Pages accept the token cookie too, where no session is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            person = cookie_person(request)
            if person is not None:
                request.user = person
        return self.get_response(request)


class PersonTimeZone:
    """Show times in the person's own zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        timezone.activate(zone_of(request.user))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
