"""All routes: pages for people, then the REST API from the server's root."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("tts.accounts.urls")),
]
