"""Routes that belong to no app. Probes ask without a slash at the end."""

from django.urls import path

from tts.core import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("ahead.json", views.ahead, name="ahead"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
