"""Answering a REST list one page at a time."""

from collections.abc import Callable

from django.db.models import QuerySet
from rest_framework.response import Response

from tts.core.api import Pages


class Paged:
    """For an ApiView that answers lists; the OpenAPI schema learns of the pages from it too."""

    pagination_class = Pages

    def paged(self, rows: QuerySet, shape, prepare: Callable = list) -> Response:
        """The asked page of `rows`, in the asked order, as {count, next, previous, results}; `prepare` sees
        the page's rows before the serializer class `shape` does."""
        rows = rows.order_by(*self.order) if self.order else rows
        pages = self.pagination_class()
        page = pages.paginate_queryset(rows, self.request, self)
        return pages.get_paginated_response(shape(prepare(page), many=True).data)
