"""Conventions of the REST API (SPEC 9): parsing, pages, errors."""

import codecs
import json

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import set_rollback

from tts.core.errors import ActionError
from tts.core.fields import flat

MAX_DEPTH = 40


class Pages(PageNumberPagination):
    """`page`, `page_size` (default 10, at most 100) -> {count, next, previous, results}."""

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100


class StrictJSONParser(JSONParser):
    """JSON as the standard has it: no NaN, no NUL or lone surrogate in text, no extreme depth or number."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            text = codecs.getreader("utf-8")(stream).read()
            data = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("Not valid JSON: %(why)s") % {"why": error}) from error
        check_json(data)
        return data


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def _finite(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is too large")
    return value


def check_json(data) -> None:
    """Raise a ValidationError naming the place of any text or nesting that cannot be stored."""
    waiting = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > MAX_DEPTH:
            raise exceptions.ValidationError({str(path[0]): [_("Nested too deeply.")]})
        if isinstance(value, dict):
            waiting.extend(((*path, key), key) for key in value)
            waiting.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), item) for index, item in enumerate(value))
        elif isinstance(value, str) and not _storable(value):
            raise exceptions.ValidationError({_place(path): [_("Contains a character that is not text.")]})
        elif isinstance(value, int) and abs(value) >= 10**30:
            raise exceptions.ValidationError({_place(path): [_("The number is too large.")]})


def _place(path):
    return ascii(str(path[0])).strip("'") if path else "body"


def _storable(text):
    return "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text)


def error_answer(error, context):
    """Every refusal as {"error": "...", "details": {field: [...]}} with its status."""
    if isinstance(error, ActionError):
        set_rollback()
        return _answer(error.message, error.details, error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
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


def _wording(error):
    if isinstance(error, exceptions.ValidationError):
        return _("Some fields need another value."), flat(error.detail)
    return str(error.detail), {}


def _answer(message, details, status, headers=None):
    return Response({"error": message, "details": details}, status=status, headers=headers)
