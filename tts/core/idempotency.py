"""A POST that carries an Idempotency-Key is done once; a repeat gets the reply of the first (SPEC 9)."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from tts.core.errors import Invalid, Unprocessable
from tts.core.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
LIFETIME = timedelta(hours=24)


def once(handler: Callable[..., Response], request, *args, **kwargs) -> Response:
    """Answer a POST by `handler`, or, where its key was used before, by the reply given then.

    The reply is stored in the transaction of what it did, so that there is never one without the
    other. Of two at the same time the second waits for the first. What was refused is not stored: the
    key is free again. Raises Invalid for a malformed key, Unprocessable for a key used with another body.
    """
    key = request.headers.get(HEADER)
    if key is None or not request.user.is_authenticated:
        return handler(request, *args, **kwargs)
    with transaction.atomic():
        row, is_first = _claim(request, key, request.data)
        if not is_first:
            return Response(json.loads(row.reply), status=row.status, headers={REPLAYED: "true"})
        response = handler(request, *args, **kwargs)
        _store(row, response)
    return response


def act_once(request, key: str, asked: dict, act: Callable[[], int]) -> tuple[int, bool]:
    """Do `act` for a form that a page sent with `key` in it: the id that it answers, and whether it was done
    now; for a repeat, the id that it answered the first time.

    As `once`, for pages: `asked` is what the form asks for, whatever else it carries. Without a key (an
    older page) it is done each time.
    """
    if not key:
        return act(), True
    with transaction.atomic():
        row, is_first = _claim(request, key, asked)
        if is_first:
            _keep(row, 200, json.dumps(act()))
    return json.loads(row.reply), is_first


def _claim(request, key, body) -> tuple[IdempotencyKey, bool]:
    """The row of that key, and whether it is new."""
    if not KEY.fullmatch(key):
        raise Invalid({HEADER: [_("Use 1 to 255 visible ASCII characters.")]})
    # A longer path cannot be one that does anything.
    scope = {"user": request.user, "method": request.method, "path": request.path[:255], "key": key}
    body_hash = _hash(body)
    row, is_first = _made_or_found(scope, body_hash)
    if row.created_at < timezone.now() - LIFETIME:
        row.delete()
        row, is_first = _made_or_found(scope, body_hash)
    if row.body_hash != body_hash:
        raise Unprocessable(_("This Idempotency-Key was used with another body."))
    return row, is_first


def _made_or_found(scope, body_hash) -> tuple[IdempotencyKey, bool]:
    """As `get_or_create`, which looks first: here nearly every key is new."""
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(**scope, body_hash=body_hash), True
    except IntegrityError:
        return IdempotencyKey.objects.get(**scope), False


def _hash(body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=_digest).encode()).hexdigest()


def _digest(file) -> str:
    """What stands for an uploaded file: its content."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _store(row, response) -> None:
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return
    # As text, which keeps the order of names and the spelling of numbers.
    _keep(row, response.status_code, JSONRenderer().render(response.data).decode() or "null")


def _keep(row, status: int, reply: str) -> None:
    row.status, row.reply = status, reply
    row.save(update_fields=["status", "reply"])


def purge(at: datetime | None = None) -> int:
    """Delete the keys whose time is over. Answers how many."""
    return IdempotencyKey.objects.filter(created_at__lt=(at or timezone.now()) - LIFETIME).delete()[0]
