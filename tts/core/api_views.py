"""The base of every REST view, and of the filters of a list."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from tts.core import conditional, idempotency
from tts.core.actor import Actor
from tts.core.fields import StrictSerializer
from tts.core.middleware import actor_of

PAGING = ("page", "page_size")


class ApiView(APIView):
    """Base of every REST view. A subclass states its `policy`.

    Its POSTs may carry an Idempotency-Key; what can be changed has an ETag, and its PUTs and PATCHes may
    carry If-Match.
    `has_etag`: whether its GETs have one, where another view replaces what they answer.
    """

    has_etag = False
    order: tuple = ()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            self.post = partial(idempotency.once, self.post)
        if request.method in ("PUT", "PATCH") and "If-Match" in request.headers:
            handler = request.method.lower()
            setattr(self, handler, partial(conditional.if_match, self.replaced, getattr(self, handler)))

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200 and type(self).is_tagged():
            return conditional.tagged(request, response)
        return response

    def replaced(self, request, *args, **kwargs) -> Response:
        """What a PUT replaces, as GET answers it."""
        return self.get(request, *args, **kwargs)

    @classmethod
    def is_tagged(cls) -> bool:
        """Whether its GETs have an ETag."""
        return cls.has_etag or hasattr(cls, "put") or hasattr(cls, "patch")

    @property
    def actor(self) -> Actor:
        """Who does the action that this request asks for."""
        return actor_of(self.request)

    def body(self, serializer_class: type[serializers.Serializer]) -> dict:
        """The request's body as `serializer_class` reads it. Raises a ValidationError naming each field."""
        return _read(serializer_class, self.request.data)

    def filters(self, serializer_class: type["Filters"]) -> dict:
        """The filters that are not empty; `ordering` becomes the order of the page. Raises a ValidationError
        naming an unknown or bad one."""
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        read = _read(serializer_class, given)
        self.order = read.pop("ordering", ())
        return {name: value for name, value in read.items() if name not in PAGING}


class CsvRenderer(BaseRenderer):
    """Lets a request accept CSV; the file itself is made before any renderer."""

    media_type = "text/csv"
    format = "csv"


class CsvView(ApiView):
    """Base of a REST view that answers a CSV file. It refuses in JSON, whatever was accepted."""

    media_type = CsvRenderer.media_type
    renderer_classes = [JSONRenderer, CsvRenderer]

    def handle_exception(self, exc):
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), "application/json"
        return super().handle_exception(exc)


def _read(serializer_class, data) -> dict:
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class Filters(StrictSerializer):
    """Query parameters of a list. One that is not declared is refused, so that none is silently ignored."""

    default_error_messages = {"unknown": _("There is no such filter.")}

    # Read by tts.core.api.Pages; described by tts.core.schema_hooks.
    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)
