"""Pages of the reports."""

from django.urls import path

from reports_app.views import acting, lists, tabs

urlpatterns = [
    path("reports/", tabs.tab, {"name": "tickets"}, name="reports"),
    path("reports/list/", lists.report_list, name="report_list"),
    path("reports/list.csv", lists.report_list_csv, name="report_list_csv"),
    path("reports/insights/<int:anomaly_id>/dismiss/", acting.dismiss, name="report_dismiss"),
    path("reports/forecast/train/", acting.train, name="report_train"),
    path("reports/<slug:name>/", tabs.tab, name="report"),
    path("reports/<slug:name>/<slug:panel>.csv", tabs.panel_csv, name="report_csv"),
]
