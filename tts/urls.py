"""All routes: pages for people, then the REST API from the server's root."""

from django.urls import include, path

urlpatterns = [
    path("", include("tts.accounts.urls")),
]
