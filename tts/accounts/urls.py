"""Pages about people: profile, people, roles."""

from django.urls import path

from tts.accounts.views import profile

urlpatterns = [
    path("profile/theme/", profile.set_theme, name="set_theme"),
]
