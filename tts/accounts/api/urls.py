"""REST routes of people and roles."""

from django.urls import path

from tts.accounts.api import views

urlpatterns = [
    path("roles/", views.Roles.as_view(), name="api_roles"),
    path("roles/<int:role_id>/", views.OneRole.as_view(), name="api_role"),
]
