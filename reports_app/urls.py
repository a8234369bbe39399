"""Pages of the reports."""

from django.urls import path

from reports_app.views import acting, lists, mailing, saved, tabs

urlpatterns = [
    path("reports/", tabs.tab, {"name": "tickets"}, name="reports"),
    path("reports/list/", lists.report_list, name="report_list"),
    path("reports/list.csv", lists.report_list_csv, name="report_list_csv"),
    path("reports/insights/<int:anomaly_id>/dismiss/", acting.dismiss, name="report_dismiss"),
    path("reports/forecast/train/", acting.train, name="report_train"),
    path("reports/saved/", saved.saved_reports, name="saved_reports"),
    path("reports/saved/keep/", saved.keep, name="saved_report_keep"),
    path("reports/saved/<int:pk>/", saved.saved_report, name="saved_report"),
    path("reports/saved/<int:pk>/drop/", saved.drop, name="saved_report_drop"),
    path("reports/saved/<int:pk>/mail/", mailing.send_regularly, name="report_mail"),
    path("reports/saved/<int:pk>/no-mail/", mailing.send_no_more, name="report_mail_end"),
    path("reports/stop/<str:token>/", mailing.stop, name="report_stop"),
    path("reports/<slug:name>/", tabs.tab, name="report"),
    path("reports/<slug:name>/<slug:panel>.csv", tabs.panel_csv, name="report_csv"),
]
