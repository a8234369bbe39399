"""All routes: pages for people, then the REST API from the server's root."""

from django.urls import include, path

urlpatterns = [
    path("", include("tts.accounts.urls")),
    path("", include("workflows_app.urls")),
    path("", include("tts.accounts.api.urls")),
    path("", include("workflows_app.api.urls")),
    path("", include("tickets_app.api.urls")),
]
