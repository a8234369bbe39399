"""Conventions of the REST API (SPEC 9): parsing, pages, errors. Its views are in `tts.core.api_views`."""

import json
import logging
import re

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import set_rollback

from tts.core import strict_json
from tts.core.errors import ActionError
from tts.core.fields import flat

BUSY_SECONDS = 1
SIZE = re.compile(r"[0-9]*[1-9][0-9]*([eE]\+?[0-9]{1,3})?")  # 1e9 is a whole number in JSON too
PAGE = re.compile("[0-9]{1,18}")
log = logging.getLogger(__name__)


class Pages(PageNumberPagination):
    """`page`, `page_size` (default 10, at most 100) -> {count, next, previous, results}.

    A `page_size` that is no number from 1 up is a ValidationError, a `page` that there is not NotFound.
    """

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100
    last_page_strings = ()

    def get_page_size(self, request):
        asked = request.query_params.get("page_size", "")
        if asked and not SIZE.fullmatch(asked):
            raise exceptions.ValidationError({"page_size": [_("Use a whole number from 1 up.")]})
        return int(min(float(asked), self.max_page_size)) if asked else self.page_size

    def get_page_number(self, request, paginator):
        asked = request.query_params.get("page") or "1"
        return asked if PAGE.fullmatch(asked) else 0


class TooLarge(exceptions.APIException):
    """The body is larger than what is read into memory."""

    status_code = 413
    default_detail = gettext_lazy("The request is too large.")


class StrictJSONParser(JSONParser):
    """JSON as the standard has it: no NaN, no NUL or lone surrogate in text, no extreme depth or number."""

    def parse(self, stream, media_type=None, parser_context=None):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooLarge
        try:
            data = json.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("Not valid JSON: %(why)s") % {"why": error}) from error
        check_json(data)
        return data


def check_json(data) -> None:
    """Raise a ValidationError naming the place of any text, number or nesting that cannot be stored."""
    found = strict_json.problem(data)
    if found:
        raise exceptions.ValidationError({found[0]: [found[1]]})


def error_answer(error, context):
    """Every refusal as {"error": "...", "details": {field: [...]}} with its status."""
    if isinstance(error, ActionError):
        set_rollback()
        return _answer(error.message, error.details, error.status)
    if isinstance(error, OperationalError):
        return _busy(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    message, details = _wording(error)
    return _answer(message, details, error.status_code, headers)


def _busy(error):
    """The database did not give a lock in time, or is not there."""
    log.error("database refused: %s", error)
    set_rollback()
    message = _("The system is busy. Try again in a moment.")
    return _answer(message, {}, 503, {"Retry-After": str(BUSY_SECONDS)})


def _wording(error):
    if isinstance(error, exceptions.ValidationError):
        return _("Some fields need another value."), flat(error.detail)
    return str(error.detail), {}


def _answer(message, details, status, headers=None):
    return Response({"error": message, "details": details}, status=status, headers=headers)
