"""All routes: pages for people, then the REST API from the server's root."""

from django.urls import include, path

from tts.core.api_docs import Docs, Schema
from tts.tables import site

urlpatterns = [
    path("", include("tts.core.urls")),
    path("", include("tts.accounts.urls")),
    path("", include("workflows_app.urls")),
    path("", include("tickets_app.urls")),
    path("", include("reports_app.attainability.urls")),
    path("", include("tickets_app.ingest.urls")),
    path("", include("tickets_app.audit_log.urls")),
    path("", include("reports_app.urls")),
    path("", include("tts.accounts.api.urls")),
    path("", include("workflows_app.api.urls")),
    path("", include("tickets_app.api.urls")),
    path("", include("tickets_app.ingest.api_urls")),
    path("", include("reports_app.api.urls")),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("admin/", site.urls),
    path("docs/", Docs.as_view(), name="api_docs"),
]
