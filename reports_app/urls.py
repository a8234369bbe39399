"""Pages of the reports."""

from django.urls import path

from reports_app.views import lists, tabs, training

urlpatterns = [
    path("reports/", tabs.tab, {"name": "tickets"}, name="reports"),
    path("reports/list/", lists.report_list, name="report_list"),
    path("reports/list.csv", lists.report_list_csv, name="report_list_csv"),
    path("reports/forecast/train/", training.train, name="report_train"),
    path("reports/<slug:name>/", tabs.tab, name="report"),
    path("reports/<slug:name>/<slug:panel>.csv", tabs.panel_csv, name="report_csv"),
]
