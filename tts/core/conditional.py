"""ETag and If-Match: whoever edits what somebody else has changed meanwhile is told, instead of undoing it.

A thing that can be replaced answers GET with the ETag of what it says. A PUT with `If-Match` is refused with
412 unless the thing still says that to this person.
"""

import hashlib
from collections.abc import Callable

from django.db import connection, transaction
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer

from tts.core.errors import PreconditionFailed


def etag_of(data) -> str:
    """The strong ETag of a representation."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def tagged(request, response):
    """The answer to a GET with its ETag; 304 without a body where the asker has it already."""
    response["ETag"] = etag = etag_of(response.data)
    return get_conditional_response(request._request, etag=etag, response=response)


@transaction.atomic
def if_match(read: Callable, put: Callable, request, *args, **kwargs):
    """Answer `put(...)` if what `read(...)` answers now is what `If-Match` names. Raises PreconditionFailed.

    Those who edit the same thing by this rule do so one after another.
    """
    _one_after_another(request.path)
    wanted = parse_etags(request.headers["If-Match"])
    if wanted != ["*"] and etag_of(read(request, *args, **kwargs).data) not in wanted:
        raise PreconditionFailed(_("It was changed since you read it. Read it again, then decide."))
    return put(request, *args, **kwargs)


def _one_after_another(path):
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
