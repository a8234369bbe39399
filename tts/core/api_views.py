"""The base of every REST view, and of the filters of a list."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.views import APIView

from tts.core import idempotency
from tts.core.actor import Actor
from tts.core.fields import StrictSerializer
from tts.core.middleware import actor_of

PAGING = ("page", "page_size")


class ApiView(APIView):
    """Base of every REST view. A subclass states its `policy`; its POSTs may carry an Idempotency-Key."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            self.post = partial(idempotency.once, self.post)

    @property
    def actor(self) -> Actor:
        """Who does the action that this request asks for."""
        return actor_of(self.request)

    def body(self, serializer_class: type[serializers.Serializer]) -> dict:
        """The request's body as `serializer_class` reads it. Raises a ValidationError naming each field."""
        return _read(serializer_class, self.request.data)

    def filters(self, serializer_class: type["Filters"]) -> dict:
        """The filters that are not empty. Raises a ValidationError naming an unknown or bad one."""
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        read = _read(serializer_class, given)
        return {name: value for name, value in read.items() if name not in PAGING}


def _read(serializer_class, data) -> dict:
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class Filters(StrictSerializer):
    """Query parameters of a list. One that is not declared is refused, so that none is silently ignored."""

    default_error_messages = {"unknown": _("There is no such filter.")}

    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)
