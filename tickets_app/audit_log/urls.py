"""The audit log: page and REST."""

from django.urls import path

from tickets_app.audit_log import api, views

urlpatterns = [
    path("audit-log/", views.audit_log, name="audit_log"),
    path("audit/events/", api.Events.as_view(), name="api_audit_events"),
    path("audit/events/by-target/", api.EventsByTarget.as_view(), name="api_audit_events_by_target"),
    path("audit/events/export/", api.EventsExport.as_view(), name="api_audit_events_export"),
    path("audit/events/<int:event_id>/", api.OneEvent.as_view(), name="api_audit_event"),
]
