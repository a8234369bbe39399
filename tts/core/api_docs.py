"""The OpenAPI description of the REST API, for machines at /schema/ and for people at /docs/."""

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer, StaticHTMLRenderer

from tts.core.api_views import ApiView
from tts.core.policy import SIGNED_IN, DeclaredPolicy


class Schema(SpectacularAPIView):
    """OpenAPI 3, as JSON."""

    policy = SIGNED_IN
    permission_classes = [DeclaredPolicy]
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer]


@extend_schema(exclude=True)
class Docs(ApiView):
    """The description as a page that can try requests out. People who are signed out sign in first."""

    policy = SIGNED_IN
    renderer_classes = [StaticHTMLRenderer, JSONRenderer]

    def get(self, request):
        return render(request._request, "core/api_docs.html")

    def handle_exception(self, exc):
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)
