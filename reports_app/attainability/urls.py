"""Routes of attainability; before those of the reports, whose names of tabs would take these."""

from django.urls import path

from reports_app.attainability import views

ONE = "reports/attainability/<int:workflow_id>/"

urlpatterns = [
    path("reports/attainability/", views.overview, name="attainability"),
    path(ONE, views.workflow, name="attainability_workflow"),
    path(f"{ONE}weights/", views.weights, name="attainability_weights"),
    path(f"{ONE}targets/", views.targets, name="attainability_targets"),
    path(f"{ONE}with/<slug:slug>/", views.what_if, name="attainability_what_if"),
]
